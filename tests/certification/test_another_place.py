"""The portal's main jobs in the usual place and in another one, by nothing but the files of `sites/`:
registering, an activity and its review, an application along its route to a slip, and its verification."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from cejc.site import site
from certification.models import Slip
from certification.queries.policy import route_of
from certification.services import case as cases
from certification.services.slips import slip_pdf
from credits.engine import span_for
from credits.queries import bundled, policy_here
from credits.services import load_policy
from registry.activities.services import activity_review
from registry.enums import EmploymentState, Route
from registry.models import Activity, Employment, User
from tests.certification import ways
from tests.certification.rows import on
from tests.certification.stages import open_case
from tests.registry.activities.activity_factories import make_draft, make_evidence, make_submitted
from tests.registry.activities.test_activity_pages import edit_url, fields_of
from tests.registry.people.test_employment import form

pytestmark = pytest.mark.django_db
AWARD = ("award", {"level": "prefectural", "rank": 3, "date": "{year}-11-11"})
BOOK = ("book", {"solo": True, "rank": 1, "date": "{year}-11-11"})
# What a year needs; the stages of the two routes; how the papers are called and numbered.
PLACES = {
    "hunan": SimpleNamespace(
        online={"date": "{year}-06-01", "subject": "public", "approved_hours": "30", "minutes": "1350"},
        other=AWARD,
        hours=("30", "60"),
        direct=["initial_review", "notice", "confirmation", "filing", "verification", "issue", "issued"],
        city=["initial_review", "verification", "issue", "issued"],
        number="湘继教认〔2020〕000001号",
        seal="湖南省人力资源和社会保障厅",
        office="省人社厅专技处",
        elsewhere=("澜",),
    ),
    "lanchuan": SimpleNamespace(
        online={"date": "{year}-06-01", "subject": "common", "approved_hours": "24", "minutes": "1200"},
        other=BOOK,
        hours=("24", "72"),
        direct=["unit_review", "notice", "recheck", "certify", "issued"],
        city=["unit_review", "recheck", "certify", "issued"],
        number="澜教证〔2020〕第00001号",
        seal="澜川省人力资源和社会保障厅",
        office="省厅继续教育科",
        elsewhere=("湖南", "湘", "长沙", "专技处"),
    ),
}


@pytest.fixture(params=list(PLACES))
def place(request, settings, db):
    """The portal of one place, with its notice in force."""
    settings.CEJC_SITE = request.param
    load_policy(policy=bundled(site().policy), publish=True)
    return PLACES[request.param]


def of_year(facts, year):
    return {key: one.format(year=year) if isinstance(one, str) else one for key, one in facts.items()}


def years_of(person):
    span = span_for(policy_here(), level="senior_associate", degree="doctor", series="engineering")
    return range(span.first, span.last + 1)


def a_submitted_case(people, place):
    with on(ways.START):
        for year in years_of(people.person):
            kind, facts = place.other
            make_submitted(
                people.person, "online", title=f"{year}年网络课", facts=of_year(place.online, year)
            )
            make_submitted(people.person, kind, title=f"{year}年成果", facts=of_year(facts, year))
        case = open_case(people.person)
        cases.submit_case(actor=people.person, case=case)
    case.refresh_from_db()
    return case


def stages(seen):
    return list(dict.fromkeys(state.partition(".")[0] for state in seen))


@pytest.mark.parametrize("address", ["/", "/verify/", "/help/", "/rules/", "/handbook/verify/"])
def test_strangers_read_of_this_place_and_of_no_other(place, client, address):
    page = client.get(address).content.decode()

    assert site().names["organiser"] in page
    assert not [name for name in place.elsewhere if name in page]


def test_the_first_page_shows_the_notice_and_how_a_number_looks(place, client):
    page = client.get("/").content.decode()

    assert policy_here().title in page
    assert site().examples["slip_number"] in page
    assert place.number == site().examples["slip_number"]


def test_the_help_page_tells_the_routes_of_the_notice(place, client):
    page = client.get("/help/").content.decode()

    routes = [one for one in policy_here().routes.values() if any(s.kind == "issue" for s in one.stages)]
    assert routes
    assert all(f">{route.name}</h3>" in page for route in routes)
    assert f"签发《{policy_here().slip.name}》" in page


def test_a_newcomer_registers_and_the_unit_confirms(place, client, login):
    people = ways.cast(Route.PROVINCIAL)

    answer = client.post(reverse("registry:register-at", args=[people.home.public_id]), form())

    assert answer.status_code == 302
    waiting = Employment.objects.get(state=EmploymentState.PENDING)
    assert waiting.organisation == people.home
    assert User.objects.filter(professional=waiting.professional).exists()
    login(people.officers["employer"][0]).post(
        reverse("registry:employment-confirm", args=[waiting.public_id])
    )
    waiting.refresh_from_db()
    assert waiting.state == EmploymentState.CONFIRMED


def test_an_activity_is_logged_on_its_page_and_reviewed(place, login):
    people = ways.cast(Route.PROVINCIAL)
    year = years_of(people.person)[-1]
    draft = make_draft(people.person, "online", title="网络课", facts=of_year(place.online, year))
    make_evidence(people.person, draft)
    answer = login(people.person).post(edit_url(draft), fields_of(draft, do="submit"))

    assert answer["Location"] == reverse("registry:activity", args=[draft.public_id])
    sent = Activity.objects.get(pk=draft.pk)
    assert (sent.is_public_subject, sent.is_professional_subject) == (True, False)
    reviewer = people.officers["department" if "confirmation" in place.direct else "employer"][0]
    activity_review.approve(actor=reviewer, activity=sent)
    assert Activity.objects.get(pk=draft.pk).state == "approved"


def test_an_application_goes_along_its_route_to_a_slip_that_anybody_verifies(place, client):
    people = ways.cast(Route.PROVINCIAL)
    case = a_submitted_case(people, place)

    assert stages(ways.walk(case, people)) == place.direct

    paper = Slip.objects.get(case=case)
    assert paper.content["number"] == place.number
    assert paper.content["issuer"] == place.seal
    assert paper.content["document_title"] == policy_here().slip.title
    assert paper.content["policy_title"] == policy_here().title
    assert paper.content["route"] == route_of(case).name
    years = [(row["public"], row["professional"]) for row in paper.content["years"]]
    assert years == [place.hours] * len(years_of(people.person))
    asked = {"number": place.number, "code": paper.check_code}
    page = client.get(reverse("certification:verify"), asked, follow=True).content.decode()
    assert "目前有效" in page
    assert policy_here().slip.title in page


def test_a_city_ends_its_own_route_with_a_number_that_it_was_granted(place):
    people = ways.cast(Route.CITY)
    ways.stock(people)
    case = a_submitted_case(people, place)

    assert stages(ways.walk(case, people)) == place.city

    assert Slip.objects.get(case=case).content["issuer"] == people.city.name


def test_the_slip_on_paper_has_the_look_of_the_place(place):
    people = ways.cast(Route.PROVINCIAL)
    case = a_submitted_case(people, place)
    ways.walk(case, people)

    sheet = slip_pdf.sheet_of(Slip.objects.get(case=case))

    assert f'data-seal="{place.seal}" data-line="{site().look.seal_line}"' in sheet["seal_svg"]
    assert f'fill="{site().look.seal}"' in sheet["seal_svg"]
    assert slip_pdf.draw(Slip.objects.get(case=case)).startswith(b"%PDF-")


def test_who_decides_is_called_as_the_place_calls_it(place, login):
    people = ways.cast(Route.PROVINCIAL)

    page = login(people.officers["province"][0]).get("/desk/").content.decode()

    assert f"{site().names['office_short']}经办" in page
    assert place.office == site().names["office"]

"""An application under a notice with subjects of its own: three, none of them called as in the usual place."""

import pytest
from django.urls import reverse

from certification.models import NoticeEntry, Slip
from certification.queries.own.own_data import parts_of
from certification.queries.yearly.figure_columns import hour_columns
from certification.queries.yearly.figures import Scope, governing_in
from certification.services import case as cases
from certification.services.figures import count_everything
from certification.services.slips import slip_pdf
from credits.engine import load_bytes
from credits.queries import bundled, policy_here
from credits.services import load_policy
from registry.enums import Route
from tests.certification import ways
from tests.certification.rows import on
from tests.certification.stages import open_case
from tests.registry.activities.activity_factories import make_submitted

pytestmark = pytest.mark.django_db
THIRD = """
[[subjects]]
id = "ethics"
name = "职业道德"
yearly_min = 0
basis = "notice"
clause = "第三条"
"""
YEARS = (2017, 2018, 2019)


@pytest.fixture
def notice(settings):
    """The second place's notice with 公共课, 业务课程 and 职业道德."""
    settings.CEJC_SITE = "lanchuan"
    text = bundled("lanchuan-2020").source_text
    text = text.replace('name = "公需科目"', 'name = "公共课"').replace(
        'name = "专业科目"', 'name = "业务课程"'
    )
    text = text.replace('subjects = ["field", "common"]', 'subjects = ["field", "common", "ethics"]')
    text = text.replace("\n[recognition]", f"{THIRD}\n[recognition]", 1)
    return load_policy(policy=load_bytes(text.encode("utf-8"), "lanchuan-2020.toml"), publish=True)


@pytest.fixture
def people(notice):
    return ways.cast(Route.PROVINCIAL)


@pytest.fixture
def submitted(people):
    with on(ways.START):
        for year in YEARS:
            for subject, hours in (("common", "24"), ("ethics", "6.5")):
                facts = {"date": f"{year}-06-01", "subject": subject, "approved_hours": hours}
                make_submitted(people.person, "online", title=f"{year}年{subject}", facts=facts)
            facts = {"solo": True, "rank": 1, "date": f"{year}-11-11"}
            make_submitted(people.person, "book", title=f"{year}年著作", facts=facts)
        case = open_case(people.person)
        cases.submit_case(actor=people.person, case=case)
    case.refresh_from_db()
    return case


def test_the_years_of_an_application_keep_and_show_the_hours_of_each(people, submitted, login):
    assert [one.details["hours"] for one in submitted.years.all()] == [
        {"common": "24", "field": "72", "ethics": "6.5"}
    ] * 3

    page = (
        login(people.person).get(reverse("certification:case", args=[submitted.public_id])).content.decode()
    )
    for name, hours in (("公共课", "24"), ("业务课程", "72"), ("职业道德", "6.5")):
        assert f'scope="col">{name}</th>' in page.replace(' class="num"', "")
        assert page.count(f'data-label="{name}">{hours}</td>') == 3
    assert "公需" not in page


def test_the_office_sees_them_by_their_names(people, submitted, login):
    officer = people.officers["employer"][0]

    page = login(officer).get(reverse("certification:lane-item", args=[submitted.public_id])).content.decode()

    words = " ".join(page.split())
    assert '公共课 <span class="num">24</span> 业务课程 <span class="num">72</span> 职业道德' in words


def test_list_and_slip_freeze_and_print_them(people, submitted, client):
    ways.walk(submitted, people)

    entry = NoticeEntry.objects.get(case=submitted).snapshot
    assert entry["subjects"] == ["公共课", "业务课程", "职业道德"]
    assert [one["hours"] for one in entry["years"]] == [["24", "72", "6.5"]] * 3
    slip = Slip.objects.get(case=submitted)
    sheet = slip_pdf.sheet_of(slip)
    assert (sheet["subjects"], sheet["rows"][0]["hours"]) == (entry["subjects"], ["24", "72", "6.5"])
    assert slip_pdf.draw(slip).startswith(b"%PDF-")
    asked = {"number": slip.number, "code": slip.check_code}
    page = client.get(reverse("certification:verify"), asked, follow=True).content.decode()
    assert page.count("职业道德") == 1 + 3  # its head, and the name of each cell on a phone


def test_figures_are_headed_by_the_notice_that_governs(people, submitted):
    count_everything()

    policy = governing_in(Scope(people.home))
    assert policy == policy_here()
    assert [one.label for one in hour_columns(policy)][4:] == [
        "公共课不足",
        "公共课差额",
        "其他科目不足",
        "其他科目差额",
    ]


def test_the_copy_of_ones_own_data_has_a_column_for_each(people, submitted):
    (years,) = [one for one in parts_of(people.person.professional) if one.title == "申请中的各年度"]

    assert years.heads[3:6] == ["公共课学时", "业务课程学时", "职业道德学时"]
    assert [row[3:6] for row in years.rows] == [["24", "72", "6.5"]] * 3

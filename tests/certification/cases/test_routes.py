"""Everybody whom the notice names can do their part: the five routes, and the titles below senior."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cejc.errors import Refused
from certification.models import AllottedNumber, Case, Slip
from certification.queries.bureau import stock_of
from certification.queries.policy import route_of
from certification.services import allotment
from certification.services import batch as batches
from certification.services import case as cases
from certification.services.slips import slip
from registry.enums import Route
from tests.certification import ways
from tests.certification.rows import on
from tests.certification.stages import complete_years, open_case

pytestmark = pytest.mark.django_db
SENIOR = {
    Route.PROVINCIAL: [
        "initial_review",
        "notice",
        "confirmation",
        "filing",
        "verification",
        "issue",
        "issued",
    ],
    Route.UNIVERSITY: ["initial_review", "notice", "filing", "record", "issue", "issued"],
    Route.CITY: ["initial_review", "verification", "issue", "issued"],
    Route.LOCAL: ["initial_review", "verification", "issue", "issued"],
    Route.CENTRAL: ["initial_review", "notice", "filing", "verification", "issue", "issued"],
}
BELOW = {
    Route.PROVINCIAL: ["initial_review", "confirmation", "record", "recorded"],
    Route.UNIVERSITY: ["initial_review", "record", "recorded"],
    Route.CITY: ["initial_review", "verification", "record", "recorded"],
    Route.LOCAL: ["initial_review", "verification", "record", "recorded"],
}


def stages(seen):
    return list(dict.fromkeys(state.partition(".")[0] for state in seen))


@pytest.mark.parametrize("route", list(SENIOR))
def test_senior_title_goes_from_the_first_entry_to_a_slip(route):
    people = ways.cast(route)
    ways.stock(people)
    case = ways.begin(people)

    seen = ways.walk(case, people)

    assert stages(seen) == SENIOR[route]
    paper = Slip.objects.get(case=case)
    assert paper.content["route"] == route_of(case).name
    by_city = route in (Route.CITY, Route.LOCAL)
    assert paper.content["issuer"] == (people.city.name if by_city else "湖南省人力资源和社会保障厅")
    assert AllottedNumber.objects.filter(slip=paper).exists() == by_city
    assert case.reached_province != by_city


@pytest.mark.parametrize("route", list(BELOW))
@pytest.mark.parametrize("level", ["intermediate", "junior"])
def test_title_below_senior_ends_with_a_record_and_no_slip(route, level):
    people = ways.cast(route)
    case = ways.begin(people, level)

    seen = ways.walk(case, people)

    assert stages(seen) == BELOW[route]
    assert not Slip.objects.exists()
    assert not Case.objects.get(pk=case.pk).reached_province


def test_personnel_file_agency_does_what_an_employer_does():
    people = ways.cast(Route.LOCAL, agency=True)
    ways.stock(people)
    case = ways.begin(people)

    ways.walk(case, people)

    assert case.state == "issued"
    assert case.reviews.first().organisation == people.home


def test_city_adds_county_stage_and_notice_as_it_has_settled():
    people = ways.cast(Route.CITY)
    with on("2020-03-02 09:00"):
        ways.settle(people, county_review=True, notice=True, notice_days=7, signatory="长沙市人社局职称处")
        ways.stock(people)
    case = ways.begin(people)

    seen = ways.walk(case, people)

    assert stages(seen) == ["initial_review", "notice", "county_review", "verification", "issue", "issued"]
    assert case.notice_entries.get().notice.working_days == 7
    assert Slip.objects.get(case=case).content["issuer"] == "长沙市人社局职称处"


def test_settings_bind_cases_submitted_later_only():
    people = ways.cast(Route.CITY)
    case = ways.begin(people)

    ways.settle(people, county_review=True, notice=True)

    assert stages(ways.walk(case, people, until="verification")) == ["initial_review", "verification"]


@pytest.mark.parametrize(
    ("day", "refused"),
    [("2020-04-30", True), ("2020-05-01", False), ("2020-05-31", False), ("2020-06-01", True)],
)
def test_city_window_refuses_a_submission_outside_with_its_dates(day, refused):
    people = ways.cast(Route.CITY)
    ways.settle(people, opens=date(2020, 5, 1), closes=date(2020, 5, 31))
    with on(f"{day} 09:00"):
        complete_years(people.person)
        case = open_case(people.person)

        if refused:
            with pytest.raises(Refused, match="2020年5月"):
                cases.submit_case(actor=people.person, case=case)
        else:
            cases.submit_case(actor=people.person, case=case)

    case.refresh_from_db()
    assert case.state == ("draft" if refused else "initial_review")


def test_unit_without_a_bureau_above_is_refused_by_name():
    people = ways.cast(Route.CENTRAL)
    people.home.route = Route.LOCAL
    people.home.save(update_fields=["route"])

    with pytest.raises(Refused, match="市州人社部门"), on("2020-05-06 09:00"):
        open_case(people.person)


def test_another_city_s_bureau_sees_and_does_nothing():
    people = ways.cast(Route.CITY)
    ways.stock(people)
    case = ways.begin(people)
    ways.walk(case, people, until="issue")

    with pytest.raises(Refused):
        slip.issue_slip(actor=people.outsider, case=case)

    assert not Case.objects.visible_to(people.outsider).filter(pk=case.pk).exists()
    assert stock_of(people.city, 2020)["used"] == 0


def test_university_files_only_with_the_stamped_notice():
    people = ways.cast(Route.UNIVERSITY)
    case = ways.begin(people)
    ways.walk(case, people, until="filing")
    clerk = people.officers["university"][0]
    with on("2020-08-20 09:00"):
        batch = batches.make_batch(actor=clerk, organisation=people.home, cases=[case], name="第一批")

        with pytest.raises(Refused, match="公章"):
            batches.file_batch(actor=clerk, batch=batch)
        with pytest.raises(Refused):
            batches.attach_material(
                actor=clerk, batch=batch, upload=SimpleUploadedFile("章.pdf", b"not a pdf", "application/pdf")
            )

    case.refresh_from_db()
    batch.refresh_from_db()
    assert (case.state, batch.state, batch.stored_name) == ("filing", "draft", "")


@pytest.mark.parametrize(("day", "refused"), [("2020-08-31 23:59", False), ("2020-09-01 00:00", True)])
def test_university_files_until_the_last_moment_of_31_august(day, refused):
    people = ways.cast(Route.UNIVERSITY)
    case = ways.begin(people)
    ways.walk(case, people, until="filing")
    clerk = people.officers["university"][0]
    with on("2020-08-20 09:00"):
        batch = batches.make_batch(actor=clerk, organisation=people.home, cases=[case], name="第一批")
        batch = batches.attach_material(actor=clerk, batch=batch, upload=ways.upload("章", "公示.png"))

    with on(day):
        if refused:
            with pytest.raises(Refused, match="8月31日"):
                batches.file_batch(actor=clerk, batch=batch)
        else:
            batches.file_batch(actor=clerk, batch=batch)

    case.refresh_from_db()
    assert case.state == ("filing" if refused else "record")


@pytest.mark.parametrize("day", ["2020-07-31 23:59", "2020-09-01 00:00"])
def test_central_unit_files_in_august_only(day):
    people = ways.cast(Route.CENTRAL)
    case = ways.begin(people)
    ways.walk(case, people, until="filing")
    clerk = people.officers["employer"][0]

    with on(day):
        batch = batches.make_batch(actor=clerk, organisation=people.home, cases=[case], name="第一批")
        with pytest.raises(Refused, match="8月1日"):
            batches.file_batch(actor=clerk, batch=batch)

    case.refresh_from_db()
    assert case.state == "filing"


def test_route_cannot_be_shopped_for():
    """The route follows from the employment at submission, not from what was open before."""
    people = ways.cast(Route.CITY)
    with on("2020-05-06 09:00"):
        complete_years(people.person)
        case = open_case(people.person)
        people.home.route = Route.LOCAL
        people.home.save(update_fields=["route"])
        cases.submit_case(actor=people.person, case=case)

    case.refresh_from_db()
    assert case.route == "local"


def test_one_live_case_a_year_whatever_the_route():
    people = ways.cast(Route.CITY)
    ways.begin(people)

    with pytest.raises(Refused, match="已有一项"), on("2020-05-07 09:00"):
        open_case(people.person, title_level="intermediate")


def test_issue_without_stock_is_refused_and_leaves_the_case():
    people = ways.cast(Route.CITY)
    case = ways.begin(people)
    ways.walk(case, people, until="issue")

    with pytest.raises(Refused, match="申领"), on("2020-06-02 09:00"):
        slip.issue_slip(actor=people.officers["bureau"][0], case=case)

    case.refresh_from_db()
    assert case.state == "issue"
    assert not Slip.objects.exists()


def test_bureau_revokes_its_own_slip_by_two_officers():
    people = ways.cast(Route.CITY)
    ways.stock(people)
    case = ways.begin(people)
    ways.walk(case, people)
    first, second = people.officers["bureau"]
    paper = Slip.objects.get()

    with pytest.raises(Refused):
        slip.propose_action(actor=people.outsider, slip=paper, kind="revoke", reason="证书有误。")
    action = slip.propose_action(actor=first, slip=paper, kind="revoke", reason="证书有误。")
    with pytest.raises(Refused):
        slip.decide_action(actor=first, action=action, approve=True)
    slip.decide_action(actor=second, action=action, approve=True)

    paper.refresh_from_db()
    assert paper.state == "revoked"
    assert stock_of(people.city, 2020) == {"granted": 10, "stock": 9, "used": 1, "void": 0}


def test_province_s_own_numbers_go_on_after_the_city_s_block():
    people = ways.cast(Route.CITY)
    ways.stock(people, 5)
    assert allotment.take_block(2020, 1) == (6, 6)

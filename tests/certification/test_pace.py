"""How long it takes here: from what really happened at the same office, and nothing where too little did."""

import pytest
from django.urls import reverse

from certification.models import StageStay
from certification.queries.pace import paces, sentence
from certification.services import figures
from credits.services import load_calendar
from tests import factories
from tests.certification import stages
from tests.certification.rows import make_case, on

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_june():
    with on("2020-06-10 09:00"):
        yield


def stayed(office, stage, *days, year=2020, person=None):
    """Ended stays at the office of people of a unit under it, each of so many working days."""
    for number in days:
        who = person or factories.make_professional()
        if not person:
            factories.make_employment(who, office)
        case = make_case(who, state="recorded", application_year=year)
        left = case.transitions.create(
            action=f"{stage}.pass", from_state=stage, to_state="next", actor_label="x"
        )
        StageStay.objects.create(
            case=case,
            left_by=left,
            organisation=case.organisation,
            year=year,
            stage=stage,
            days=number,
            workdays=number,
            office=office,
        )


def test_quick_usual_and_slow_are_those_of_ten_half_and_nine(world, alice):
    stayed(world.employer, "initial_review", 1, 1, 2, 2, 3, 3, 4, 5, 8, 20)
    case = make_case(alice.professional, state="initial_review")

    found = paces(case)["initial_review"]

    assert (found.count, found.quick, found.usual, found.slow) == (10, 1, 3, 8)
    assert found.short == "通常3个工作日，快的1个工作日，慢的8个工作日"
    assert (
        sentence(case, paces(case))
        == "近两年这一环节在这里办理10件：通常3个工作日，快的1个工作日，慢的8个工作日。"
    )


def test_nothing_is_said_of_fewer_than_ten(world, alice):
    stayed(world.employer, "initial_review", *[2] * 9)
    case = make_case(alice.professional, state="initial_review")

    assert paces(case) == {}
    assert sentence(case, {}) == ""


def test_other_offices_stages_and_years_do_not_count(world, alice, charlie):
    stayed(world.other_employer, "initial_review", *[9] * 12)
    stayed(world.employer, "notice", *[9] * 12)
    stayed(world.employer, "initial_review", *[9] * 12, year=2017)
    case = make_case(alice.professional, state="initial_review")

    assert set(paces(case)) == {"notice"}


def test_office_that_is_not_known_is_not_taken_for_the_province(alice):
    stayed_at = make_case(alice.professional, state="recorded", application_year=2019)
    for _each in range(10):
        left = stayed_at.transitions.create(
            action="x", from_state="confirmation", to_state="x", actor_label="x"
        )
        StageStay.objects.create(
            case=stayed_at,
            left_by=left,
            organisation=stayed_at.organisation,
            year=2020,
            stage="confirmation",
            days=1,
            workdays=1,
            office=None,
        )

    assert paces(make_case(alice.professional, state="confirmation", department=None)) == {}


def test_page_says_it_before_submission(world, alice, login):
    stayed(world.employer, "initial_review", *[0] * 10)
    case = make_case(alice.professional, state="draft", submitted_at=None)
    client = login(alice)
    page = client.get(reverse("certification:case", args=[case.public_id])).content.decode()

    assert "通常当天" in page
    assert "未列的办理件数还少" in page


def test_page_of_a_waiting_case_says_it_to_person_and_office(world, alice, bob, login):
    stayed(world.employer, "initial_review", *[0] * 10)
    case = make_case(alice.professional, state="initial_review")

    for reader in (alice, bob):
        page = login(reader).get(reverse("certification:case", args=[case.public_id])).content.decode()
        assert "近两年这一环节在这里办理10件：通常当天。" in page


def test_page_of_an_ended_case_says_nothing(world, alice, login):
    stayed(world.employer, "initial_review", *[2] * 10)
    case = make_case(alice.professional, state="recorded")

    assert (
        "通常2个工作日"
        not in login(alice).get(reverse("certification:case", args=[case.public_id])).content.decode()
    )


@pytest.mark.parametrize("count", [10, 30])
def test_one_statement_tells_it_of_all_stages(count, world, alice, django_assert_num_queries):
    stayed(world.employer, "initial_review", *range(count))
    stayed(world.employer, "notice", *range(count))
    case = make_case(alice.professional, state="initial_review")
    assert case.organisation
    assert case.department
    paces(case)
    with django_assert_num_queries(1):
        assert len(paces(case)) == 2


def test_working_days_are_counted_with_the_stay_and_weekends_are_none():
    people = stages.cast()
    load_calendar(years=[2020])
    case = stages.at_state("filing", people)

    with on("2020-05-31 09:00"):
        figures.drain()

    found = {one.stage: one for one in StageStay.objects.filter(case=case)}
    assert (found["notice"].days, found["notice"].workdays) == (11, WORKDAYS)
    assert found["notice"].office == people.employer
    assert found["confirmation"].office == people.department_unit


WORKDAYS = 8


def test_stay_whose_calendar_is_not_loaded_has_no_working_days(world, alice):
    case = make_case(alice.professional, state="draft", application_year=2020)
    for day, before, after in (("01", "draft", "initial_review"), ("03", "initial_review", "notice")):
        with on(f"2031-06-{day} 09:00"):
            case.transitions.create(action="x", from_state=before, to_state=after, actor_label="x")
    figures.count_everything()

    assert StageStay.objects.get(case=case).workdays is None

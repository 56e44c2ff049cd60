"""The years of a case and their registration (二, R22): with the case, or before it, as the policy says."""

from dataclasses import replace

import pytest

from cejc.errors import Refused
from certification.queries import policy as policies
from certification.services import case as cases
from certification.services import review, years
from registry.models import AnnualRegistration
from tests.certification import stages
from tests.certification.rows import on

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return stages.cast()


def states(people):
    rows = AnnualRegistration.objects.filter(professional=people.person.professional)
    return dict(rows.order_by("year").values_list("year", "state"))


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("draft", {}),
        ("initial_review", {2018: "declared", 2019: "declared"}),
        ("notice", {2018: "confirmed", 2019: "confirmed"}),
        ("filing", {2018: "locked", 2019: "locked"}),
        ("issued", {2018: "locked", 2019: "locked"}),
        ("returned", {2018: "open", 2019: "open"}),
    ],
)
def test_years_are_registered_with_the_case_step_by_step(state, expected, people):
    stages.at_state(state, people)

    assert states(people) == expected


def test_years_registered_with_a_case_name_both_confirmations_and_the_reason(people):
    stages.at_state("issued", people)

    row = AnnualRegistration.objects.get(year=2019)
    assert (row.employer_by, row.office_by) == (people.hr, people.department)
    assert row.is_late
    assert row.summary["hours"] == {"public": "30", "professional": "60"}


def test_withdrawn_case_gives_its_years_back(people):
    case = stages.at_state("initial_review", people)

    with on("2020-05-07 10:00"):
        cases.withdraw_case(actor=people.person, case=case)

    assert states(people) == {2018: "open", 2019: "open"}


@pytest.fixture
def before_case(monkeypatch):
    """A notice that wants the years registered first."""
    real = policies.policy_of
    monkeypatch.setattr(years, "policy_of", lambda case: replace(real(case), registration="before_case"))


def test_where_the_policy_wants_it_unregistered_years_are_refused_by_name(people, before_case):
    with on("2020-05-06 09:00"):
        stages.complete_years(people.person)
        case = stages.open_case(people.person)
        with pytest.raises(Refused, match="2018、2019年尚未完成年度登记"):
            cases.submit_case(actor=people.person, case=case)

    assert states(people) == {}


def test_where_the_policy_wants_it_registered_years_are_enough(people, before_case):
    with on("2020-05-06 09:00"):
        stages.complete_years(people.person)
        case = stages.open_case(people.person)
        for year in stages.YEARS:
            AnnualRegistration.objects.create(
                professional=people.person.professional,
                year=year,
                organisation=people.employer,
                state="locked",
            )
        cases.submit_case(actor=people.person, case=case)
        review.pass_case(actor=people.hr, case=case)

    case.refresh_from_db()
    assert case.stage == "notice"


def test_year_both_offices_registered_as_exempt_needs_no_hours(people):
    with on("2020-05-06 09:00"):
        stages.complete_years(people.person, years=(2019,))
        AnnualRegistration.objects.create(
            professional=people.person.professional,
            year=2018,
            organisation=people.employer,
            state="locked",
            exempt_reason="长期病假",
        )
        case = stages.open_case(people.person)
        cases.submit_case(actor=people.person, case=case)

    line = case.years.get(year=2018)
    assert (line.basis, line.result, line.basis_note) == ("exempt", "met", "长期病假")

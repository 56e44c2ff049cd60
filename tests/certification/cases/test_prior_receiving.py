"""R20: the office that receives an earlier paper slip checks it once, on every route."""

import pytest

from cejc.errors import Refused
from certification.models import PriorSlip
from certification.services import prior, review
from certification.services.case import submit_case
from tests.certification import ways
from tests.certification.rows import on
from tests.certification.stages import complete_years, open_case

pytestmark = pytest.mark.django_db
FILE = {"file_name": "slip.pdf", "stored_name": "x.pdf", "sha256": "0" * 64, "mime": "application/pdf"}


def _at_check(route, level, stage):
    """A case of 2019 with a paper slip of 2014–2018, at the review of the receiving office."""
    people = ways.cast(route)
    people.person.professional.degree = "bachelor"
    people.person.professional.save()
    with on(ways.START):
        complete_years(people.person, years=(2019,))
        case = open_case(people.person, title_level=level, degree="bachelor")
        claimed = prior.claim_prior(
            actor=people.person, case=case, number="旧0001", first_year=2014, last_year=2018, file=FILE
        )
        submit_case(actor=people.person, case=case)
    case.refresh_from_db()
    ways.walk(case, people, stage)
    return people, case, claimed


@pytest.mark.parametrize(
    ("route", "level", "stage", "office"),
    [
        ("city", "senior_associate", "verification", "bureau"),
        ("local", "senior_associate", "verification", "bureau"),
        ("university", "senior_associate", "initial_review", "university"),
        ("central", "senior_associate", "verification", "province"),
        ("city", "intermediate", "verification", "bureau"),
        ("provincial", "intermediate", "confirmation", "department"),
    ],
)
def test_paper_slip_is_checked_by_the_receiving_office_of_the_route(route, level, stage, office):
    people, case, claimed = _at_check(route, level, stage)
    order = 1 if len(case.state.split(".")) == 1 else 0
    officer = people.officers[office][1 if office in ("university",) else order]

    with on("2020-08-20 09:00"):
        with pytest.raises(Refused, match="还没有核对"):
            review.pass_case(actor=officer, case=case)
        review.check_prior(actor=officer, case=case, prior=claimed, genuine=True)
        review.pass_case(actor=officer, case=case)

    assert PriorSlip.objects.get().checked_by == officer


def test_earlier_office_of_the_route_cannot_check_it():
    people, case, claimed = _at_check("city", "senior_associate", "initial_review")

    with on("2020-05-08 09:00"), pytest.raises(Refused, match="最后审核"):
        review.check_prior(actor=people.officers["employer"][0], case=case, prior=claimed, genuine=True)

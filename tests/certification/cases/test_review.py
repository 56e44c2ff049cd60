"""Decisions of the offices: what stands in their way, what they bind, and many at once."""

import pytest

from cejc.errors import Refused, Stale
from cejc.outcome import each
from certification.models import Case, Exemption, Review
from certification.services import case as cases
from certification.services import prior, review
from registry.models import Activity, EvidenceFlag
from tests import factories
from tests.certification.rows import PROOF, make_case, on
from tests.certification.stages import at_state, cast, complete_years, grant, open_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    with on("2020-05-05 09:00"):
        yield cast()


def submitted(people, user=None):
    user = user or people.person
    complete_years(user)
    return cases.submit_case(actor=user, case=open_case(user))


def all_exempt(case, approver):
    """Nothing to count: the test is about who decides."""
    Exemption.objects.bulk_create(
        Exemption(
            case=case, year=year, reason="在外交流", approved_by=approver, approved_at="2020-01-01T00:00Z"
        )
        for year in case.span
    )


def test_begin_twice_is_once_and_a_colleague_of_the_office_may_finish(people):
    case = submitted(people)
    second = factories.hr_of(people.employer, "bill", "毕亮")
    review.begin_review(actor=people.hr, case=case)
    review.begin_review(actor=second, case=case)

    review.pass_case(actor=second, case=case)

    actions = [move.action for move in case.transitions.all()]
    assert actions == ["submit", "initial_review.begin", "initial_review.pass"]


def test_pass_twice_from_the_same_page_is_once(people):
    case = submitted(people)

    for _press in range(2):
        review.pass_case(actor=people.hr, case=case, edit=case.edit, stage="initial_review")

    assert case.reviews.count() == 1


def test_pass_from_an_old_page_is_stale_and_approves_nothing(people):
    case = submitted(people)
    old = case.edit - 1

    with pytest.raises(Stale):
        review.pass_case(actor=people.hr, case=case, edit=old, stage="initial_review")

    assert not Activity.objects.filter(state="approved").exists()


def test_page_of_one_stage_does_not_pass_the_next(people):
    """The case moved on while the page was open: the officer's press is for the stage that he saw."""
    case = at_state("confirmation", people)

    with on("2020-05-20 09:00"), pytest.raises(Refused):
        review.pass_case(actor=people.hr, case=case, edit=case.edit, stage="initial_review")

    case.refresh_from_db()
    assert case.state == "confirmation"


def test_pass_refused_while_a_file_s_flag_is_open(people):
    case = submitted(people)
    proof = Activity.objects.get(title="2019年科技奖").evidence.get()
    other = Activity.objects.get(title="2018年科技奖").evidence.get()
    EvidenceFlag.objects.create(first=proof, second=other, same_person=True)

    with pytest.raises(Refused, match="材料与另一条记录的材料相同"):
        review.pass_case(actor=people.hr, case=case)

    case.refresh_from_db()
    assert case.state == "initial_review"
    assert not Activity.objects.filter(state="approved").exists()


def test_a_record_cannot_be_withdrawn_from_under_a_case(people):
    from registry.activities.services import activity as activities

    case = submitted(people)

    with pytest.raises(Refused, match="2020年度认定申请的依据，申请目前“待初审”"):
        activities.withdraw(actor=people.person, activity=Activity.objects.get(title="2019年科技奖"))

    review.pass_case(actor=people.hr, case=case)


def test_returned_case_comes_back_with_the_next_round(people):
    case = submitted(people)
    review.return_case(actor=people.hr, case=case, reasons=["材料看不清或缺页，请重新扫描后上传。"])

    case = cases.submit_case(actor=people.person, case=case)
    review.pass_case(actor=people.hr, case=case)

    decisions = list(Review.objects.values_list("round", "stage", "decision"))
    assert decisions == [(1, "initial_review", "return"), (2, "initial_review", "pass")]


def test_approved_records_stay_approved_when_the_case_goes_back(people):
    case = at_state("confirmation", people)

    with on("2020-05-20 09:00"):
        review.return_case(actor=people.department, case=case, text="公需科目证书缺页")

    assert Activity.objects.filter(title__endswith="科技奖", state="approved").count() == 2


def test_exemption_approved_once_and_its_approver_acts_at_no_other_stage(people):
    complete_years(people.person, years=(2019,))
    case = open_case(people.person)
    asked = prior.ask_exemption(
        actor=people.person, case=case, year=2018, reason="2018年尚未参加工作", file=PROOF
    )
    cases.submit_case(actor=people.person, case=case)
    review.approve_exemption(actor=people.hr, exemption=asked)
    second = factories.hr_of(people.employer, "bill", "毕亮")
    review.approve_exemption(actor=second, exemption=asked)
    review.pass_case(actor=second, case=case)
    grant(people.hr, people.department_unit, "department")
    Case.objects.filter(pk=case.pk).update(state="confirmation")

    with pytest.raises(Refused, match="其他环节"):
        review.pass_case(actor=people.hr, case=case)

    asked.refresh_from_db()
    assert asked.approved_by == people.hr


@pytest.mark.parametrize("who", ["person", "department", "province", "outsider", "admin", "colleague"])
def test_exemption_approved_by_the_office_that_has_the_case_only(people, who):
    complete_years(people.person, years=(2019,))
    case = open_case(people.person)
    asked = prior.ask_exemption(
        actor=people.person, case=case, year=2018, reason="2018年尚未参加工作", file=PROOF
    )
    cases.submit_case(actor=people.person, case=case)

    with pytest.raises(Refused):
        review.approve_exemption(actor=getattr(people, who), exemption=asked)

    asked.refresh_from_db()
    assert asked.approved_at is None


def test_bulk_does_what_can_be_done_and_says_of_every_other_why_not(people):
    users = (people.person, people.colleague, people.hr, people.department)
    factories.make_employment(people.department.professional, people.employer)
    ready, again, short, own = (
        make_case(one.professional, state="confirmation", reached_province=False) for one in users
    )
    for case in (ready, again, own):
        all_exempt(case, people.hr)

    outcome = each(
        [ready, short, own, again],
        lambda case: review.pass_case(
            actor=people.department, case=case, edit=case.edit, stage="confirmation"
        ),
    )

    assert [case.pk for case in outcome.done] == [ready.pk, again.pk]
    left = {case.pk: why for case, why in outcome.left_out}
    assert set(left) == {short.pk, own.pk}
    assert "缺公需科目" in left[short.pk]
    assert "本人" in left[own.pk]
    assert set(Case.objects.filter(state="confirmation").values_list("pk", flat=True)) == {short.pk, own.pk}

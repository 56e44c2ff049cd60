"""A wrong pass is taken back: by its own officer within minutes, by one key
or button; everything of it waits again."""

import pytest
from django.urls import reverse

from cejc.errors import Refused
from certification.models import Case
from certification.services import batch as batches
from certification.services import case as cases
from certification.services import review
from certification.services.slips import slip
from registry.models import Activity, ActivityReview, AnnualRegistration, AuditEntry, Message
from tests import factories
from tests.certification import ways
from tests.certification.rows import on
from tests.certification.stages import at_state, cast, complete_years, drafted, open_case
from tests.outcome import outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    with on("2020-05-05 09:00"):
        yield cast()


def at(name, case):
    return reverse(f"certification:{name}", args=[case.public_id])


def test_the_following_page_has_the_button_and_the_case_waits_again(people, login):
    case = at_state("initial_review.begun", people)
    with on("2020-05-09 09:00"):
        client = login(people.hr)
        after = client.post(
            at("case-pass", case), {"edit": case.edit, "stage": "initial_review"}, follow=True
        )
        assert f'action="{at("case-undo", case)}"' in after.content.decode()
        answer = outcome(
            client.post(at("case-undo", case)),
            "欧阳晓𬱖：通过已收回，申请仍在您这里审核，本人会收到更正。",
            lambda: Case.objects.get(pk=case.pk).state == "initial_review.begun",
        )

    case.refresh_from_db()
    assert answer.context["stage"].id == "initial_review"
    assert list(case.transitions.values_list("action", flat=True))[-2:] == [
        "initial_review.pass",
        "initial_review.undo",
    ]
    assert AuditEntry.objects.filter(action="case.initial_review.undone").count() == 1
    assert Message.objects.get(recipient=people.person, kind="case_undo").subject == "初审的通过已收回"


def test_what_the_pass_approved_and_confirmed_waits_again_and_can_be_passed_again(people):
    case = at_state("initial_review.begun", people)
    with on("2020-05-09 09:00"):
        review.pass_case(actor=people.hr, case=case)
        approved = set(Activity.objects.filter(state="approved").values_list("pk", flat=True))
        confirmed = AnnualRegistration.objects.filter(state="confirmed").count()
        review.undo_pass(actor=people.hr, case=case)

        assert set(Activity.objects.filter(pk__in=approved).values_list("state", flat=True)) == {"begun"}
        assert set(AnnualRegistration.objects.values_list("state", flat=True)) == {"declared"}
        review.pass_case(actor=people.hr, case=case)

    assert approved
    assert confirmed == 2
    assert set(Activity.objects.filter(pk__in=approved).values_list("state", flat=True)) == {"approved"}
    assert ActivityReview.objects.exclude(undone_at=None).count() == len(approved)


@pytest.mark.parametrize("first", ["province", "issuer"])
def test_a_pass_taken_back_keeps_nobody_from_the_next_stage(people, login, first):
    """An office of two: one passes and takes it back, the other passes;
    the first one issues, on the desk too."""
    case = at_state("verification.begun", people)
    one = getattr(people, first)
    other = people.issuer if first == "province" else people.province
    with on("2020-06-20 09:00"):
        review.pass_case(actor=one, case=case)
        review.undo_pass(actor=one, case=case)
        review.pass_case(actor=other, case=case)
        case.refresh_from_db()

        desk = login(one).get(reverse("certification:desk"))
        assert [task["count"] for task in desk.context["tasks"]] == [1]
        assert "目前没有可以办理这一步的经办人员" not in login(one).get(at("case", case)).content.decode()
        with pytest.raises(Refused):
            slip.issue_slip(actor=other, case=case)
        issued = slip.issue_slip(actor=one, case=case)

    assert issued.number
    assert [row["stage"] for row in issued.content["reviews"]].count("核验") == 1


def test_the_second_confirmation_opens_what_it_locked_and_leaves_the_first(people):
    case = at_state("confirmation.begun", people)
    with on("2020-05-21 09:00"):
        review.pass_case(actor=people.department, case=case)
        assert set(AnnualRegistration.objects.values_list("state", flat=True)) == {"locked"}
        review.undo_pass(actor=people.department, case=case)

    rows = AnnualRegistration.objects.all()
    assert {(row.state, row.employer_by, row.office_by) for row in rows} == {("confirmed", people.hr, None)}


def test_twice_is_once(people):
    case = at_state("initial_review.begun", people)
    with on("2020-05-09 09:00"):
        review.pass_case(actor=people.hr, case=case)
        review.undo_pass(actor=people.hr, case=case)
        review.undo_pass(actor=people.hr, case=case)

    assert case.transitions.filter(action="initial_review.undo").count() == 1


@pytest.mark.parametrize(
    "case_of", ["late", "colleague of the same name", "in a draft notice", "moved on", "decided on"]
)
def test_afterwards_and_by_others_it_is_refused(people, case_of):
    case = at_state("initial_review.begun", people)
    namesake = factories.hr_of(people.employer, "bob2", people.hr.display_name)
    with on("2020-05-09 09:00"):
        review.pass_case(actor=people.hr, case=case)
        case.refresh_from_db()
        if case_of == "in a draft notice":
            drafted(people, case)
        if case_of == "moved on":
            review.return_case(actor=people.hr, case=case, text="误通过")
        if case_of == "decided on":
            # The next office decides on something of the case without
            # moving it: a paper slip, a year, a record.
            made = case.reviews.get()
            made.pk, made.stage, made.decision = None, "confirmation", "prior"
            made.reviewer, made.person = people.department, people.department.professional
            made.save()
    moment, actor = ("2020-05-09 09:11" if case_of == "late" else "2020-05-09 09:05"), people.hr
    if case_of == "colleague of the same name":
        actor = namesake
    with on(moment), pytest.raises(Refused):
        review.undo_pass(actor=actor, case=case)


def test_a_record_that_the_next_office_decided_on_keeps_the_pass(people):
    case = at_state("initial_review.begun", people)
    with on("2020-05-09 09:00"):
        review.pass_case(actor=people.hr, case=case)
    with on("2020-05-09 09:02"):
        ActivityReview.objects.create(
            activity=case.items.first().activity,
            version=9,
            stage="confirmation",
            decision="approve",
            reviewer=people.department,
            person=people.department.professional,
        )
    with on("2020-05-09 09:05"), pytest.raises(Refused, match="在后续办理以前"):
        review.undo_pass(actor=people.hr, case=case)


def test_a_case_in_a_batch_is_not_taken_back(people):
    case = at_state("confirmation.begun", people)
    with on("2020-05-21 09:00"):
        review.pass_case(actor=people.department, case=case)
        batches.make_batch(
            actor=people.department, organisation=people.department_unit, cases=[case], name="第一批"
        )
        with pytest.raises(Refused, match="报送批次"):
            review.undo_pass(actor=people.department, case=case)


@pytest.mark.parametrize("meanwhile", ["nobody else", "an officer appointed"])
def test_who_stands_in_takes_back_the_own_pass(people, meanwhile):
    """The only HR clerk applies, the office above passes; that somebody
    could act by now takes nothing away."""
    people.hr.professional.degree = "doctor"
    people.hr.professional.save(update_fields=["degree"])
    with on("2020-05-06 09:00"):
        complete_years(people.hr)
        case = open_case(people.hr)
        cases.submit_case(actor=people.hr, case=case)
    with on("2020-05-09 09:00"):
        review.pass_case(actor=people.department, case=case)
        if meanwhile == "an officer appointed":
            factories.hr_of(people.employer, "bert", "白桦")
        review.undo_pass(actor=people.department, case=case)

    case.refresh_from_db()
    assert case.state == "initial_review.begun"


def test_who_stands_in_for_one_kept_out_by_a_decision_takes_back_too():
    """R23 keeps the only clerk from the second stage; it does not give him the other's pass to take back."""
    people = ways.cast("provincial")
    people.officers["department"][1].memberships.all().delete()
    dora, petra = people.officers["department"][0], people.officers["province"][0]
    case = ways.begin(people, "intermediate")
    ways.walk(case, people, until="confirmation")
    with on("2020-06-01 09:00"):
        first = case.reviews.get(stage="initial_review")
        first.pk, first.reviewer, first.person = None, dora, dora.professional
        first.save()
        review.pass_case(actor=petra, case=case, stage="confirmation")
        with pytest.raises(Refused):
            review.undo_pass(actor=dora, case=case)
        review.undo_pass(actor=petra, case=case)

    case.refresh_from_db()
    assert case.state == "confirmation.begun"


def test_two_officers_of_one_name_are_two(people):
    """A10: the second's return is not swallowed as the first's repeated."""
    case = at_state("initial_review.begun", people)
    namesake = factories.hr_of(people.employer, "bob2", people.hr.display_name)
    with on("2020-05-09 09:00"):
        review.return_case(actor=people.hr, case=case, text="请更正")
        review.return_case(actor=people.hr, case=case, text="请更正", stage="initial_review")
        with pytest.raises(Refused):
            review.return_case(actor=namesake, case=case, text="另有问题", stage="initial_review")

    assert case.transitions.filter(action="initial_review.return").count() == 1


def test_a_case_past_the_lane_is_returned_from_its_own_page(people, login):
    """C3: the pass that is noticed late."""
    case = at_state("notice", people)
    client = login(people.hr)
    page = client.get(at("case", case)).content.decode()
    assert f'action="{at("case-return", case)}"' in page

    empty = client.post(at("case-return", case), {"edit": case.edit, "stage": "notice"})
    assert empty.status_code == 422
    assert "请说明理由" in empty.content.decode()
    client.post(at("case-return", case), {"edit": case.edit, "stage": "notice", "text": "误通过，请补证书"})

    case.refresh_from_db()
    assert case.state == "returned"

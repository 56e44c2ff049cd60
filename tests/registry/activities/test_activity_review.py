import pytest

from cejc.errors import Refused, Stale
from registry.activities.permissions import desk_of, review_queue
from registry.activities.services import activity_review as services
from registry.enums import ActivityState, Role
from registry.models import Activity, ActivityReview, AuditEntry, Message, SlotClaim
from tests import factories
from tests.registry.activities.activity_factories import lines_on, make_submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def hugo(world):
    """A second HR clerk of alice's employer."""
    return factories.hr_of(world.employer, "hugo", "胡戈")


def state_of(activity):
    return Activity.objects.get(pk=activity.pk).state


def test_approve_writes_review_audit_and_message(alice, bob):
    activity = make_submitted(alice, "award", title="科技进步奖")

    services.approve(actor=bob, activity=activity, edit=activity.edit)

    review = ActivityReview.objects.get()
    entry = AuditEntry.objects.get(action="activity.approved")
    assert (review.stage, review.decision, review.person) == (
        desk_of(activity).stage,
        "approve",
        bob.professional,
    )
    assert entry.after == {"state": "approved", "version": 1}
    assert Message.objects.get(recipient=alice).subject == "“科技进步奖”已认可"


def test_return_tells_the_person_the_reasons(alice, bob):
    activity = make_submitted(alice, "award")

    services.return_(actor=bob, activity=activity, reasons=["not_named", "nonsense"], text="见第二页")

    body = Message.objects.get(recipient=alice).body
    assert ActivityReview.objects.get().reasons == ["not_named"]
    assert "材料上没有您的姓名" in body
    assert "见第二页" in body


def test_return_needs_a_reason(alice, bob):
    activity = make_submitted(alice, "award")

    with pytest.raises(Refused, match="请选择退回理由"):
        services.return_(actor=bob, activity=activity, reasons=["nonsense"], text="  ")

    assert state_of(activity) == ActivityState.SUBMITTED


def test_return_frees_the_slots(alice, bob):
    activity = make_submitted(alice, facts=lines_on("2019-05-06"))

    services.return_(actor=bob, activity=activity, text="请更正")

    assert not SlotClaim.objects.exists()


def test_approve_refused_when_reviewer_is_the_person(bob):
    own = make_submitted(bob, "award")

    with pytest.raises(Refused, match="本人的记录"):
        services.approve(actor=bob, activity=own)

    assert state_of(own) == ActivityState.SUBMITTED


def test_approve_refused_from_a_second_login_of_the_same_person(alice, world):
    activity = make_submitted(alice, "award")
    second = factories.make_user("alice-hr", professional=alice.professional)
    factories.make_membership(second, world.employer, Role.HR)

    with pytest.raises(Refused, match="本人的记录"):
        services.approve(actor=second, activity=activity)

    assert state_of(activity) == ActivityState.SUBMITTED


def test_approve_refused_for_a_login_without_a_person(alice, world):
    activity = make_submitted(alice, "award")
    office = factories.make_user("office")
    factories.make_membership(office, world.employer, Role.HR)

    with pytest.raises(Refused, match="尚未关联到本人"):
        services.approve(actor=office, activity=activity)


@pytest.mark.parametrize("stranger", ["hana", "charlie", "dora", "petra"])
def test_approve_refused_without_the_desk(alice, stranger, request):
    activity = make_submitted(alice, "award")

    with pytest.raises(Refused, match="没有审核这条记录的权限"):
        services.approve(actor=request.getfixturevalue(stranger), activity=activity)

    assert state_of(activity) == ActivityState.SUBMITTED


def test_public_subject_alone_goes_to_the_department(alice, bob, dora):
    activity = make_submitted(alice, "online")

    assert list(review_queue(dora)) == [activity]
    assert list(review_queue(bob)) == []
    with pytest.raises(Refused, match="没有审核这条记录的权限"):
        services.approve(actor=bob, activity=activity)
    assert services.approve(actor=dora, activity=activity).state == ActivityState.APPROVED
    assert Activity.objects.visible_to(bob).get() == activity


def test_both_subjects_go_to_the_employer(alice, bob, dora):
    activity = make_submitted(alice, "training")

    assert list(review_queue(bob)) == [activity]
    assert list(review_queue(dora)) == []


def test_deemed_years_go_to_the_employer(alice, bob):
    activity = make_submitted(alice, "assignment")

    assert list(review_queue(bob)) == [activity]


def test_second_reviewer_is_told_who_was_quicker(alice, bob, hugo):
    activity = make_submitted(alice, "award")
    shown = activity.edit
    services.approve(actor=bob, activity=activity, edit=shown)

    with pytest.raises(Stale, match="刚刚已由其他人办理，现在是“已认可”"):
        services.return_(actor=hugo, activity=activity, text="请更正", edit=shown)

    assert ActivityReview.objects.get().reviewer == bob
    assert state_of(activity) == ActivityState.APPROVED


def test_approve_twice_by_the_same_reviewer_is_once(alice, bob):
    activity = make_submitted(alice, "award")
    services.approve(actor=bob, activity=activity, edit=activity.edit)

    services.approve(actor=bob, activity=activity, edit=activity.edit)

    assert ActivityReview.objects.count() == 1
    assert Message.objects.count() == 1


def test_approve_of_an_older_version_is_stale(alice, bob):
    from registry.activities.services import activity as owner

    activity = make_submitted(alice, "award")
    shown = activity.edit
    draft = owner.withdraw(actor=alice, activity=activity)
    changed = owner.save_draft(
        actor=alice, activity=draft, title="改过", note="", facts=draft.facts, edit=draft.edit
    )
    owner.submit(actor=alice, activity=changed, edit=changed.edit)

    with pytest.raises(Stale):
        services.approve(actor=bob, activity=activity, edit=shown)

    assert state_of(activity) == ActivityState.SUBMITTED


def test_begin_between_showing_and_approving_is_no_conflict(alice, bob, hugo):
    activity = make_submitted(alice, "award")
    shown = activity.edit
    services.begin(actor=hugo, activity=activity)

    services.approve(actor=bob, activity=activity, edit=shown)

    assert state_of(activity) == ActivityState.APPROVED


def test_reopen_of_a_record_returned_meanwhile_leaves_it_returned(alice, bob):
    activity = make_submitted(alice, "award")
    returned = services.return_(actor=bob, activity=activity, text="请更正")

    found = services.reopen(actor=bob, activity=returned, stage="confirmation")

    assert (found, found.state) == (activity, ActivityState.RETURNED)
    assert state_of(activity) == ActivityState.RETURNED
    assert not AuditEntry.objects.filter(action="activity.reopened").exists()


def test_nobody_decides_in_two_stages_of_one_record(alice, bob):
    activity = make_submitted(alice, "award")
    services.return_(actor=bob, activity=activity, text="请更正", stage="confirmation")
    Activity.objects.filter(pk=activity.pk).update(state=ActivityState.SUBMITTED)

    with pytest.raises(Refused, match="同一人不能办理两个环节"):
        services.approve(actor=bob, activity=activity)


def test_approve_refused_while_a_flag_is_open(alice, bob, charlie):
    make_submitted(charlie, "award", label="同一份")
    activity = make_submitted(alice, "award", label="同一份")

    with pytest.raises(Refused, match="材料与另一条记录的材料相同"):
        services.approve(actor=bob, activity=activity)


def test_bulk_leaves_out_own_flagged_and_decided_and_says_why(alice, bob, charlie, hugo):
    make_submitted(charlie, "award", label="同一份")
    good = make_submitted(alice, "paper", title="论文")
    flagged = make_submitted(alice, "award", label="同一份")
    own = make_submitted(bob, "book")
    decided = make_submitted(alice, "patent")
    services.approve(actor=hugo, activity=decided)
    chosen = [(row, row.edit) for row in (good, flagged, own, decided)]

    outcome = services.approve_many(actor=bob, activities=chosen)

    assert outcome.done == [good]
    assert [row for row, _why in outcome.left_out] == [flagged, own, decided]
    assert "材料相同" in outcome.left_out[0][1]
    assert "本人的记录" in outcome.left_out[1][1]
    assert "已由其他人办理" in outcome.left_out[2][1]


def test_why_left_out_says_before_what_approve_says_then(alice, bob, hana):
    activity = make_submitted(alice, "award")
    own = make_submitted(bob, "book")

    assert services.why_left_out(actor=bob, activity=activity) == ""
    assert "本人的记录" in services.why_left_out(actor=bob, activity=own)
    assert "办理" in services.why_left_out(actor=hana, activity=activity)

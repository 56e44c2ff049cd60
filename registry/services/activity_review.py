"""A reviewer's decisions on an activity: begin, approve, return; one by one or in bulk."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused, Stale
from credits.queries import latest_policy
from registry.enums import ActivityState
from registry.models import Activity, ActivityReview, Professional, User
from registry.permissions_activity import WAITING, Desk, desk_of, holds_desk, refusal_to_review
from registry.queries.completion import proof_of
from registry.queries.evidence import open_flags
from registry.return_reasons import RETURN_REASONS, reason_sentences
from registry.services import audit
from registry.services.activity import locked, release_slots
from registry.services.base import service
from registry.services.ledger import assess, conflict_sentences
from registry.services.message import tell

APPROVE, RETURN = "approve", "return"
TEXT_LIMIT = 1000


@dataclass
class Outcome:
    """What a bulk decision did: the records done, and those left out with the sentence why."""

    done: list[Activity] = field(default_factory=list)
    left_out: list[tuple[Activity, str]] = field(default_factory=list)


@service
def begin(*, actor: User, activity: Activity) -> Activity:
    """A reviewer has opened the record; from now on its owner cannot take it back."""
    activity = locked(activity)
    if activity.state != ActivityState.SUBMITTED:
        return activity
    _require_reviewer(actor, activity, "")
    _move(activity, ActivityState.BEGUN, actor, "activity.review_begun")
    return activity


@service
def approve(*, actor: User, activity: Activity, stage: str = "", edit: int | None = None) -> Activity:
    """Approve one record; from then on it is immutable.

    `stage` is given by a case whose own door has checked the seat; without it the record's own desk must be
    held. Raises Stale when another reviewer was quicker, Refused for one's own record and open flags.
    """
    activity = locked(activity)
    if _repeated(actor, activity, APPROVE):
        return activity
    stage = _require_reviewer(actor, activity, stage)
    _require_waiting(activity, edit)
    fault = fault_of(activity)
    if fault:
        raise Refused(fault)
    _decide(actor, activity, stage, APPROVE, [], "")
    _tell(activity, "activity_approved", [], "")
    return activity


def fault_of(activity: Activity) -> str:
    """What keeps a waiting record from being approved whoever asks; "" when nothing does."""
    if open_flags(activity).exists():
        return _("“%(title)s”的材料与另一条记录的材料相同，请先核对并作出说明。") % {"title": activity}
    found = assess(activity, latest_policy())
    if found.faults or (found.evidence.complete is None and proof_of(activity) is None):
        return _("材料或内容不全，请退回本人补齐。")
    return "；".join(conflict_sentences(activity, found))


@service
def return_(
    *,
    actor: User,
    activity: Activity,
    stage: str = "",
    reasons: Iterable[str] = (),
    text: str = "",
    edit: int | None = None,
) -> Activity:
    """Send one record back with reasons from the list, free text, or both; its slots are free again."""
    activity = locked(activity)
    if _repeated(actor, activity, RETURN):
        return activity
    stage = _require_reviewer(actor, activity, stage)
    _require_waiting(activity, edit)
    codes, text = [code for code in RETURN_REASONS if code in set(reasons)], text.strip()
    if not codes and not text:
        raise Refused(_("请选择退回理由，或写明需要更正的内容，本人会看到。"))
    if len(text) > TEXT_LIMIT:
        raise Refused(_("说明最多%(limit)s个字。") % {"limit": TEXT_LIMIT})
    _decide(actor, activity, stage, RETURN, codes, text)
    release_slots(activity)
    _tell(activity, "activity_returned", reason_sentences(codes), text)
    return activity


def approve_many(*, actor: User, activities: Iterable[tuple[Activity, int]]) -> Outcome:
    """Approve each record as it was shown (`edit`), in a transaction of its own; what is left out is said why."""
    outcome = Outcome()
    for activity, edit in activities:
        try:
            approve(actor=actor, activity=activity, edit=edit)
        except Refused as refusal:
            outcome.left_out.append((activity, refusal.sentence))
        else:
            outcome.done.append(activity)
    return outcome


def why_left_out(*, actor: User, activity: Activity) -> str:
    """What `approve` would say, without doing it; "" when it would go through. For the list before a bulk decision."""
    if activity.state not in WAITING:
        return _("已由其他经办人办理：%(state)s。") % {"state": activity.get_state_display()}
    desk = desk_of(activity)
    if not holds_desk(actor, activity):
        return _("这条记录由%(desk)s办理。") % {"desk": desk.name}
    return refusal_to_review(actor, activity, desk.stage) or fault_of(activity)


def _require_reviewer(actor: User, activity: Activity, stage: str) -> str:
    """The stage of the decision. Raises Refused unless `actor` may make it (R23 by person)."""
    desk: Desk = desk_of(activity)
    if not stage and not holds_desk(actor, activity):
        raise Refused(_("您没有审核这条记录的权限，请由%(desk)s的经办人办理。") % {"desk": desk.name})
    refusal = refusal_to_review(actor, activity, stage or desk.stage)
    if refusal:
        raise Refused(refusal, code="recusal")
    return stage or desk.stage


def _repeated(actor: User, activity: Activity, decision: str) -> bool:
    """The same person pressed twice: the decision stands already."""
    target = ActivityState.APPROVED if decision == APPROVE else ActivityState.RETURNED
    mine = ActivityReview.objects.filter(activity=activity, version=activity.version, decision=decision)
    return activity.state == target and mine.filter(reviewer=actor).exists()


def _require_waiting(activity: Activity, edit: int | None) -> None:
    """Opening a record for review raises its edit by one, which is not a change of its content."""
    if activity.state not in WAITING:
        raise Stale(
            _("这条记录刚刚已由其他人办理，现在是“%(state)s”，您的操作没有生效。")
            % {"state": activity.get_state_display()}
        )
    if edit is not None and activity.edit != edit and not _only_begun(activity, edit):
        raise Stale


def _only_begun(activity: Activity, edit: int) -> bool:
    return activity.state == ActivityState.BEGUN and activity.edit == edit + 1


def _person_of(actor: User) -> Professional:
    if actor.professional is None:  # refused before, by `refusal_to_review`
        raise Refused(_("您的账号尚未关联到本人，无法判断是否需要回避，请联系系统管理员。"))
    return actor.professional


def _decide(actor: User, activity: Activity, stage: str, decision: str, codes: list[str], text: str) -> None:
    ActivityReview.objects.create(
        activity=activity, version=activity.version, stage=stage, decision=decision, reasons=codes, text=text,
        reviewer=actor, person=_person_of(actor),
    )  # fmt: skip
    activity.decided_at = clock.now()
    state = ActivityState.APPROVED if decision == APPROVE else ActivityState.RETURNED
    action = "activity.approved" if decision == APPROVE else "activity.returned"
    _move(
        activity,
        state,
        actor,
        action,
        reason="；".join([*reason_sentences(codes), *([text] if text else [])]),
    )


def _move(activity: Activity, state: str, actor: User, action: str, reason: str = "") -> None:
    before = activity.state
    activity.state = state
    activity.edit += 1
    activity.updated_at = clock.now()
    activity.save(update_fields=["state", "edit", "updated_at", "decided_at"])
    audit.record(
        action, activity, actor=actor, before={"state": before}, after={"state": state, "version": activity.version},
        reason=reason, context=activity.professional,
    )  # fmt: skip


def _tell(activity: Activity, kind: str, reasons: list[str], text: str) -> None:
    owners = User.objects.filter(professional=activity.professional, is_active=True)
    link = reverse("registry:activity", args=[activity.public_id])
    tell(owners, kind, {"activity": activity, "reasons": reasons, "text": text}, link=link)

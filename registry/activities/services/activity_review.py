"""A reviewer's decisions on an activity: begin, approve, return; one by one or in bulk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused, Stale
from cejc.outcome import Outcome, each
from credits.queries import latest_policy
from registry.activities.above import course_fault, proof_of, proven
from registry.activities.models import Activity, ActivityReview, Evidence
from registry.activities.permissions import WAITING, Desk, desk_of, holds_desk, refusal_to_review
from registry.activities.queries.evidence import flags_of, open_flags, upheld_against, upheld_against_many
from registry.activities.queries.ledger import CLAIMING
from registry.activities.return_reasons import RETURN_REASONS, reason_sentences
from registry.activities.services.activity import locked, release_slots
from registry.activities.services.ledger import assess, conflict_sentences, reweigh
from registry.enums import ActivityState, FlagState
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import Professional, User
from registry.people.services.message import tell

APPROVE, RETURN = "approve", "return"
TEXT_LIMIT = 1000


@dataclass(frozen=True)
class Held:
    """What `fault_of` asks about a record, read for many at once: keys with open flags, with a provider's proof,
    document kinds by key, claiming records by person, upheld flags."""

    flagged: set[int]
    proven: set[int]
    documents: dict[int, list[str]]
    claims: dict[int, list[Activity]]
    upheld: dict[int, str]  # sentence against those whose file was found to be another record's


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
    reweigh(activity)  # the hours that the reviewer saw are those that stand from now on
    _decide(actor, activity, stage, APPROVE, [], "")
    reweigh(activity)
    _tell(activity, "activity_approved", [], "")
    return activity


@service
def reopen(*, actor: User, activity: Activity, stage: str) -> Activity:
    """An approval made with a case's pass is taken back with it, minutes later: the record is under review again.

    The case's own door has checked who and when. What is not approved any more stays as it is.
    """
    activity = locked(activity)
    if activity.state != ActivityState.APPROVED:
        return activity
    mine = ActivityReview.objects.filter(activity=activity, version=activity.version, stage=stage)
    mine.filter(reviewer=actor, decision=APPROVE, undone_at=None).update(undone_at=clock.now())
    activity.decided_at = None
    _move(activity, ActivityState.BEGUN, actor, "activity.approval_undone")
    return activity


def fault_of(activity: Activity, held: Held | None = None) -> str:
    """What keeps a waiting record from being approved whoever asks; "" when nothing does. `held` saves the queries."""
    if activity.pk in held.flagged if held else open_flags(activity).exists():
        return _("“%(title)s”的材料与另一条记录的材料相同，请先核对并作出说明。") % {"title": activity}
    twice = held.upheld.get(activity.pk, "") if held else upheld_against(activity)
    if twice:
        return twice
    if fault := course_fault(activity, activity.pk in held.proven if held else None):
        return fault
    documents = held.documents[activity.pk] if held else None
    others = held.claims[activity.professional_id] if held else None
    found = assess(activity, latest_policy(), documents, others)
    is_proven = activity.pk in held.proven if held else proof_of(activity) is not None
    if found.faults or (found.evidence.complete is None and not is_proven):
        return _("材料或内容不全，请退回本人补齐。")
    return "；".join(conflict_sentences(activity, found, others))


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
    reweigh(activity)
    _tell(activity, "activity_returned", reason_sentences(codes), text)
    return activity


def send_back(actor: User, activity: Activity, text: str) -> None:
    """A locked waiting record goes back to its owner for what was found beside it (a flag): no review of the record.
    Inside a service."""
    activity.decided_at = clock.now()
    _move(activity, ActivityState.RETURNED, actor, "activity.returned", reason=text)
    release_slots(activity)
    _tell(activity, "activity_returned", [], text)


def approve_many(*, actor: User, activities: Iterable[tuple[Activity, int | None]]) -> Outcome[Activity]:
    """Approve each record as it was shown (`edit`), in a transaction of its own; what is left out is said why."""
    pairs = list(activities)
    shown = {activity.pk: edit for activity, edit in pairs}
    rows = [activity for activity, _edit in pairs]
    return each(rows, lambda row: approve(actor=actor, activity=row, edit=shown[row.pk]))


def why_left_out(*, actor: User, activity: Activity) -> str:
    """What `approve` would say, without doing it; "" when it would go through."""
    return why_left_out_many(actor=actor, activities=[(activity, None)]).get(activity.pk, "")


def why_left_out_many(*, actor: User, activities: Iterable[tuple[Activity, int | None]]) -> dict[int, str]:
    """Key -> what `approve` would say of each record as it was shown; those that would go through are not there.

    For the list before a bulk decision: a constant number of queries.
    """
    pairs = list(activities)
    rows = [activity for activity, _edit in pairs]
    acted: dict[int, set[str]] = {row.pk: set() for row in rows}
    of_person = ActivityReview.objects.filter(
        activity__in=list(acted), person=actor.professional_id, undone_at=None
    )
    for key, stage in of_person.values_list("activity", "stage"):
        acted[key].add(stage)
    held = _held(rows)
    found = {row.pk: _why(actor, row, edit, acted[row.pk], held) for row, edit in pairs}
    return {key: why for key, why in found.items() if why}


def _why(actor: User, activity: Activity, edit: int | None, acted: set[str], held: Held) -> str:
    if activity.state not in WAITING:
        return _("已由其他经办人办理：%(state)s。") % {"state": activity.get_state_display()}
    desk = desk_of(activity)
    if not holds_desk(actor, activity):
        return _("这条记录由%(desk)s办理。") % {"desk": desk.name}
    if edit is not None and edit != activity.edit and not _only_begun(activity, edit):
        return _("页面打开后有变化。")
    return refusal_to_review(actor, activity, desk.stage, acted) or fault_of(activity, held)


def _held(rows: Sequence[Activity]) -> Held:
    keys, people = [row.pk for row in rows], {row.professional_id for row in rows}
    documents: dict[int, list[str]] = {key: [] for key in keys}
    current = Evidence.objects.current().filter(activity__in=keys).order_by("pk")
    for key, kind in current.values_list("activity", "document_kind"):
        documents[key].append(kind)
    claims: dict[int, list[Activity]] = {person: [] for person in people}
    for row in Activity.objects.filter(professional__in=people, state__in=CLAIMING).order_by(
        "submitted_at", "pk"
    ):
        claims[row.professional_id].append(row)
    flags = flags_of(rows)
    flagged = {key for key, of_row in flags.items() if any(one.state == FlagState.OPEN for one in of_row)}
    return Held(flagged, proven(keys), documents, claims, upheld_against_many(rows))


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
        activity=activity,
        version=activity.version,
        stage=stage,
        decision=decision,
        reasons=codes,
        text=text,
        reviewer=actor,
        person=_person_of(actor),
    )
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
        action,
        activity,
        actor=actor,
        before={"state": before},
        after={"state": state, "version": activity.version},
        reason=reason,
        context=activity.professional,
    )


def _tell(activity: Activity, kind: str, reasons: list[str], text: str) -> None:
    owners = User.objects.filter(professional=activity.professional, is_active=True)
    link = reverse("registry:activity", args=[activity.public_id])
    tell(owners, kind, {"activity": activity, "reasons": reasons, "text": text}, link=link)

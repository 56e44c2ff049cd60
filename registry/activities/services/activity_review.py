"""A reviewer's decisions on an activity: begin, approve, return; one by one or in bulk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from cejc.lib.db.ready import Keys, ready
from cejc.outcome import Outcome, each
from registry.activities.above import course_fault, proof_of, proven
from registry.activities.models import Activity, ActivityReview, Evidence
from registry.activities.moves.activity import ACTIVITY
from registry.activities.permissions import WAITING, desk_of, holds_desk, refusal_to_review
from registry.activities.queries.evidence import flags_of, open_flags, upheld_against, upheld_against_many
from registry.activities.queries.governing import policy_of_activity
from registry.activities.queries.ledger import claims_of_many
from registry.activities.return_reasons import RETURN_REASONS, reason_sentences
from registry.activities.services.activity import release_slots
from registry.activities.services.ledger import assess, conflict_sentences, hold_again, release, reweigh
from registry.activities.services.opened import require_opened
from registry.enums import ActivityState, FlagState
from registry.machinery.door import Step
from registry.machinery.service import service
from registry.people.models import User
from registry.people.queries.persons import own_of
from registry.people.services.telling.message import tell

APPROVE, RETURN = "approve", "return"
TEXT_LIMIT = 1000


@dataclass(frozen=True)
class Held:
    """What `fault_of` asks about a record, read for many at once: keys with open flags, with a provider's
    proof, document kinds by key, claiming records by person, upheld flags."""

    flagged: set[int]
    proven: set[int]
    documents: dict[int, list[str]]
    claims: dict[int, list[Activity]]
    upheld: dict[int, str]  # sentence against those whose file was found to be another record's


@service
def begin(*, actor: User, activity: Activity) -> Activity:
    """A reviewer has opened the record; from now on its owner cannot take it back."""
    if activity.state != ActivityState.SUBMITTED:
        return activity
    step = ACTIVITY.enter("begin", activity, actor=actor)
    return step.row if step.repeated else step.leave()


@service
def approve(
    *,
    actor: User,
    activity: Activity,
    stage: str = "",
    edit: int | None = None,
    unopened: Iterable[str] = (),
) -> Activity:
    """Approve one record; from then on it is immutable.

    `stage` is given by a case whose own door has checked the seat; without it the record's own desk must be
    held. Raises Stale when another reviewer was quicker, Refused for one's own record and open flags,
    Unopened for evidence whose public ids are `unopened`.
    """
    step = ACTIVITY.enter("approve", activity, actor=actor, edit=edit, checked=bool(stage))
    row = step.row
    if step.repeated:
        return row
    stage = _stage(actor, row, stage)
    if fault := fault_of(row):
        raise Refused(fault)
    require_opened(row.evidence.all(), unopened)
    reweigh(row)  # the hours that the reviewer saw are those that stand from now on
    release(row)
    _decide(step, stage, APPROVE)
    reweigh(row)
    _tell(row, "activity_approved", [], "")
    return row


@service
def reopen(*, actor: User, activity: Activity, stage: str) -> Activity:
    """An approval made with a case's pass is taken back with it,
    minutes later: the record is under review again.

    The case's own door has checked who and when. What is not approved any more stays as it is.
    """
    if activity.state != ActivityState.APPROVED:
        return activity
    step = ACTIVITY.enter("reopen", activity, actor=actor, checked=True)
    row = step.row
    mine = ActivityReview.objects.filter(activity=row, version=row.version, stage=stage)
    mine.filter(reviewer=actor, decision=APPROVE, undone_at=None).update(undone_at=clock.now())
    row.decided_at = None
    row = step.leave()
    hold_again(row)
    return row


def fault_of(activity: Activity, held: Held | None = None) -> str:
    """What keeps a waiting record from being approved whoever asks; "" when
    nothing does. `held` saves the queries."""
    if activity.pk in held.flagged if held else open_flags(activity).exists():
        return _("“%(title)s”的材料与另一条记录的材料相同，请先核对并作出说明。") % {"title": activity}
    twice = held.upheld.get(activity.pk, "") if held else upheld_against(activity)
    if twice:
        return twice
    if fault := course_fault(activity, activity.pk in held.proven if held else None):
        return fault
    documents = held.documents[activity.pk] if held else None
    others = held.claims[activity.professional_id] if held else None
    person = own_of(activity.professional) if held else None
    found = assess(activity, policy_of_activity(activity), documents, others, person)
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
    codes, text = [code for code in RETURN_REASONS if code in set(reasons)], text.strip()
    why = "；".join([*reason_sentences(codes), *([text] if text else [])])
    step = ACTIVITY.enter("return", activity, actor=actor, edit=edit, reason=why, checked=bool(stage))
    row = step.row
    if step.repeated:
        return row
    stage = _stage(actor, row, stage)
    if len(text) > TEXT_LIMIT:
        raise Refused(_("说明最多%(limit)s个字。") % {"limit": TEXT_LIMIT})
    _decide(step, stage, RETURN, codes, text)
    release_slots(row)
    reweigh(row)
    _tell(row, "activity_returned", reason_sentences(codes), text)
    return row


def send_back(actor: User, activity: Activity, text: str) -> None:
    """A waiting record goes back to its owner for what was found beside it (a flag): no review of the record.
    Inside a service."""
    step = ACTIVITY.enter("send_back", activity, actor=actor, reason=text, checked=True)
    step.row.decided_at = clock.now()
    release_slots(step.leave())
    _tell(step.row, "activity_returned", [], text)


def approve_many(*, actor: User, activities: Iterable[tuple[Activity, int | None]]) -> Outcome[Activity]:
    """Approve each record as it was shown (`edit`), in a transaction of
    its own; what is left out is said why."""
    pairs = list(activities)
    shown = {activity.pk: edit for activity, edit in pairs}
    rows = [activity for activity, _edit in pairs]
    return each(rows, lambda row: approve(actor=actor, activity=row, edit=shown[row.pk]))


def why_left_out(*, actor: User, activity: Activity) -> str:
    """What `approve` would say, without doing it; "" when it would go through."""
    return why_left_out_many(actor=actor, activities=[(activity, None)]).get(activity.pk, "")


def why_left_out_many(*, actor: User, activities: Iterable[tuple[Activity, int | None]]) -> dict[int, str]:
    """Key -> what `approve` would say of each record as it was shown;
    those that would go through are not there.

    For the list before a bulk decision: a constant number of queries.
    """
    pairs = list(activities)
    held = held_of([activity for activity, _edit in pairs])
    found = why_not_decided(actor=actor, activities=pairs)
    found |= {row.pk: fault for row, _edit in pairs if row.pk not in found and (fault := fault_of(row, held))}
    return found


def why_not_decided(*, actor: User, activities: Iterable[tuple[Activity, int | None]]) -> dict[int, str]:
    """Key -> why `actor` may decide nothing of the record as it was shown, whatever it holds; a constant
    number of queries."""
    pairs = list(activities)
    acted: dict[int, set[str]] = {row.pk: set() for row, _edit in pairs}
    for key, stage in _acted(list(acted), actor.professional_id) if actor.professional_id else ():
        acted[key].add(stage)
    found = {row.pk: _why(actor, row, edit, acted[row.pk]) for row, edit in pairs}
    return {key: why for key, why in found.items() if why}


@ready
def _acted(activities: Keys, person: int) -> QuerySet[ActivityReview, Any]:
    rows = ActivityReview.objects.filter(activity__in=activities, person=person, undone_at=None)
    return rows.values_list("activity_id", "stage")


def _why(actor: User, activity: Activity, edit: int | None, acted: set[str]) -> str:
    if activity.state not in WAITING:
        return _("已由其他经办人办理：%(state)s。") % {"state": activity.get_state_display()}
    desk = desk_of(activity)
    if not holds_desk(actor, activity):
        return _("这条记录由%(desk)s办理。") % {"desk": desk.name}
    if edit is not None and edit != activity.edit:
        return _("页面打开后有变化。")
    return refusal_to_review(actor, activity, desk.stage, acted)


def held_of(rows: Sequence[Activity]) -> Held:
    """What `fault_of` asks about `rows`, in a constant number of queries."""
    keys, people = [row.pk for row in rows], {row.professional_id for row in rows}
    documents: dict[int, list[str]] = {key: [] for key in keys}
    for key, kind in _documents(keys):
        documents[key].append(kind)
    claims: dict[int, list[Activity]] = {person: [] for person in people}
    for row in claims_of_many(list(people)):
        claims[row.professional_id].append(row)
    flags = flags_of(rows)
    flagged = {key for key, of_row in flags.items() if any(one.state == FlagState.OPEN for one in of_row)}
    return Held(flagged, proven(keys), documents, claims, upheld_against_many(rows))


@ready
def _documents(activities: Keys) -> QuerySet[Evidence, Any]:
    rows = Evidence.objects.current().filter(activity__in=activities).order_by("pk")
    return rows.values_list("activity_id", "document_kind")


def _stage(actor: User, activity: Activity, stage: str) -> str:
    """The stage of the decision; that of a case is given, and the case's
    door does not know who acted on the record."""
    if stage and (refusal := refusal_to_review(actor, activity, stage)):
        raise Refused(refusal, code="recusal")
    return stage or desk_of(activity).stage


def _decide(
    step: Step[Activity], stage: str, decision: str, codes: Sequence[str] = (), text: str = ""
) -> None:
    activity = step.row
    ActivityReview.objects.create(
        activity=activity,
        version=activity.version,
        stage=stage,
        decision=decision,
        reasons=list(codes),
        text=text,
        reviewer=step.actor,
        person_id=step.actor.professional_id,
    )
    activity.decided_at = clock.now()
    step.leave(version=activity.version)


def _tell(activity: Activity, kind: str, reasons: list[str], text: str) -> None:
    owners = User.objects.filter(professional=activity.professional, is_active=True)
    link = reverse("registry:activity", args=[activity.public_id])
    tell(owners, kind, {"activity": activity, "reasons": reasons, "text": text}, link=link)

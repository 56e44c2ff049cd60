"""A reviewer's word on a flag: cleared, told apart or upheld; and what follows from an upheld one.

One of the two records earns nothing from then on: one that waits goes back to its owner; one that was
approved loses the approval, and whatever relied on it hears of it as of any other approval taken back. The
flag names who decided: it is no review of the record (R23).
"""

from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from registry.activities.models import Activity, EvidenceFlag
from registry.activities.moves.activity import ACTIVITY
from registry.activities.moves.evidence_flag import EVIDENCE_FLAG
from registry.activities.permissions import WAITING, may_see_record
from registry.activities.queries.evidence import sides_of
from registry.activities.queries.ledger import CLAIMING, name_of
from registry.activities.services.activity_review import send_back
from registry.activities.services.taking_back import fall
from registry.enums import ActivityState
from registry.machinery.service import service
from registry.people.models import User


@service
def decide_flag(
    *,
    actor: User,
    flag: EvidenceFlag,
    upheld: bool,
    note: str,
    against: Activity | None = None,
    distinct: bool = False,
) -> EvidenceFlag:
    """Clear (there is a good reason) or uphold a flag, or say that the papers are `distinct`, with a note; by
    a reviewer of one of the records.

    Upheld, the hours of `against` (one of the two; the later one that the actor
    may decide on, when None) count no longer.
    """
    action = "uphold" if upheld else "tell_apart" if distinct else "clear"
    step = EVIDENCE_FLAG.enter(action, flag, actor=actor, reason=note)
    flag = step.row
    flag.note, flag.decided_by, flag.decided_at = step.reason, actor, clock.now()
    step.leave()
    if upheld:
        _take_out(actor, flag, against, flag.note)
    return flag


def _may_take_out(actor: User, activity: Activity) -> bool:
    if activity.state in WAITING:
        return may_see_record(actor, activity)
    return "take_back" in ACTIVITY.open_to(actor, activity)


def choices(actor: User, flag: EvidenceFlag) -> list[Activity]:
    """The records of the two whose hours `actor` may take out, the one submitted first in front."""
    rows = [one for one in sides_of(flag) if _may_take_out(actor, one)]
    return sorted(rows, key=lambda one: (one.submitted_at or one.created_at, one.pk))


def _take_out(actor: User, flag: EvidenceFlag, against: Activity | None, note: str) -> None:
    """Take the hours of `against` out; of the later one that `actor` may decide on, when None. Nothing where
    neither counts any more. Raises Refused when another office has to."""
    if not any(one.state in CLAIMING for one in sides_of(flag)):
        return
    mine = choices(actor, flag)
    chosen = next((one for one in reversed(mine) if against is None or one.pk == against.pk), None)
    if chosen is None:
        wanted = against or next(one for one in sides_of(flag) if one.state in CLAIMING)
        raise Refused(
            _("%(title)s由%(unit)s受理，它的学时由该单位或其主管部门决定。请改选另一条，或请该单位核对。")
            % {"title": name_of(wanted), "unit": wanted.organisation or _("另一单位")}
        )
    activity = ACTIVITY.locked(chosen)
    other = next(one for one in sides_of(flag) if one.pk != activity.pk)
    reason = _("与%(other)s使用同一份材料，经核对属重复：%(note)s") % {
        "other": name_of(other) if other.professional_id == activity.professional_id else _("另一人的记录"),
        "note": note,
    }
    if activity.state in WAITING:
        send_back(actor, activity, reason)
    elif activity.state == ActivityState.APPROVED:
        fall(actor, activity, reason)

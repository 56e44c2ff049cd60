"""A reviewer's word on a flag: cleared, or upheld; and what follows from an upheld one.

One of the two records earns nothing from then on: one that waits goes back to its owner; one that was approved loses
the approval, and whatever relied on it hears of it as of any other approval taken back. The flag names who decided: it
is no review of the record (R23).
"""

from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from cejc.whole import whole
from registry.activities.models import Activity, EvidenceFlag
from registry.activities.permissions import WAITING, is_own, may_see_record
from registry.activities.queries.evidence import sides_of
from registry.activities.queries.ledger import CLAIMING
from registry.activities.services.activity import locked
from registry.activities.services.activity_review import send_back
from registry.activities.services.ledger import name_of
from registry.activities.services.taking_back import fall, may_take_back
from registry.enums import ActivityState, FlagState
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import User


@service
def decide_flag(
    *, actor: User, flag: EvidenceFlag, upheld: bool, note: str, against: Activity | None = None
) -> EvidenceFlag:
    """Clear (there is a good reason) or uphold a flag, with a note; by a reviewer of one of the records.

    Upheld, the hours of `against` (one of the two; the later one that the actor may decide on, when None) count no longer.
    """
    flag = (
        EvidenceFlag.objects.select_for_update(of=("self",))
        .select_related("first__activity__professional", "second__activity__professional")
        .get(pk=flag.pk)
    )
    _require_reviewer(actor, flag)
    if flag.state != FlagState.OPEN:
        raise Refused(_("这处重复已经核对过：%(state)s。") % {"state": flag.get_state_display()})
    if not note.strip():
        raise Refused(_("请说明核对的情况，说明会留存备查。"))
    flag.state = FlagState.UPHELD if upheld else FlagState.CLEARED
    flag.note, flag.decided_by, flag.decided_at = whole(note, 500), actor, clock.now()
    flag.save(update_fields=["state", "note", "decided_by", "decided_at"])
    if upheld:
        _take_out(actor, flag, against, flag.note)
    audit.record(
        f"evidence_flag.{flag.state}",
        flag,
        actor=actor,
        after={"state": flag.state},
        reason=flag.note,
        context=flag.first.activity,
    )
    return flag


def _require_reviewer(actor: User, flag: EvidenceFlag) -> None:
    sides = (flag.first.activity, flag.second.activity)
    if any(is_own(actor, side) for side in sides):
        raise Refused(_("其中一条是您本人的记录，按回避要求，请由其他经办人核对。"))
    if actor.professional_id is None or not any(may_see_record(actor, side) for side in sides):
        raise Refused(_("您没有核对这处重复的权限。"))


def choices(actor: User, flag: EvidenceFlag) -> list[Activity]:
    """The records of the two whose hours `actor` may take out, the one submitted first in front."""
    rows = [one for one in sides_of(flag) if one.state in CLAIMING and _may_take_out(actor, one)]
    return sorted(rows, key=lambda one: (one.submitted_at or one.created_at, one.pk))


def _may_take_out(actor: User, activity: Activity) -> bool:
    if activity.state in WAITING:
        return may_see_record(actor, activity)
    return may_take_back(actor, activity)


def _take_out(actor: User, flag: EvidenceFlag, against: Activity | None, note: str) -> None:
    """Take the hours of `against` out; of the later one that `actor` may decide on, when None. Nothing where neither
    counts any more. Raises Refused when another office has to."""
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
    activity = locked(chosen)
    other = next(one for one in sides_of(flag) if one.pk != activity.pk)
    reason = _("与%(other)s使用同一份材料，经核对属重复：%(note)s") % {
        "other": name_of(other) if other.professional_id == activity.professional_id else _("另一人的记录"),
        "note": note,
    }
    if activity.state in WAITING:
        send_back(actor, activity, reason)
    elif activity.state == ActivityState.APPROVED:
        fall(actor, activity, reason)

"""An approval taken back: the record earns nothing from then on, and whatever relied on it hears of it at once."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused, Stale
from cejc.lib.hook import Hook
from cejc.whole import whole
from registry.activities.models import Activity, ActivityReview
from registry.activities.permissions import holds_desk, is_own
from registry.activities.services.activity import locked, release_slots
from registry.activities.services.ledger import reweigh
from registry.enums import ActivityState, Role
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import User
from registry.people.permissions import supervises
from registry.people.services.message import tell

TAKE_BACK = "take_back"
Listener = Callable[[User | None, Activity, str], None]
# Who hears of it, inside the same transaction.
listeners: Hook[Listener] = Hook()


def may_take_back(actor: User, activity: Activity) -> bool:
    """The desk that reviewed the record, an office above its unit, or the province; never its own person (R23)."""
    if is_own(actor, activity) or actor.professional_id is None or activity.organisation is None:
        return False
    above = supervises(actor, activity.organisation) or actor.has_role(Role.PROVINCE)
    return above or holds_desk(actor, activity)


@service
def take_back(*, actor: User, activity: Activity, reason: str) -> Activity:
    """Take the approval of `activity` back for good. Raises Refused without the right or a reason, Stale when
    the record is not approved; the same officer asking twice is asking once."""
    activity = locked(activity)
    if activity.state == ActivityState.REVOKED and _mine(actor, activity):
        return activity
    if not may_take_back(actor, activity):
        raise Refused(_("只有审核该记录的单位、其主管部门或省人社厅可以撤销认可，本人的记录须回避。"))
    if activity.state != ActivityState.APPROVED:
        raise Stale(_("这条记录目前不是已认可状态，请刷新页面。"))
    if not reason.strip():
        raise Refused(_("请说明撤销认可的理由，本人会看到。"))
    _revoke(actor, activity, reason.strip())
    for listener in listeners:
        listener(actor, activity, reason.strip())
    return activity


@service
def take_back_by_portal(*, activity: Activity, reason: str) -> Activity:
    """What a provider reported is no longer recognised by the notice (四(四), 四(五)): the approval that the portal gave
    falls with it, and whatever relied on it hears of it."""
    activity = locked(activity)
    if activity.state != ActivityState.APPROVED:
        return activity
    _end(None, activity, reason, "activity.unbooked")
    for listener in listeners:
        listener(None, activity, reason)
    return activity


def fall(actor: User, activity: Activity, reason: str) -> None:
    """The approval of a locked `activity` falls for what was found beside it; who found it has been checked. No review
    of the record: it binds nobody at another stage. Inside a service."""
    _end(actor, activity, reason, "activity.taken_back")
    for listener in listeners:
        listener(actor, activity, reason)


def _mine(actor: User, activity: Activity) -> bool:
    return ActivityReview.objects.filter(activity=activity, decision=TAKE_BACK, reviewer=actor).exists()


def _revoke(actor: User, activity: Activity, reason: str) -> None:
    if actor.professional is None:  # refused before, by `may_take_back`
        raise Refused(_("您的账号尚未关联到本人，无法判断是否需要回避，请联系系统管理员。"))
    ActivityReview.objects.create(
        activity=activity,
        version=activity.version,
        stage=TAKE_BACK,
        decision=TAKE_BACK,
        text=whole(reason, 1000),
        reviewer=actor,
        person=actor.professional,
    )
    _end(actor, activity, reason, "activity.taken_back")


def _end(actor: User | None, activity: Activity, reason: str, action: str) -> None:
    activity.state, activity.edit, activity.updated_at = ActivityState.REVOKED, activity.edit + 1, clock.now()
    activity.decided_at = clock.now()
    activity.save(update_fields=["state", "edit", "updated_at", "decided_at"])
    release_slots(activity)
    reweigh(activity)
    audit.record(
        action,
        activity,
        actor=actor,
        reason=reason,
        before={"state": ActivityState.APPROVED},
        after={"state": ActivityState.REVOKED},
        context=activity.professional,
    )
    owners = activity.professional.users.filter(is_active=True)
    tell(owners, "activity_taken_back", {"activity": activity, "reason": reason})

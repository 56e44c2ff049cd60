"""An approval taken back: the record earns nothing from then on, and
whatever relied on it hears of it at once."""

from collections.abc import Callable

from cejc import clock
from cejc.lib.hook import Hook
from registry.activities.models import Activity, ActivityReview
from registry.activities.moves.activity import ACTIVITY
from registry.activities.services.activity import release_slots
from registry.activities.services.ledger import reweigh
from registry.enums import ActivityState
from registry.machinery.door import Step
from registry.machinery.service import service
from registry.people.models import User
from registry.people.services.telling.message import tell

TAKE_BACK = "take_back"
Listener = Callable[[User | None, Activity, str], None]
# Who hears of it, inside the same transaction.
listeners: Hook[Listener] = Hook()


@service
def take_back(*, actor: User, activity: Activity, reason: str) -> Activity:
    """Take the approval of `activity` back for good. Raises Refused without the right or a reason, Stale when
    the record is not approved; the same officer asking twice is asking once."""
    step = ACTIVITY.enter("take_back", activity, actor=actor, reason=reason)
    if step.repeated:
        return step.row
    ActivityReview.objects.create(
        activity=step.row,
        version=step.row.version,
        stage=TAKE_BACK,
        decision=TAKE_BACK,
        text=step.reason,
        reviewer=actor,
        person_id=actor.professional_id or 0,
    )
    return _end(step)


@service
def take_back_by_portal(*, activity: Activity, reason: str) -> Activity:
    """What a provider reported is no longer recognised by the notice (四(四), 四(五)): the approval that the
    portal gave falls with it, and whatever relied on it hears of it."""
    if activity.state != ActivityState.APPROVED:
        return activity
    return _end(ACTIVITY.enter("unbook", activity, actor=None, reason=reason, checked=True))


def fall(actor: User, activity: Activity, reason: str) -> Activity:
    """The approval of `activity` falls for what was found beside it; who
    found it has been checked. No review of the
    record: it binds nobody at another stage. Inside a service.
    """
    return _end(ACTIVITY.enter("fall", activity, actor=actor, reason=reason, checked=True))


def _end(step: Step[Activity]) -> Activity:
    activity = step.row
    activity.decided_at = clock.now()
    step.leave()
    release_slots(activity)
    reweigh(activity)
    owners = activity.professional.users.filter(is_active=True)
    tell(owners, "activity_taken_back", {"activity": activity, "reason": step.reason})
    for listener in listeners:
        listener(step.actor, activity, step.reason)
    return activity

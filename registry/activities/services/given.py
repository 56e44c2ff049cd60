"""Colleagues at one desk: who reads which waiting record now, and who is to take it."""

from datetime import timedelta

from django.db import IntegrityError
from django.db.models import Q
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from registry.activities.models import Activity, RecordGiven, RecordInHand
from registry.activities.permissions import WAITING, holds_desk, is_own
from registry.activities.queries.given import reviewers_beside
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import User

HELD = timedelta(minutes=5)


def take(*, actor: User, activity: Activity) -> bool:
    """Have the record on the screen, for minutes from now; False while a colleague has it."""
    until = clock.now() + HELD
    free = Q(user=actor) | Q(until__lte=clock.now())
    if RecordInHand.objects.filter(free, activity=activity).update(user=actor, until=until):
        return True
    try:
        with audit.savepoint():
            RecordInHand.objects.create(activity=activity, user=actor, until=until)
    except IntegrityError:
        return False
    return True


def let_go(*, actor: User, activity: Activity) -> None:
    """The actor is done with the record: a colleague may have it at once."""
    RecordInHand.objects.filter(activity=activity, user=actor).delete()


@service
def give(*, actor: User, activity: Activity, to: User | None) -> Activity:
    """Give a record that waits at the actor's desk to a colleague; None takes that back.

    Raises Refused when another desk has it, when `to` does not sit there, or is whose record it is.
    """
    row = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if row.state not in WAITING or not holds_desk(actor, row):
        raise Refused(_("这条记录目前不在您的办理范围，不能指派。"))
    if to is None:
        RecordGiven.objects.filter(activity=row).delete()
        audit.record("activity.unassigned", row, actor=actor)
        return row
    if not reviewers_beside(actor).filter(pk=to.pk).exists() or not holds_desk(to, row):
        raise Refused(_("%(name)s不在本机构办理，不能指派。") % {"name": to})
    if is_own(to, row):
        raise Refused(_("这是%(name)s本人的记录，请指派给其他人。") % {"name": to})
    values = {"version": row.version, "to": to, "by": actor, "at": clock.now()}
    RecordGiven.objects.update_or_create(activity=row, defaults=values)
    audit.record("activity.assigned", row, actor=actor, after={"to": str(to)})
    return row

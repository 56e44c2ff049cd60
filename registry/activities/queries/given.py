"""Which waiting record is given to which colleague of a reviewer's desk, and who has one on the screen."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from cejc import clock
from cejc.lib.db.ready import ready
from registry.activities.models import Activity, RecordGiven, RecordInHand
from registry.activities.permissions import WAITING
from registry.enums import Role
from registry.people.models import User
from registry.people.queries.colleagues import colleagues_as


def reviewers_beside(user: User) -> QuerySet[User]:
    """The colleagues of the reader's desks, the reader among them."""
    return colleagues_as(user, (Role.HR, Role.DEPARTMENT))


def given() -> QuerySet[RecordGiven]:
    """What is given and still waits as it was submitted then."""
    return RecordGiven.objects.filter(version=F("activity__version"), activity__state__in=WAITING)


def given_to(keys: Collection[int]) -> dict[int, User]:
    """Record (key) -> the colleague that it is given to; one query."""
    rows = given().filter(activity__in=keys).select_related("to__professional")
    return {one.activity_id: one.to for one in rows}


def free_for(user: User, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of a queue that no colleague has on the screen and none was given to."""
    held = RecordInHand.objects.filter(until__gt=clock.now()).exclude(user=user)
    others = given().exclude(to=user)
    return rows.exclude(pk__in=held.values("activity")).exclude(pk__in=others.values("activity"))


def read_by(user: User, activity: Activity) -> User | None:
    """The colleague who has the record on the screen now; None where it is nobody, or the reader."""
    found = next(iter(_readers(activity.pk, clock.now(), user.pk)), None)
    return found.user if found else None


@ready
def _readers(activity: int, moment: datetime, but: int) -> QuerySet[RecordInHand]:
    rows = RecordInHand.objects.filter(activity=activity, until__gt=moment).exclude(user=but).order_by("pk")
    return rows.select_related("user__professional")[:1]

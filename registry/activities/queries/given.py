"""Which waiting record is given to which colleague of a reviewer's desk."""

from collections.abc import Collection

from django.db.models import F, QuerySet

from registry.activities.models import RecordGiven
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

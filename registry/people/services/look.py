"""Who looked at whose record: written as the answer leaves, its addresses erased and its rows pruned in time.

A look is written before the answer is sent, in the connection of the request and in no transaction:
a page whose look could not be written is not shown. Nothing is held back in memory, so that nothing is lost
with the process.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

from cejc import clock
from registry.enums import LookWay
from registry.machinery.services.forgetting_run import forgets
from registry.people.looking import Seen
from registry.people.models import LoginAttempt, Look, User

SLOT = 600  # seconds within which the same look at the same matter is one row with a count
SAID = (
    "viewer_id",
    "viewer_label",
    "seat",
    "seat_label",
    "person_id",
    "way",
    "kind",
    "label",
    "matter_kind",
    "matter",
    "matter_label",
    "reason",
    "address",
    "at",
    "last_at",
    "count",
    "slot",
)
# The table and the columns are ours; what is looked at are values.
INSERT = f"INSERT INTO registry_look ({', '.join(SAID)}) VALUES "  # noqa: S608
AGAIN = (
    " ON CONFLICT (viewer_id, person_id, slot, matter, kind, way, seat) DO UPDATE SET"
    " count = registry_look.count + 1, last_at = excluded.last_at, label = excluded.label"
)
ONE = f"({', '.join(['%s'] * len(SAID))})"
AT_ONCE = 50  # rows of one statement: SQLite takes 999 values on old machines


def keep(viewer: User, seen: Collection[Seen], *, seat: Any = None, address: str = "") -> None:
    """Write what `viewer` has `seen` of others, from `seat` and network `address`: one statement a page."""
    others = (one for one in seen if one.person != viewer.professional_id)
    # In one order, so that no two writers wait for each other.
    rows = [_said(viewer, one, seat, address) for one in sorted(others, key=lambda one: one.person)]
    for start in range(0, len(rows), AT_ONCE):
        piece = rows[start : start + AT_ONCE]
        with connection.cursor() as cursor:
            cursor.execute(INSERT + ", ".join([ONE] * len(piece)) + AGAIN, [v for row in piece for v in row])


def _said(viewer: User, one: Seen, seat: Any, address: str) -> tuple[Any, ...]:
    moment = clock.now()
    seconds = moment.timestamp()
    # Each look at a number has its own reason and is a row by itself.
    slot = int(seconds * 1_000_000) if one.way == LookWay.NUMBER else int(seconds) // SLOT
    return (
        viewer.pk,
        str(viewer)[:200],
        str(seat.public_id) if seat else "",
        str(seat)[:200] if seat else "",
        one.person,
        str(one.way),
        one.shown._meta.label_lower,
        _called(one.shown),
        one.matter._meta.label_lower,
        str(getattr(one.matter, "public_id", one.matter.pk)),
        _called(one.matter),
        one.reason[:500],
        address[:45],
        _stored(moment),
        _stored(moment),
        1,
        slot,
    )


def _called(row: Model) -> str:
    """The row's name, where it has one."""
    return "" if type(row).__str__ is Model.__str__ else str(row)[:300]


def _stored(moment: Any) -> Any:
    """A moment as this kind of database keeps it."""
    return connection.ops.adapt_datetimefield_value(moment)


def _addresses(before: datetime) -> QuerySet[Look]:
    return Look.objects.filter(at__lt=before).exclude(address="")


@forgets("look_addresses", _addresses, person="person")
def _forget_addresses(piece: Sequence[Look]) -> int:
    return Look.objects.filter(pk__in=[one.pk for one in piece]).update(address="")


@forgets("looks", lambda before: Look.objects.filter(at__lt=before), person="person")
def _forget_looks(piece: Sequence[Look]) -> int:
    return Look.objects.filter(pk__in=[one.pk for one in piece]).delete()[0]


# When somebody tried to log in is told by the machine's clock.
def _attempts(before: datetime) -> QuerySet[LoginAttempt]:
    return LoginAttempt.objects.filter(at__lt=before)


def _attempts_with_address(before: datetime) -> QuerySet[LoginAttempt]:
    return _attempts(before).exclude(address=None)


@forgets("login_addresses", _attempts_with_address, person="user__professional", by_machine=True)
def _forget_origins(piece: Sequence[LoginAttempt]) -> int:
    return LoginAttempt.objects.filter(pk__in=[one.pk for one in piece]).update(address=None)


@forgets("login_attempts", _attempts, person="user__professional", by_machine=True)
def _forget_attempts(piece: Sequence[LoginAttempt]) -> int:
    return LoginAttempt.objects.filter(pk__in=[one.pk for one in piece]).delete()[0]

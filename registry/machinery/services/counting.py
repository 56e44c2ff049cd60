"""The counters of the desks kept short and right: the database writes their lines with every change of what
is counted (cejc.lib.db.counting), the worker folds them, and a whole count makes up for what differs.

A count is no act of an office and writes no audit entry; doing it twice is doing it once.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Model

from cejc import clock
from cejc.lib.db.counting import Count
from registry.machinery.models.job import Job
from registry.machinery.services.job import enqueue, handles, periodic

About = tuple[str, Model, Model | None]


class Difference(NamedTuple):
    """A counter, by the columns of its table, and by how much it was short of what there is."""

    columns: dict[str, Any]
    missing: int


class Kept(NamedTuple):
    """A count, the model of its lines, and the columns of whose desk it is: what is folded together."""

    counter: Count
    lines: type[Model]
    whose: tuple[str, ...]


_kept: dict[str, Kept] = {}


def keep(count: Count, lines: type[Model], *whose: str) -> None:
    """Have `count` folded and looked after; called from AppConfig.ready."""
    _kept[count.name] = Kept(count, lines, whose)


@periodic(seconds=15)
def fold_counts() -> None:
    """Fold what changes left since; without it the counters are as right, and longer to read."""
    for one in _kept.values():
        loose = one.lines._default_manager.filter(loose=True)
        for whose in list(loose.order_by().values(*one.whose).distinct()):
            _fold(one, whose)


@transaction.atomic
def _fold(one: Kept, whose: dict[str, Any]) -> None:
    """One line for each counter of a desk. Whoever folds at the same time finds what is left."""
    rows = one.lines._default_manager.select_for_update().filter(**whose).order_by("pk")
    counts: Counter[tuple[Any, ...]] = Counter()
    keys = []
    for pk, value, *key in rows.values_list("pk", "value", *one.counter.columns):
        counts[tuple(key)] += value
        keys.append(pk)
    one.lines._default_manager.filter(pk__in=keys).delete()
    one.lines._default_manager.bulk_create(
        one.lines(**dict(zip(one.counter.columns, key, strict=True)), value=value, loose=False)
        for key, value in counts.items()
        if value
    )


@periodic(seconds=24 * 3600)
def count_anew() -> None:
    """What happened past the triggers, or while a unit moved, is put right within a day."""
    count_all()


@handles("desk_counts")
def work(_job: Job) -> None:
    count_all()


def moved(entries: Sequence[About]) -> None:
    """A unit under another office, or of another route, takes what waits along. Registered in
    registry.wiring."""
    if any(action.startswith("organisation.") and action != "organisation.created" for action, *_ in entries):
        enqueue("desk_counts", f"{clock.now():%Y%m%d%H%M%S%f}")


def differences() -> list[Difference]:
    """The counters that are not what counting says."""
    return [found for one in _kept.values() for found in _differing(one)]


def _differing(one: Kept) -> Iterator[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(one.counter.differing(one.counter.wrong()))
        for *key, missing in cursor.fetchall():
            yield Difference(dict(zip(one.counter.columns, key, strict=True)), missing)


def count_all() -> list[Difference]:
    """Count everything anew and make up for what differed; what did."""
    return [found for one in _kept.values() for found in _count(one)]


@transaction.atomic
def _count(one: Kept) -> list[Difference]:
    """Things may change meanwhile: what there is and what the lines say is read in one statement, and only
    another count has to wait."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"LOCK TABLE {one.counter.into} IN SHARE UPDATE EXCLUSIVE MODE")
        found = list(_differing(one))
        if found:
            cursor.execute(one.counter.summed(one.counter.wrong()))
    return found

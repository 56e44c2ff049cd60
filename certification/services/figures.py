"""The yearly figures kept up to date: changes mark a person, the worker counts what is marked.

Who is marked is read from the audit entries of every service, in the same transaction. A count is a
derivation and no act of an office: it writes no audit entry, and doing it twice is doing it once.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import models, transaction

from cejc import clock
from cejc.lib.db import copying
from cejc.lib.pieces import PIECE, pieces
from certification.models import FigureCount, FigureDirty, PersonYear, StageStay, YearFigure
from certification.queries.yearly.figure_sources import (
    Counters,
    Key,
    counted_years,
    counters,
    person_years,
    stage_stays,
    units_of,
)
from credits.queries import policies_today
from registry.machinery.models.job import Job
from registry.machinery.services import audit
from registry.machinery.services.job import beat, enqueue, handles, periodic
from registry.models import Organisation, Professional

UNITS = 200  # units recounted in one transaction
# What these record touches no figure: logins, seats, papers of a record, looks, drafts nobody submitted.
SILENT = (
    "account.",
    "membership.",
    "activation.",
    "identity.",
    "evidence",
    "job.",
    "activity.created",
    "activity.deleted",
    "slip.drawn",
)
YEAR_VALUES = (
    "organisation_id",
    "state",
    "public_hours",
    "professional_hours",
    "missing_public",
    "missing_professional",
    "registered",
)
STAY_VALUES = ("organisation_id", "year", "stage", "days", "office_id", "workdays")

About = tuple[str, models.Model, models.Model | None]


@dataclass(frozen=True)
class Difference:
    """A counter that was not what a direct count gives."""

    key: Key
    was: Decimal
    found: Decimal


def mark(entries: Sequence[About]) -> None:
    """Note that the people whom these audit entries are about must be
    counted anew. Registered in AppConfig.ready."""
    people = {
        person
        for action, *rows in entries
        if not action.startswith(SILENT)
        for row in rows
        if (person := _person(row)) is not None
    }
    if people:
        audit.beside(copying.marks(FigureDirty, "professional", sorted(people)))


def _person(row: models.Model | None) -> int | None:
    if isinstance(row, Professional):
        return row.pk
    return getattr(row, "professional_id", None)


@periodic(seconds=15)
def count_changed_figures() -> None:
    """Count what changed; everything, where a new policy or a new year changes what is counted."""
    count = FigureCount.objects.filter(pk=1).first()
    if count is None or count.basis != _basis():
        since = f"{count.counted_at:%Y%m%d%H%M%S}" if count and count.counted_at else "first"
        enqueue("figures", f"{_basis()}:{since}"[:80])
    drain()


@handles("figures")
def work(job: Job) -> None:
    """Count everything anew, piece by piece; begun again from the start, it only repeats itself."""
    Job.objects.filter(pk=job.pk).update(total=Professional.objects.count())
    done = 0
    for size in _count_people():
        done += size
        beat(job, done)
    for _differences in _count_units():
        beat(job, done)
    _whole()


def drain() -> int:
    """Count the people that are marked; how many marks were taken."""
    total = 0
    while FigureDirty.objects.exists():
        total += _drain_piece()
    return total


@transaction.atomic
def _drain_piece() -> int:
    _turn()
    marks = list(FigureDirty.objects.order_by("pk").values_list("pk", "professional_id")[:PIECE])
    people = {person for _mark, person in marks}
    units = units_of(people)
    _refresh(people)
    _recount(units | units_of(people))
    # By key: a change committed meanwhile has left a mark of its own, which stays.
    FigureDirty.objects.filter(pk__in=[pk for pk, _person in marks]).delete()
    FigureCount.objects.filter(pk=1).update(counted_at=clock.now())
    return len(marks)


def count_everything() -> list[Difference]:
    """Count every person and unit anew, and put right what differed; the counters that did."""
    drain()
    for _size in _count_people():
        pass
    found = [one for piece in _count_units() for one in piece]
    _whole()
    return found


def _count_people() -> Iterator[int]:
    last = 0
    while people := list(
        Professional.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:PIECE]
    ):
        with transaction.atomic():
            _turn()
            _refresh(people)
        last = people[-1]
        yield len(people)


def _count_units() -> Iterator[list[Difference]]:
    keys = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
    for piece in pieces(keys, UNITS):
        with transaction.atomic():
            _turn()
            differences = _recount(piece)
        yield differences


def _whole() -> None:
    _turn_row()
    FigureCount.objects.filter(pk=1).update(basis=_basis(), counted_at=clock.now())


def _basis() -> str:
    """What a whole count rests on beside the rows: the policy's figures, and the years that are counted."""
    years = counted_years()
    rules = hashlib.sha256("".join(one.sha256 for one in policies_today()).encode()).hexdigest()
    return f"{rules[:16]}:{years[0]}-{years[-1]}"


def _turn_row() -> None:
    FigureCount.objects.get_or_create(pk=1)


def _turn() -> None:
    """Wait for one's turn: two counts of one unit at once would write the same rows."""
    _turn_row()
    FigureCount.objects.select_for_update().get(pk=1)


def _refresh(people: Collection[int]) -> None:
    """Bring the years and stays of `people` to what the records say."""
    years = person_years(people)
    PersonYear.objects.bulk_create(
        years,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["professional", "year"],
        update_fields=_names(YEAR_VALUES),
    )
    kept = {(row.professional_id, row.year) for row in years}
    known = PersonYear.objects.filter(professional__in=people).values_list("pk", "professional_id", "year")
    PersonYear.objects.filter(pk__in=[pk for pk, *key in known if tuple(key) not in kept]).delete()
    StageStay.objects.bulk_create(
        stage_stays(people),
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["left_by"],
        update_fields=_names(STAY_VALUES),
    )


def _names(values: Iterable[str]) -> list[str]:
    return [name.removesuffix("_id") for name in values]


def _recount(units: Collection[int]) -> list[Difference]:
    """Bring the counters of `units` to a direct count; those that differed."""
    rows = YearFigure.objects.filter(organisation__in=units)
    known = {
        (row.organisation_id, row.year, row.name, row.part, row.days): (row.pk, row.value) for row in rows
    }
    found = counters(units)
    gone = [pk for key, (pk, _value) in known.items() if key not in found]
    YearFigure.objects.filter(pk__in=gone).delete()
    _put(known, found)
    return [
        Difference(key, was, now)
        for key in sorted(known.keys() | found.keys())
        if (was := known.get(key, (0, Decimal(0)))[1]) != (now := found.get(key, Decimal(0)))
    ]


def _put(known: dict[Key, tuple[int, Decimal]], found: Counters) -> None:
    """Write the counters of `found` that are new or have another value."""
    changed = [key for key, value in found.items() if known.get(key, (0, None))[1] != value]
    YearFigure.objects.bulk_create(
        (
            YearFigure(organisation_id=unit, year=year, name=name, part=part, days=days, value=found[key])
            for key in changed
            for unit, year, name, part, days in [key]
        ),
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["organisation", "year", "name", "part", "days"],
        update_fields=["value"],
    )

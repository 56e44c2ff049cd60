"""Handbooks of a unit printed as one document against each for itself, as HR does it.

For itself, an edition is asked for, and the worker draws and keeps it; together, they are taken from the
register, and the worker makes one document. Both sides of the same people in turn, the one first in one round and
the other in the next, in milliseconds of this process' processor; the median of the rounds, and between
brackets the quartiles.
"""

from collections.abc import Callable, Iterator
from statistics import quantiles
from time import process_time

from bench import data
from bench.figure import Figure
from cejc import clock
from registry.models import Handbook, HandbookClaim, Job, TakenList, User
from registry.people.services import taking
from registry.yearly.permissions import handed_out_by
from registry.yearly.queries.listed import HANDBOOKS
from registry.yearly.services import handbook_edition as editions

ROUNDS, TOGETHER = 4, 25
RECORDS = 10  # of each person, beside one a year
Side = Callable[[User, list[Handbook]], None]


def figures() -> Iterator[Figure]:
    """Milliseconds of a handbook on either side, the ratio, and how large a handbook is on either side."""
    clerk = _clerk()
    books = list(Handbook.objects.filter(pk__in=handed_out_by(clerk).values("pk")).order_by("pk"))
    rounds = [books[at : at + TOGETHER] for at in range(0, len(books), TOGETHER)]
    took: dict[Side, list[float]] = {_alone: [], _together: []}
    for number, of_round in enumerate(rounds):
        for side in (_alone, _together) if number % 2 else (_together, _alone):
            took[side].append(_took(lambda side=side, books=of_round: side(clerk, books)))  # type: ignore[misc]
    # The first round reads fonts and styles.
    alone, together = took[_alone][1:], took[_together][1:]
    yield _spread("handbook-alone", alone)
    yield _spread("handbook-together", together)
    yield Figure("handbook-together-of-alone", sum(together) / sum(alone), "ratio", "≤ 0.95")
    size = {"alone": _bytes_alone() / TOGETHER, "together": TakenList.objects.latest("pk").size / TOGETHER}
    yield Figure("handbook-size-together-of-alone", size["together"] / size["alone"], "ratio", "≤ 0.3")


def _clerk() -> User:
    """HR of a unit whose people all have a handbook, and records of five years."""
    world, unit = data.one_large_unit(data.begin(), (ROUNDS + 1) * TOGETHER)
    people = [place.professional for place in unit.employments.select_related("professional")]
    for person in people:
        data.more_records(world, person, RECORDS)
    clerk = world.clerks[0]
    claim = HandbookClaim.objects.create(
        organisation=world.departments[1], year=2020, composed_by=clerk, submitted_at=clock.now()
    )
    Handbook.objects.bulk_create(
        Handbook(
            professional=person, claim=claim, year=2020, sequence=at, number=f"湘继教册〔2020〕{at:06d}号"
        )
        for at, person in enumerate(people, 1)
    )
    return clerk


def _alone(clerk: User, books: list[Handbook]) -> None:
    for book in books:
        made = editions.ask(actor=clerk, handbook=book)
        editions.run_render(Job.objects.get(key=f"{editions.RENDER}:{made.public_id}"))


def _together(clerk: User, books: list[Handbook]) -> None:
    rows = Handbook.objects.filter(pk__in=[book.pk for book in books]).order_by("pk")
    made = taking.choose(actor=clerk, listed=HANDBOOKS, kind="bound", rows=rows)
    taking.run_make(Job.objects.get(key=f"{taking.JOB}:{made.public_id}"))


def _bytes_alone() -> int:
    drawn = Handbook.objects.exclude(editions__pdf_size=None).filter(editions__pdf_size__gt=0)
    return sum(drawn.order_by("-pk").values_list("editions__pdf_size", flat=True)[:TOGETHER])


def _took(work: Callable[[], None]) -> float:
    """Milliseconds of the processor a handbook."""
    started = process_time()
    work()
    return (process_time() - started) / TOGETHER * 1000


def _spread(name: str, took: list[float]) -> Figure:
    low, middle, high = quantiles(took, n=4)
    return Figure(name, middle, f"ms ({low:.0f} to {high:.0f})")

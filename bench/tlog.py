"""The public log with a million leaves: what a checkpoint costs on top of them, what a proof costs, and how
much its tiles take."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

from django.conf import settings

from bench.figure import Figure, seconds
from cejc.lib import merkle
from cejc.lib.db import copying
from registry.models import LogHead, LogLeaf
from registry.public_log import acts
from registry.public_log.queries import keeping, proofs
from registry.public_log.services import leaves, sequencing

LEAVES, NEW, PROOFS, PIECE = 1_000_000, 1_000, 500, 20_000
DAY = date(2020, 6, 1)


def figures() -> Iterator[Figure]:
    _fill()
    whole = seconds(sequencing.publish)
    yield Figure("tlog-tiles-of-1M", whole, "s")
    _wait(NEW)
    yield Figure("tlog-checkpoint-at-1M", seconds(sequencing.grow), f"s with {NEW} new leaves", "≤ 1")
    _wait(1)
    yield Figure("tlog-checkpoint-of-one-leaf", seconds(sequencing.grow), "s", "≤ 1")
    yield from _proofs()
    yield from _sizes()


def _row(number: int) -> tuple[object, ...]:
    said = acts.Said("slip.issued", DAY, {"number": f"2020-{number}", "sha256": f"{number:064x}"})
    return leaves.leaf(said, "slip", f"{number:032x}")


def _fill() -> None:
    """A million leaves that have their place, as they stand after years."""
    mold, frontier = copying.Mold(LogLeaf, *leaves.SAID, "place"), list[bytes]()
    for start in range(0, LEAVES, PIECE):
        rows = [_row(number) for number in range(start, start + PIECE)]
        for place, row in enumerate(rows, start):
            merkle.append(frontier, place, acts.entry("slip.issued", DAY, str(row[-1])))
        mold.add([(*row, place) for place, row in enumerate(rows, start)])
    LogHead.objects.create(pk=1, size=LEAVES, frontier=[one.hex() for one in frontier])


def _wait(count: int) -> None:
    first = LogLeaf.objects.count()
    leaves.put([_row(number) for number in range(first, first + count)])  # type: ignore[misc]


def _proofs() -> Iterator[Figure]:
    """Of leaves anywhere; tiles are read from their files, then again from the process's memory."""
    chance = Random(1)
    rows = list(LogLeaf.objects.filter(place__in=chance.sample(range(LEAVES), PROOFS)))
    took = []
    for row in rows:
        keeping._full.cache_clear()
        took.append(seconds(lambda row=row: proofs.proof_of(row)) * 1000)
    yield Figure("tlog-proof-from-files", median(took), "ms", "≤ 5")
    took = sorted(seconds(lambda row=row: proofs.proof_of(row)) * 1000 for row in rows)
    yield Figure("tlog-proof", median(took), "ms", "≤ 5")
    began = process_time()
    for row in rows:
        proofs.proof_of(row)
    yield Figure("tlog-proof-cpu", (process_time() - began) * 1000 / len(rows), "ms of this process")
    yield Figure("tlog-proof-95", took[len(took) * 95 // 100], "ms")


def _sizes() -> Iterator[Figure]:
    root = Path(settings.MEDIA_ROOT) / "open" / "log" / keeping.of_log().folder
    sizes = {
        part.name: sum(file.stat().st_size for file in part.rglob("*") if file.is_file())
        for part in root.iterdir()
    }
    yield Figure("tlog-hashes-of-1M", sum(sizes.values()) / 1e6 - sizes["entries"] / 1e6, "MB")
    yield Figure("tlog-entries-of-1M", sizes["entries"] / 1e6, "MB")

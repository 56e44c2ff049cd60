"""The log grows: what waits gets its place, tiles are written, a checkpoint is signed. By the worker.

Places are given in one transaction, by one worker at a time, and never again: so the log has no fork. Tiles
are made of rows that have their place, and a file that stands there is compared, never replaced: whoever
begins again after a crash writes the same. A checkpoint is signed last, when tiles and tree agree, and only
if the log of the checkpoint before is the beginning of this one.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice

import structlog
from django.db import transaction
from django.utils import timezone

from cejc.lib import merkle, signed_note, storage
from cejc.lib.db import copying
from cejc.lib.tlog import proofs, tiles
from cejc.lib.tlog.tiles import ENTRIES, Tile
from registry.machinery.services.job import periodic
from registry.public_log import acts, keys
from registry.public_log.models import LogCheckpoint, LogHead, LogLeaf
from registry.public_log.queries import keeping, leaves
from registry.public_log.queries.proofs import last
from registry.public_log.services import earlier, key_change

log = structlog.get_logger("cejc.public_log")
MOST = 5000  # leaves at once
EVERY_SECONDS = 5
WRITERS, PIECE = 8, 64


class Forked(RuntimeError):
    """What is to be signed does not go on from what was signed before. English, for operators."""


@periodic(seconds=EVERY_SECONDS)
def grow_public_log() -> None:
    """As the worker does time and again."""
    earlier.go_on()
    key_change.note()
    grow()


def grow() -> int:
    """All that waits goes in, and is signed; how many leaves."""
    total = 0
    while placed := place():
        total += placed
    publish()
    return total


def place(most: int = MOST) -> int:
    """Give what waits its place, at most `most` leaves; how many. Their tiles are written by `publish`."""
    if not LogLeaf.objects.filter(place=None).exists():
        return 0
    with transaction.atomic():
        head = _held()
        if head is None:  # another worker is at it
            return 0
        rows = list(LogLeaf.objects.filter(place=None).order_by("pk")[:most])
        _append(head, rows)
        return len(rows)


def _held() -> LogHead | None:
    """The end of the log, locked for this transaction; None when another has it."""
    head = LogHead.objects.select_for_update(skip_locked=True).filter(pk=1).first()
    if head is not None:
        return head
    head, new = LogHead.objects.get_or_create(pk=1)
    return head if new else None


def _append(head: LogHead, rows: list[LogLeaf]) -> None:
    frontier, moment = [bytes.fromhex(one) for one in head.frontier], timezone.now()
    for row in rows:
        row.place, row.placed_at = head.size, moment
        merkle.append(frontier, head.size, acts.entry(row.act, row.day, row.digest))
        head.size += 1
    head.frontier = [one.hex() for one in frontier]
    copying.update(rows, ["place", "placed_at"])
    head.save(update_fields=["size", "frontier"])


def publish() -> LogCheckpoint | None:
    """Write the tiles of what has its place, and sign; None where the last checkpoint says it all.

    Raises Forked, storage.Differs and leaves.Gap where rows, files and checkpoints contradict each other:
    nothing is signed then, and `manage.py verify_log` names what.
    """
    head, before = LogHead.objects.filter(pk=1).first(), last()
    size = before.size if before else 0
    if head is None or head.size <= size:
        return None
    kept = keeping.Tiles(head.folder)
    try:
        write(kept, size, head.size)
        point = _sign(head, before, kept)
    except FileNotFoundError:  # the tiles of before are away, as after a restored backup
        log.warning("tiles of the public log are written anew", size=head.size)
        write(kept, 0, head.size)
        point = _sign(head, before, kept)
    sweep(kept, size, head.size)
    return point


def write(kept: keeping.Tiles, before: int, size: int) -> None:
    """The tiles that a log of `size` leaves has and that of `before` had not. Some at a time are on their way
    to the disk: most of what each costs is waiting for it."""
    made = chain(tiles.grown(before, size, leaves.hashes, kept.read), _bundles(before, size))
    with ThreadPoolExecutor(WRITERS) as pool:
        while piece := list(islice(made, PIECE)):
            list(pool.map(lambda one: storage.publish(kept.name_of(one[0]), one[1]), piece))


def _bundles(before: int, size: int) -> Iterator[tuple[Tile, bytes]]:
    for tile in tiles.bundles(before, size):
        first = tile.number * tiles.WIDTH
        yield tile, tiles.bundle(leaves.entries(first, first + tile.width))


def _sign(head: LogHead, before: LogCheckpoint | None, kept: keeping.Tiles) -> LogCheckpoint:
    root = merkle.root([bytes.fromhex(one) for one in head.frontier])
    nodes = proofs.Nodes(head.size, kept.read)
    if nodes.root() != root:
        raise Forked(f"the tiles of {head.size} leaves are not those that were placed")
    if before and nodes.over(0, before.size).hex() != before.root:
        raise Forked(f"the first {before.size} leaves are not those that their checkpoint was signed for")
    note = keys.signed(signed_note.Checkpoint(keys.origin(), head.size, root))
    point = LogCheckpoint(size=head.size, root=root.hex(), note=note)
    LogCheckpoint.objects.bulk_create([point], ignore_conflicts=True)  # what stands at this size stays
    return point


def sweep(kept: keeping.Tiles, before: int, size: int) -> None:
    """Delete narrow tiles in whose place a full one stands since: readers find their beginning in that."""
    for level in (ENTRIES, *range(6)):
        shift = tiles.HEIGHT * max(level, 0)
        for number in range((before >> shift) // tiles.WIDTH, (size >> shift) // tiles.WIDTH):
            for width in _widths(number, shift):
                storage.delete(kept.name_of(Tile(level, number, width)))


def _widths(number: int, shift: int) -> Iterable[int]:
    """How wide the tile was at checkpoints while it filled."""
    first, end = (number * tiles.WIDTH) << shift, ((number + 1) * tiles.WIDTH) << shift
    sizes = LogCheckpoint.objects.filter(size__gt=first, size__lt=end).values_list("size", flat=True)
    return sorted({(one >> shift) % tiles.WIDTH for one in sizes} - {0})

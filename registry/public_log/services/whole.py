"""Walking the public log: do rows, tiles, checkpoints and co-signatures say the same, and is in it what was
published? A sentence for each fault, in English, for operators."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from django.db.models import QuerySet

from cejc.lib import merkle, signed_note, storage
from cejc.lib.pieces import pieces
from cejc.lib.signed_note import NoteBroken
from cejc.lib.tlog import cosigning, tiles
from cejc.lib.tlog.tiles import ENTRIES, Tile
from registry.machinery.models import AuditCheckpoint
from registry.public_log import acts, keys
from registry.public_log.models import LogCheckpoint, LogCoSignature, LogHead, LogLeaf
from registry.public_log.queries import keeping
from registry.public_log.services import anchoring, leaves

PIECE = 500


@dataclass
class Walk:
    """The tree so far, and the hashes of its leaves."""

    frontier: list[bytes] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.hashes)

    def add(self, entry: bytes) -> None:
        merkle.append(self.frontier, self.size, entry)
        self.hashes.append(merkle.leaf_hash(entry))

    def root(self) -> bytes:
        return merkle.root(self.frontier)


def faults(elsewhere: signed_note.Checkpoint | None = None) -> Iterator[str]:
    """`elsewhere`: a checkpoint of this log that somebody else has kept."""
    head, points = LogHead.objects.filter(pk=1).first() or LogHead(), _points()
    signed, files, walk = max(points, default=0), keeping.Tiles(head.folder), Walk()
    if elsewhere and elsewhere.size > head.size:
        yield f"the log was cut: the checkpoint counts {elsewhere.size} leaves, the log {head.size}"
    for number in range(-(-head.size // tiles.WIDTH)):
        held: list[bytes] = []
        for row in _rows(number, head.size):
            held.append(acts.entry(row.act, row.day, row.digest))
            yield from _leaf(row, walk.size)
            walk.add(held[-1])
            yield from _at(walk, points.get(walk.size), elsewhere)
        if tile := tiles.widest(ENTRIES, number, signed):
            yield from _file(files, tile, tiles.bundle(held[: tile.width]))
    yield from _end(walk, head, signed)
    yield from _tiles(files, walk.hashes[:signed])
    yield from chain(_cosigned(), _anchors(), _published())


def _points() -> dict[int, LogCheckpoint]:
    return {one.size: one for one in LogCheckpoint.objects.iterator()}


def _rows(number: int, size: int) -> QuerySet[LogLeaf]:
    first = number * tiles.WIDTH
    rows = LogLeaf.objects.filter(place__gte=first, place__lt=min(first + tiles.WIDTH, size))
    return rows.order_by("place")


def _end(walk: Walk, head: LogHead, signed: int) -> Iterator[str]:
    if [one.hex() for one in walk.frontier] != head.frontier:
        yield f"the tree ends otherwise than its head says, at {head.size}"
    if loose := LogLeaf.objects.filter(place__gte=head.size).count():
        yield f"{loose} leaves stand behind the end of the log"
    if signed > head.size:
        yield f"a checkpoint was signed at {signed}, the log ends at {head.size}"


def _at(walk: Walk, point: LogCheckpoint | None, elsewhere: signed_note.Checkpoint | None) -> Iterator[str]:
    if point:
        yield from _checkpoint(point, walk.root())
    if elsewhere and elsewhere.size == walk.size and elsewhere.root != walk.root():
        yield f"the first {walk.size} leaves are not those that the checkpoint was signed for"


def _leaf(row: LogLeaf, place: int) -> Iterator[str]:
    if row.place != place:
        yield f"leaf {place} is missing (found {row.place})"
    if acts.digest(row.act, row.day, row.facts, row.salt) != row.digest:
        yield f"leaf {row.place} ({row.key}) was altered: its digest is not that of what it says"


def _checkpoint(point: LogCheckpoint, root: bytes) -> Iterator[str]:
    if point.root != root.hex():
        yield f"the first {point.size} leaves are not those that their checkpoint was signed for"
    said = _said(point.note)
    if said is None:
        yield f"the checkpoint at {point.size} bears no valid signature of this portal"
    elif (said.origin, said.size, said.root.hex()) != (keys.origin(), point.size, point.root):
        yield f"the checkpoint at {point.size} was altered"


def _said(note: str) -> signed_note.Checkpoint | None:
    for public in keys.public_keys():
        try:
            return signed_note.checkpoint(signed_note.opened(note, public))
        except NoteBroken:
            continue
    return None


def _tiles(files: keeping.Tiles, hashes: list[bytes]) -> Iterator[str]:
    made: dict[Tile, bytes] = {}

    def kept(tile: Tile) -> bytes:
        return made[tile]

    for tile, raw in tiles.grown(0, len(hashes), lambda first, end: hashes[first:end], kept):
        yield from _file(files, tile, raw)


def _file(files: keeping.Tiles, tile: Tile, raw: bytes) -> Iterator[str]:
    try:
        with storage.open_(files.name_of(tile)) as file:
            if file.read() != raw:
                yield f"tile {tile.path} holds something else than the rows"
    except FileNotFoundError:
        yield f"tile {tile.path} is missing"


def _cosigned() -> Iterator[str]:
    for row in LogCoSignature.objects.select_related("checkpoint", "witness").iterator():
        note, key = row.checkpoint.note + row.line, cosigning.key_of(row.witness.key)
        if not list(cosigning.found_in(note, [key])):
            yield f"the co-signature of {row.witness.name} at {row.checkpoint_id} does not hold"


def _anchors() -> Iterator[str]:
    """The checkpoints of the audit log that were put into this one are those that it has."""
    roots = dict(AuditCheckpoint.objects.values_list("size", "root"))
    for row in LogLeaf.objects.filter(noun=anchoring.NOUN).order_by("pk").iterator():
        if roots.get(row.facts["size"]) != row.facts["root"]:
            yield f"the audit log is not what it was at {row.facts['size']}, when leaf {row.place} was made"


def _published() -> Iterator[str]:
    for published in acts.known.values():
        rows = list(published.earlier().order_by("pk").values_list("pk", flat=True))
        for piece in pieces(rows, PIECE):
            held = list(published.earlier().filter(pk__in=piece).order_by("pk"))
            yield from _as_it_was(leaves.rows_of(published, held))


def _as_it_was(rows: Sequence[leaves.Row]) -> Iterator[str]:
    kept = dict(LogLeaf.objects.filter(key__in=[one[0] for one in rows]).values_list("key", "facts"))
    for key, _act, _on, noun, subject, _salt, facts, _digest in rows:
        if key not in kept:
            yield f"{key} was published and is not in the log"
        elif kept[key] != facts:
            yield f"{noun} {subject} is not what it was when {key} went into the log"

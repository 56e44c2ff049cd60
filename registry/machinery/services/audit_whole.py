"""Walking the audit log: is each entry what it was, in its place, and is none missing or slipped in?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef

from cejc.lib import crypto, merkle, signed_note
from registry.machinery.models import (
    AuditCheckpoint,
    AuditEntry,
    AuditHead,
    AuditLink,
    AuditVerified,
    AuditWaiting,
)
from registry.machinery.services.audit import SAID, digest
from registry.machinery.services.audit_linking import follow

PIECE = 2000
# An entry is linked within a second of its commit; no transaction takes longer than this.
LATE = timedelta(minutes=15)


class Link(NamedTuple):
    """An `AuditLink` as it is walked over, a million times."""

    place: int
    entry: int
    hash: str


@dataclass
class Walk:
    """How far the log was walked: that many links, the hash of the last, and the tree of their entries."""

    size: int = 0
    hash: str = "0" * 64
    frontier: list[bytes] = field(default_factory=list)
    signed_at: datetime | None = None  # when the last checkpoint passed was signed

    def root(self) -> bytes:
        return merkle.root(self.frontier)


def faults(walk: Walk, elsewhere: signed_note.Checkpoint | None = None) -> Iterator[str]:
    """A sentence for each fault from where `walk` stands to the end, which it is brought to. `elsewhere`: a
    checkpoint of this log that was kept where nobody could change it."""
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    public = [signed_note.public_key(seed) for seed in crypto.signing_seeds("log")]
    if elsewhere is not None and elsewhere.size > head.size:
        yield f"the log was cut: the checkpoint counts {elsewhere.size} entries, the log {head.size}"
    while rows := _rows(walk.size, head.size):
        points = _points(walk.size, rows[-1][0].place)
        for link, entry in rows:
            yield from _step(walk, link, entry)
            if (point := points.get(walk.size)) is not None:
                yield from _at_checkpoint(walk, point, public)
            if elsewhere is not None and elsewhere.size == walk.size and elsewhere.root != walk.root():
                yield f"the first {walk.size} entries are not those that the checkpoint was signed for"
    if (head.size, head.hash) != (walk.size, walk.hash):
        yield f"the chain ends at {walk.size}, its head says {head.size}"
    yield from _loose()


def _rows(after: int, until: int) -> list[tuple[Link, dict[str, Any] | None]]:
    held = AuditLink.objects.filter(place__gt=after, place__lte=until).order_by("place")
    links = [Link(*one) for one in held.values_list("place", "entry", "hash")[:PIECE]]
    numbers = [one.entry for one in links]
    found = AuditEntry.objects.filter(number__in=numbers).values("number", "hash", *SAID)
    entries = {one.pop("number"): one for one in found.iterator()}
    return [(one, entries.get(one.entry)) for one in links]


def _points(after: int, until: int) -> dict[int, AuditCheckpoint]:
    return {one.size: one for one in AuditCheckpoint.objects.filter(size__gt=after, size__lte=until)}


def _step(walk: Walk, link: Link, entry: dict[str, Any] | None) -> Iterator[str]:
    """One link further; what is wrong with it is said once, and the walk goes on behind it."""
    if link.place != walk.size + 1:
        yield f"link {walk.size + 1} is missing (found {link.place})"
    hashed = entry.pop("hash") if entry else ""
    if entry is None:
        yield f"entry {link.entry} is missing"
    elif digest(entry) != hashed:
        yield f"entry {link.entry} was altered"
    elif link.place == walk.size + 1 and follow(walk.hash, hashed) != link.hash:
        yield f"entry {link.entry} is not the one that was linked, or does not follow the one before it"
    if entry and walk.signed_at and not settings.CEJC_DEMO and entry["at"] < walk.signed_at - LATE:
        yield (
            f"entry {link.entry} says that it was written at {entry['at']:%Y-%m-%d %H:%M},"
            f" and came in after the checkpoint of {walk.signed_at:%Y-%m-%d %H:%M}"
        )
    merkle.append(walk.frontier, link.place - 1, bytes.fromhex(hashed or "0" * 64))
    walk.size, walk.hash = link.place, link.hash


def _at_checkpoint(walk: Walk, point: AuditCheckpoint, public: list[bytes]) -> Iterator[str]:
    walk.signed_at = point.at
    said = _said(point.note, public)
    if said is None:
        yield f"the checkpoint at {point.size} bears no valid signature of this portal"
    elif (said.size, said.root.hex(), said.at) != (point.size, point.root, point.at):
        yield f"the checkpoint at {point.size} was altered"
    elif said.root != walk.root():
        yield f"the first {point.size} entries are not those that their checkpoint was signed for"


def _said(note: str, public: list[bytes]) -> signed_note.Checkpoint | None:
    for key in public:
        try:
            return signed_note.checkpoint(signed_note.opened(note, key))
        except signed_note.NoteBroken:
            continue
    return None


def _loose() -> Iterator[str]:
    """Entries that neither are linked nor wait for it, and what waits without an entry."""
    linked = AuditLink.objects.filter(entry=OuterRef("number"))
    waits = AuditWaiting.objects.filter(entry=OuterRef("number"))
    slipped = AuditEntry.objects.filter(~Exists(linked), ~Exists(waits)).order_by("number")
    for number in slipped.values_list("number", flat=True)[:PIECE]:
        yield f"entry {number} is neither linked nor waiting: it was slipped in"
    gone = AuditWaiting.objects.filter(~Exists(AuditEntry.objects.filter(number=OuterRef("entry"))))
    for number in gone.order_by("entry").values_list("entry", flat=True)[:PIECE]:
        yield f"entry {number} waits to be linked and is gone"


# Going on from where the log was found whole -------------------------------------------------------------


def resumed() -> Walk:
    """From where the log was last found whole; from the start where nothing says so under our own code."""
    row = AuditVerified.objects.filter(pk=1).first()
    if row is None or row.code != _code(row):
        return Walk()
    point = AuditCheckpoint.objects.filter(size__lte=row.size).order_by("-size").first()
    frontier = [bytes.fromhex(one) for one in row.frontier]
    return Walk(row.size, row.hash, frontier, point.at if point else None)


def keep(walk: Walk, at: datetime) -> None:
    """The log was walked so far, and found whole."""
    row = AuditVerified(pk=1, size=walk.size, hash=walk.hash, at=at)
    row.frontier = [one.hex() for one in walk.frontier]
    row.code = _code(row)
    row.save()


def _code(row: AuditVerified) -> str:
    return crypto.check_code("audit verified", f"{row.size}:{row.hash}:{':'.join(row.frontier)}", length=26)

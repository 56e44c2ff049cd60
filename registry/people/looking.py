"""Whose record a request has fetched: noted where it is fetched (`fetching` in the access files), written
once, at the end of the answer, by `registry.desk.middleware.LooksMiddleware`.

Every view of one person's record goes through here by fetching it, so that none can forget it. Lists of many
people with masked numbers note nobody; what leaves as a file notes everybody in it. The first thing noted of
a person in a request is the matter that it is about (a case), the last one what was shown (a file of it).
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Model

from cejc.lib.pieces import PIECE
from registry.enums import LookWay

Row = TypeVar("Row", bound=Model)


@dataclass
class Seen:
    """What one request has seen of one person: the matter, what was shown, how, and why it was asked for."""

    person: int
    matter: Model
    shown: Model
    way: LookWay = LookWay.SHOWN
    reason: str = ""


@dataclass
class Watch:
    """What one request has seen, by the key of the person, and how it is written."""

    write: Callable[[Collection[Seen]], None]
    viewer: Any = None
    seen: dict[int, Seen] = field(default_factory=dict)

    def flush(self) -> None:
        """Write what was seen; what is noted after that is noted anew."""
        if self.seen:
            self.write(self.seen.values())
            self.seen = {}


_watch: ContextVar[Watch | None] = ContextVar("cejc_watch", default=None)


@contextmanager
def watching(write: Callable[[Collection[Seen]], None], viewer: Any = None) -> Iterator[Watch]:
    """What is fetched in this block by `viewer` is noted; `write` puts it down, where the block's owner says
    `flush`."""
    watch = Watch(write, viewer)
    token = _watch.set(watch)
    try:
        yield watch
    finally:
        _watch.reset(token)


def viewer() -> Any:
    """The login for whom is read now; None where no request and no job of somebody's is at work."""
    watch = _watch.get()
    return watch.viewer if watch else None


def person_of(row: Any) -> int | None:
    """The key of whose record `row` is; None where it is nobody's (`looked_at_id` of a model says otherwise
    than `professional_id`)."""
    for name in ("looked_at_id", "professional_id"):
        if hasattr(row, name):
            found: int | None = getattr(row, name)
            return found
    return row.pk if row._meta.model_name == "professional" else None


def note(row: Row, person: int | None = None, way: LookWay = LookWay.SHOWN, reason: str = "") -> Row:
    """Note that `row` was fetched to be shown; `person`: whose it is, where the row names several people."""
    watch, key = _watch.get(), person or person_of(row)
    if watch is None or key is None:
        return row
    found = watch.seen.setdefault(key, Seen(key, getattr(row, "looked_at_within", row), row))
    found.shown = row
    if way != LookWay.SHOWN:
        found.way, found.reason = way, reason
    return row


def taken(rows: Iterable[Row]) -> Iterator[Row]:
    """`rows` of a list on their way into a file: each is noted as taken home, written a piece at a time."""
    watch = _watch.get()
    for row in rows:
        if isinstance(row, Model):
            note(row, way=LookWay.TAKEN)
        if watch and len(watch.seen) >= PIECE:
            watch.flush()
        yield row

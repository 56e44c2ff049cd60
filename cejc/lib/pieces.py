"""Long lists in pieces: as many rows as one statement names, writes or locks at a time."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
# SQLite takes 999 values a statement in its oldest form, and a piece is
# over before anybody waits long for its locks.
PIECE = 500


def pieces(rows: Sequence[T], size: int = PIECE) -> Iterator[Sequence[T]]:
    """The list in its order, `size` at a time; nothing for an empty one."""
    return (rows[start : start + size] for start in range(0, len(rows), size))

"""Pieces of work that do not touch each other, a few beside one another: while the database writes one,
the next is put together."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import closing
from contextvars import copy_context
from typing import Generic, TypeVar

from django.db import connection

T = TypeVar("T")
TOLD_EVERY = 0.5  # seconds


def each(pieces: Iterator[T], work: Callable[[T], None], *, lanes: int, told: Callable[[], None]) -> None:
    """Do `work` for each of `pieces`, in up to `lanes` threads; `told` is called in this one now and then.

    Every lane has a connection of its own, so a piece is a transaction of its own. One lane where the
    database has one writer (SQLite), and inside somebody's transaction, which no other connection could
    see. What a piece raises is raised here once the other lanes have ended theirs; no further one is begun.
    """
    if lanes == 1 or connection.vendor != "postgresql" or connection.in_atomic_block:
        for piece in pieces:
            work(piece)
            told()
        return
    line = _Line(pieces)
    with ThreadPoolExecutor(lanes) as pool:
        try:
            running = {pool.submit(copy_context().run, line.lane, work) for _lane in range(lanes)}
            while running:
                ended, running = wait(running, timeout=TOLD_EVERY, return_when=FIRST_COMPLETED)
                for one in ended:
                    one.result()
                told()
        finally:
            line.closed = True


class _Line(Generic[T]):
    """Pieces that several threads take from, each once."""

    def __init__(self, pieces: Iterator[T]) -> None:
        self._pieces, self._lock, self.closed = pieces, threading.Lock(), False

    def lane(self, work: Callable[[T], None]) -> None:
        with closing(connection):
            while (piece := self._next()) is not None:
                work(piece)

    def _next(self) -> T | None:
        with self._lock:
            return None if self.closed else next(self._pieces, None)

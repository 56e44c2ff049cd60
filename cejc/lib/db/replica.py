"""Lists are read from a replica (CEJC_REPLICA_URL), if it has played all that their reader has seen.

A page is let read there by `may_answer`, whole and never in part, so that its rows agree with each other.
What decides (login, seats, what a service does, whether a kept page is still true) is never asked there.
The replica's place is compared with what the primary had written when; both are asked about once a second.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar, cast

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

log = structlog.get_logger("cejc.replica")
View = TypeVar("View", bound=Callable[..., HttpResponseBase])
NAME = "replica"
ASKED_EVERY, AWAY_SECONDS = 1.0, 10.0
SAID = 3.0  # a page that is later says of when it is
# Places in the log of writes are bytes since its beginning. A server that does not follow has no place.
WRITTEN = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"
PLAYED = "SELECT pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint WHERE pg_is_in_recovery()"

_reads_there: ContextVar[bool] = ContextVar("cejc_replica", default=False)


class Router:
    """The replica for reads of a page that may, outside of a transaction; else the primary."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        there = _reads_there.get() and not connections["default"].in_atomic_block
        return NAME if there else "default"

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return "default"

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "default"


class Follower:
    """What this process knows of the replica: how far it is, and how late that makes it."""

    def __init__(self) -> None:
        self.played, self.asked, self.away_until = 0, float("-inf"), float("-inf")
        # When the primary had written how much, from the last that the replica has played on; put in place
        # whole, for other threads read it.
        self.written: tuple[tuple[float, int], ...] = ()

    def serves(self, seen: int = 0) -> bool:
        """Whether it answers, not too late, and with all that stood before the place `seen`."""
        now = time.monotonic()
        if now < self.away_until:
            return False
        try:
            if now - self.asked >= ASKED_EVERY:
                self._ask(now)
            if seen > self.played:
                self._look()
        except DatabaseError as fault:
            self.note_away(str(fault))
            return False
        return seen <= self.played and self.late() <= settings.CEJC_REPLICA_SECONDS

    def late(self) -> float:
        """Seconds since the primary had no more than the replica has; no end where that is not known."""
        moment = next((moment for moment, place in reversed(self.written) if place <= self.played), None)
        return float("inf") if moment is None else time.monotonic() - moment

    def note_away(self, reason: str) -> None:
        """Until one request has found it again, no other waits for it."""
        self.away_until, self.written = time.monotonic() + AWAY_SECONDS, ()
        log.warning("the replica does not answer: lists are read from the primary", reason=reason)

    def _ask(self, now: float) -> None:
        self.asked = now
        known = (*self.written, (now, written()))
        self._look()
        past = sum(place <= self.played for _moment, place in known)
        self.written = known[max(0, past - 1) :]

    def _look(self) -> None:
        found = _one(NAME, PLAYED)
        if found is None:
            raise OperationalError("it follows no primary")
        self.played = found


follower = Follower()


def is_there() -> bool:
    return NAME in settings.DATABASES


def written() -> int:
    """How far the primary is: whoever has played as much knows all that was written until now."""
    return int(_one("default", WRITTEN) or 0)


def may_answer(view: View) -> View:
    """The view only shows: it may be drawn from the replica; by the primary if that fails on the way."""

    @wraps(view)
    def drawn(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_there() or request.method != "GET" or not follower.serves(seen_by(request)):
            return view(request, *args, **kwargs)
        _note(request, there=True)
        try:
            with reading_there():
                return view(request, *args, **kwargs)
        except (OperationalError, InterfaceError) as fault:
            follower.note_away(str(fault))
        _note(request, there=False)
        return view(request, *args, **kwargs)

    return cast(View, drawn)


@contextmanager
def reading_there() -> Iterator[None]:
    token = _reads_there.set(True)
    try:
        yield
    finally:
        _reads_there.reset(token)


def _note(request: Any, *, there: bool) -> None:
    """Where the page is read; and of when it is, where that is worth a sentence (templates/base.html)."""
    late = follower.late() if there else 0.0
    request.read_there = there
    request.read_as_of = timezone.now() - timedelta(seconds=late) if late > SAID else None


def seen_by(request: HttpRequest) -> int:
    """The place that the reader has seen last (cejc/middleware_replica.py)."""
    return int(getattr(request, "seen_place", 0))


def _one(alias: str, sql: str) -> int | None:
    with connections[alias].cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    return row and row[0]

"""How long a statement waits for a lock: a reader of a page some seconds, a worker half a minute.

The kind of work is set once (`waiting`), and holds for every connection
that is opened meanwhile in this thread.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.backends.signals import connection_created

# Seconds; None: as the settings say (the worker and commands).
_seconds: ContextVar[float | None] = ContextVar("cejc_patience", default=None)
STATEMENT = 6  # a statement on PostgreSQL may take so many times as long as it may wait for a lock


@contextmanager
def waiting(seconds: float) -> Iterator[None]:
    """Statements within wait at most so long for a lock; on PostgreSQL they also end by themselves."""
    token = _seconds.set(seconds)
    try:
        for connection in connections.all(initialized_only=True):
            if connection.connection is not None:
                _apply(connection)
        yield
    finally:
        _seconds.reset(token)


def _apply(connection: Any) -> None:
    """On the driver's own cursor: no statement that anybody counts. A
    broken connection is left to be opened anew."""
    seconds, made = _seconds.get(), connection.connection
    if seconds is None or getattr(connection, "cejc_patience", None) == (id(made), seconds):
        return
    try:
        with closing(made.cursor()) as cursor:
            cursor.execute(_statement(connection.vendor, seconds))
    except connection.Database.Error:
        return
    connection.cejc_patience = (id(made), seconds)


def _statement(vendor: str, seconds: float) -> str:
    thousandths = int(seconds * 1000)
    if vendor == "sqlite":
        return f"PRAGMA busy_timeout = {thousandths}"
    return f"SET lock_timeout = {thousandths}; SET statement_timeout = {thousandths * STATEMENT}"


def _opened(sender: Any, connection: Any, **_known: Any) -> None:
    """First how long to wait, then what already waits: some pragmas read the file."""
    connection.cejc_patience = None
    _apply(connection)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for pragma in settings.CEJC_SQLITE_PRAGMAS.split(";"):
                cursor.execute(pragma)


connection_created.connect(_opened, dispatch_uid="cejc.patience")

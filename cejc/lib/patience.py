"""How long a statement waits for a lock: a reader of a page some seconds, a worker half a minute.

The kind of work is set once (`waiting`), and holds for every connection
that is opened meanwhile in this thread. On PostgreSQL it is said to the session; where a pooler gives the
next transaction another session (CEJC_POOLER), each transaction says it for itself alone.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.backends.signals import connection_created

# Seconds for a lock and for a statement (0: no end); None: as the settings say (the worker and commands).
Limits = tuple[float, float]
_limits: ContextVar[Limits | None] = ContextVar("cejc_patience", default=None)
IN_NO_TRANSACTION = 0  # as libpq says of a connection
STATEMENT = 6  # a statement on PostgreSQL may take so many times as long as it may wait for a lock


@contextmanager
def waiting(seconds: float, *, as_long_as_it_takes: bool = False) -> Iterator[None]:
    """Statements within wait at most so long for a lock; on PostgreSQL they also end by themselves, unless
    they may take `as_long_as_it_takes`."""
    token = _limits.set((seconds, 0 if as_long_as_it_takes else seconds * STATEMENT))
    try:
        for connection in connections.all(initialized_only=True):
            if connection.connection is not None:
                _apply(connection)
        yield
    finally:
        _limits.reset(token)


def _apply(connection: Any) -> None:
    """On the driver's own cursor: no statement that anybody counts. A
    broken connection is left to be opened anew."""
    limits, made = _limits.get(), connection.connection
    if _is_pooled(connection):
        if _with_its_patience not in connection.execute_wrappers:
            connection.execute_wrappers.append(_with_its_patience)
        return
    if limits is None or getattr(connection, "cejc_patience", None) == (id(made), limits):
        return
    try:
        with closing(made.cursor()) as cursor:
            cursor.execute(_statement(connection.vendor, limits))
    except connection.Database.Error:
        return
    connection.cejc_patience = (id(made), limits)


def _statement(vendor: str, limits: Limits, scope: str = "SESSION") -> str:
    for_lock, in_all = (int(seconds * 1000) for seconds in limits)
    if vendor == "sqlite":
        return f"PRAGMA busy_timeout = {for_lock}"
    return f"SET {scope} lock_timeout = {for_lock}; SET {scope} statement_timeout = {in_all}"


def _is_pooled(connection: Any) -> bool:
    return settings.CEJC_POOLER and connection.vendor == "postgresql"


def _with_its_patience(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    """The first statement of a transaction, or one that is a transaction by itself, carries the limits in
    the same message: PostgreSQL takes a message of several statements for one transaction."""
    limits, made = _limits.get(), context["connection"].connection
    if limits is not None and made.info.transaction_status == IN_NO_TRANSACTION:
        sql = f"{_statement('postgresql', limits, 'LOCAL')}; {sql}"
    return execute(sql, params, many, context)


def _opened(sender: Any, connection: Any, **_known: Any) -> None:
    """First how long to wait, then what already waits: some pragmas read the file."""
    connection.cejc_patience = None
    _apply(connection)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for pragma in settings.CEJC_SQLITE_PRAGMAS.split(";"):
                cursor.execute(pragma)


connection_created.connect(_opened, dispatch_uid="cejc.patience")

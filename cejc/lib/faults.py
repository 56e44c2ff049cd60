"""What an exception says about the machine: is a lock held too long, the disk full, the database away?

Anything else is a fault of the code, and None here.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from smtplib import SMTPConnectError, SMTPServerDisconnected

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError

from cejc.lib import storage

log = structlog.get_logger("cejc.faults")


class Trouble(StrEnum):
    BUSY = "busy"  # somebody holds a lock for longer than a reader waits
    FULL = "full"  # no room left
    READ_ONLY = "read-only"  # nothing can be written
    AWAY = "away"  # the database does not answer
    FILES = "files"  # the place of the files does not answer


# What the system says to a write, the first byte of SQLite's codes, PostgreSQL's five letters.
ERRNO = {
    errno.ENOSPC: Trouble.FULL,
    errno.EDQUOT: Trouble.FULL,
    errno.EFBIG: Trouble.FULL,
    errno.EROFS: Trouble.READ_ONLY,
    errno.EACCES: Trouble.READ_ONLY,
    errno.EPERM: Trouble.READ_ONLY,
}
SQLITE = {
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
    sqlite3.SQLITE_LOCKED: Trouble.BUSY,
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_IOERR: Trouble.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Trouble.READ_ONLY,
}
POSTGRES = {
    "53100": Trouble.FULL,
    "25006": Trouble.READ_ONLY,
    "55P03": Trouble.BUSY,
    "57014": Trouble.BUSY,
    "40001": Trouble.BUSY,
    "40P01": Trouble.BUSY,
}
# Of two transactions that stood in each other's way one was undone as a whole, and may be done again at once.
UNDONE = {"40001", "40P01"}
# Another machine, the mail server above all, does not answer.
GONE = (ConnectionError, TimeoutError, SMTPConnectError, SMTPServerDisconnected)


def trouble_of(fault: BaseException | None) -> Trouble | None:
    """What stands behind `fault`, looking through what it was raised from."""
    for one in _chain(fault):
        if found := _one(one):
            return found
    return None


def undone_for_another(fault: BaseException) -> bool:
    """PostgreSQL undid the transaction so that another could go on: a
    deadlock, or nothing that fits in a row."""
    return any(_code(one) in UNDONE for one in _chain(fault))


def _one(fault: BaseException) -> Trouble | None:
    if isinstance(fault, storage.Unavailable):
        return Trouble.FILES
    if isinstance(fault, sqlite3.Error):
        return _of_sqlite(fault)
    if code := _code(fault):
        return _of_postgres(code)
    if isinstance(fault, GONE):
        return Trouble.AWAY
    if isinstance(fault, OSError):
        return ERRNO.get(fault.errno or 0)
    # A connection that was never made, or broke, has no code.
    broken = isinstance(fault, OperationalError | InterfaceError)
    plain = not isinstance(fault.__cause__, sqlite3.Error) and not _code(fault.__cause__)
    return Trouble.AWAY if broken and plain else None


def _code(fault: BaseException | None) -> str:
    """PostgreSQL's five letters, as either driver gives them."""
    return str(getattr(fault, "pgcode", None) or getattr(fault, "sqlstate", None) or "")


@contextmanager
def reading_goes_on() -> Iterator[None]:
    """What a page notes by the way (that it was read) is left undone
    where nothing can be written just now."""
    try:
        yield
    except (DatabaseError, OSError) as fault:
        found = trouble_of(fault)
        if found is None:
            raise
        log.warning("left undone, for nothing can be written", trouble=str(found))


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield fault
        fault = fault.__cause__ or fault.__context__


def _of_sqlite(fault: sqlite3.Error) -> Trouble | None:
    """Also an error that knows no code: an interrupted statement, a
    transaction that SQLite itself has ended."""
    code = getattr(fault, "sqlite_errorcode", None)
    return SQLITE.get(code & 0xFF) if code is not None else None


def _of_postgres(code: str) -> Trouble | None:
    if code in POSTGRES:
        return POSTGRES[code]
    # 08: connection, 53: resources, 57P: shut down or starting.
    return Trouble.AWAY if code.startswith(("08", "53", "57P")) else None

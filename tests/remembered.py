"""What many tests begin with is brought about once by the services, and
afterwards laid into the database as it was.

A case that was walked to its slip is a thousand statements; its rows are a few hundred. `@remembered` keeps,
per process, the rows that a function added and changed, and what it returned. It plays them back only where
nothing else was written since the test began: after any other write the function itself runs.
"""

import copy
import functools
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from cejc import clock

Rows = dict[str, dict[Any, tuple]]  # table -> key -> row
WRITES = ("INSERT", "UPDATE", "DELETE", "ROLLBA")  # as far as six letters tell
NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}[.a-z0-9]*")  # of a kept file
# Their guards ask in what state the row is that they belong to: a row that comes later forbids nothing.
FIRST = ("registry_filedslot", "registry_sessionslot", "registry_signin", "registry_attendee")
# The last four by the database itself, when entries of the log and cases are laid.
FILLED = (
    "django_content_type",
    "auth_permission",
    "registry_siteinuse",
    "registry_auditwaiting",
    "certification_casecount",
    "certification_slipcount",
    "registry_activitycount",
)


class _Story:
    """What was written in the running test: the remembered calls so far, or None when something else was."""

    def __init__(self) -> None:
        self.calls: tuple | None = None
        self.rows: Rows = {}
        self.telling = False

    def begin(self) -> None:
        self.calls, self.rows = (), {}

    def __call__(self, execute, sql, params, many, context):
        if not self.telling and self.calls is not None and sql.lstrip()[:6].upper() in WRITES:
            self.calls = None
        return execute(sql, params, many, context)


story = _Story()
_kept: dict[tuple, tuple[Rows, Any, dict[Path, bytes]]] = {}


def remembered(function: Callable) -> Callable:
    """The first call of a process runs; the same call in another test
    finds its rows, files and result again."""

    @functools.wraps(function)
    def wrapper(*args: Any, **values: Any) -> Any:
        if story.telling or story.calls is None or not connection.in_atomic_block:
            return function(*args, **values)
        call = (function.__module__, function.__qualname__, _moment(), _plain(args), _plain(values))
        try:
            calls = (*story.calls, call)
            hash(calls)
        except TypeError:  # an argument that is no part of a key
            return function(*args, **values)
        found = _told(calls) if calls in _kept else _first(calls, function, args, values)
        story.calls = calls
        return found

    return wrapper


def _moment() -> Any:
    """The moment at which a test's clock stands still; of a clock that goes on, the day."""
    return clock.now() if time.time_ns() == time.time_ns() else clock.today()


def _plain(thing: Any) -> Any:
    """An argument as a part of a key: rows by their keys, functions by themselves."""
    if isinstance(thing, models.Model):
        return (thing._meta.label, thing.pk)
    if isinstance(thing, SimpleNamespace):
        return _plain(vars(thing))
    if isinstance(thing, dict):
        return tuple((name, _plain(one)) for name, one in thing.items())
    if isinstance(thing, list | tuple | range):
        return tuple(map(_plain, thing))
    return thing


def _first(calls: tuple, function: Callable, args: tuple, values: dict[str, Any]) -> Any:
    before = story.rows
    story.telling = True
    try:
        result = function(*args, **values)
    finally:
        story.telling = False
    story.rows = _rows()
    with suppress(TypeError):  # what cannot be copied is brought about each time
        _kept[calls] = (story.rows, copy.deepcopy(result), _files(before, story.rows))
    return result


def _told(calls: tuple) -> Any:
    rows, result, files = _kept[calls]
    story.telling = True
    try:
        with connection.cursor() as cursor:
            for table in {**dict.fromkeys(FIRST), **story.rows, **rows}:
                _lay(cursor, table, story.rows.get(table, {}), rows.get(table, {}))
    finally:
        story.telling = False
    for path, content in files.items():
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    story.rows = rows
    return copy.deepcopy(result)


def _lay(cursor: Any, table: str, there: dict[Any, tuple], wanted: dict[Any, tuple]) -> None:
    for key in there.keys() - wanted.keys():
        cursor.execute(f'DELETE FROM "{table}" WHERE "{_columns()[table][0]}" = %s', [key])
    names = _columns()[table]
    for key in [key for key in wanted if key in there and there[key] != wanted[key]]:
        changes = ", ".join(f'"{name}" = %s' for name in names[1:])
        cursor.execute(f'UPDATE "{table}" SET {changes} WHERE "{names[0]}" = %s', [*wanted[key][1:], key])
    new = [row for key, row in wanted.items() if key not in there]
    if new:
        marks = ", ".join(["%s"] * len(names))
        cursor.executemany(f'INSERT INTO "{table}" ({_quoted(names)}) VALUES ({marks})', new)


@functools.cache
def _columns() -> dict[str, list[str]]:
    """The columns of every table that migrations leave empty, the key first."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in FILLED:
            key = model._meta.pk.column
            others = [one.column for one in model._meta.local_concrete_fields if one.column != key]
            found[model._meta.db_table] = [key, *others]
    return found


def _rows() -> Rows:
    """Everything that is in the database beside what its migrations put there."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table, names in _columns().items():
            cursor.execute(f'SELECT {_quoted(names)} FROM "{table}"')
            if rows := {row[0]: tuple(map(_kept_value, row)) for row in cursor.fetchall()}:
                found[table] = rows
    return found


def _quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _kept_value(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _files(before: Rows, after: Rows) -> dict[Path, bytes]:
    """The kept files that new or changed rows name."""
    changed = (
        row
        for table, rows in after.items()
        for row in set(rows.values()) - set(before.get(table, {}).values())
    )
    names = {value for row in changed for value in row if isinstance(value, str) and NAME.fullmatch(value)}
    paths = [Path(settings.MEDIA_ROOT) / name for name in names]
    return {path: path.read_bytes() for path in paths if path.exists()}

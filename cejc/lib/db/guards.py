"""Triggers by which the database itself refuses to rewrite what was recorded.

They are made anew at the end of every `migrate` (`keep`), so that no migration has to think of them; a
system check of each app (`check --database default`) says when one is missing.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from django.apps import AppConfig
from django.core.checks import Error, Tags, register
from django.db import connection, connections
from django.db.models import Model
from django.db.models.signals import post_migrate, pre_migrate

from cejc.lib.db import counting
from cejc.lib.db.counting import Count
from cejc.lib.db.models import column_of


class Guard(NamedTuple):
    """Refuse `event` on rows of `table` when `condition` (None: always) holds of OLD and NEW."""

    name: str
    table: str
    event: str  # INSERT, UPDATE, DELETE
    condition: str | None
    sentence: str


class Follow(NamedTuple):
    """Each new row of `table` is noted in `into`, in the same statement: its `key` as the `column` there."""

    name: str
    table: str
    key: str
    into: str
    column: str


def changed(*columns: str) -> str:
    """The condition that any of `columns` is to change."""
    return "(" + " OR ".join(f"NEW.{name} {{differs}} OLD.{name}" for name in columns) + ")"


def columns(model: type[Model], *names: str) -> list[str]:
    """The columns of fields, whose names they bear but for keys."""
    return [column_of(model, name).column for name in names]


def fixed(name: str, table: str, sentence: str, when: str | None = None) -> Guard:
    """No row of `table` is changed: never, or not when the condition holds."""
    return Guard(name, table, "UPDATE", when, sentence)


def kept(name: str, table: str, sentence: str, when: str | None = None) -> Guard:
    """No row of `table` is deleted: never, or not when the condition holds."""
    return Guard(name, table, "DELETE", when, sentence)


_awaited: ContextVar[bool] = ContextVar("guards_awaited", default=False)

Guards = Sequence[Guard | Follow | Count]
Tables = Sequence[str]


def statements(vendor: str, guards: Guards, tables: Tables) -> Iterator[str]:
    """The SQL that makes every guard anew on this kind of database; on PostgreSQL without a moment in
    which it does not stand, for the portal may be at work."""
    for guard in guards:
        if isinstance(guard, Count):
            yield from counting.statements(vendor, guard)
        elif isinstance(guard, Follow):
            yield from _follow_sqlite(guard) if vendor == "sqlite" else _follow_postgresql(guard)
        else:
            yield from _sqlite(guard) if vendor == "sqlite" else _postgresql(guard)
    if vendor == "postgresql":
        for table in tables:
            yield from _no_truncate(table)


def removals(vendor: str, guards: Guards, tables: Tables) -> Iterator[str]:
    for guard in guards:
        on = "" if vendor == "sqlite" else f" ON {guard.table}"
        yield from (f"DROP TRIGGER IF EXISTS {name}{on}" for name in _names(guard))
    if vendor == "postgresql":
        yield from (f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}" for table in tables)


def _sqlite(guard: Guard) -> Iterator[str]:
    when = f" WHEN {guard.condition}".replace("{differs}", "IS NOT") if guard.condition else ""
    yield f"DROP TRIGGER IF EXISTS {guard.name}"
    yield (
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} FOR EACH ROW{when} "
        f"BEGIN SELECT RAISE(ABORT, '{guard.sentence}'); END"
    )


def _postgresql(guard: Guard) -> Iterator[str]:
    # A WHEN of PostgreSQL holds no subquery: the condition stands in the function.
    test = (guard.condition or "TRUE").replace("{differs}", "IS DISTINCT FROM")
    kept = "OLD" if guard.event == "DELETE" else "NEW"
    yield (
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {test} THEN RAISE EXCEPTION '{guard.sentence}' USING ERRCODE = "
        f"'integrity_constraint_violation'; "
        f"END IF; RETURN {kept}; END $$"
    )
    yield (
        f"CREATE OR REPLACE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {guard.name}()"
    )


def _follow_sqlite(guard: Follow) -> Iterator[str]:
    yield f"DROP TRIGGER IF EXISTS {guard.name}"
    noted = f"INSERT INTO {guard.into} ({guard.column}) VALUES (NEW.{guard.key})"  # noqa: S608
    yield f"CREATE TRIGGER {guard.name} AFTER INSERT ON {guard.table} FOR EACH ROW BEGIN {noted}; END"


def _follow_postgresql(guard: Follow) -> Iterator[str]:
    noted = f"INSERT INTO {guard.into} ({guard.column}) SELECT {guard.key} FROM fresh"  # noqa: S608
    yield (
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN {noted}; RETURN NULL; END $$"
    )
    yield (
        f"CREATE OR REPLACE TRIGGER {guard.name} AFTER INSERT ON {guard.table} "
        f"REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION {guard.name}()"
    )


def _no_truncate(table: str) -> Iterator[str]:
    name = f"{table}_no_truncate"
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{table} is never emptied' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    yield (
        f"CREATE OR REPLACE TRIGGER {name} BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )


def _names(guard: Guard | Follow | Count) -> list[str]:
    return list(guard.triggers) if isinstance(guard, Count) else [guard.name]


def install(connection: Any, guards: Guards, tables: Tables) -> None:
    """Make `guards`, and keep `tables` from being emptied; the room above gives its own."""
    _run(connection, statements(connection.vendor, guards, tables))


def remove(connection: Any, guards: Guards, tables: Tables) -> None:
    """Take them away again."""
    _run(connection, removals(connection.vendor, guards, tables))


def keep(config: AppConfig, guards: Guards, tables: Tables) -> None:
    """From now on every `migrate` ends with `guards` and `tables` as the code of `config` has them, and a
    check asks whether they stand.

    On SQLite they stand aside meanwhile: it builds a table anew for most changes, drops the table's triggers
    with the old one, and refuses while a trigger elsewhere names it.
    """

    def aside(*, using: str, plan: Any, **_rest: Any) -> None:
        connection = connections[using]
        if connection.vendor == "sqlite" and plan:
            remove(connection, guards, tables)

    def again(*, using: str, **rest: Any) -> None:
        if "plan" not in rest:  # a flush: the tables stand as they were
            return
        connection = connections[using]
        present = set(connection.introspection.table_names())
        install(
            connection,
            [guard for guard in guards if guard.table in present],
            [table for table in tables if table in present],
        )

    def stand(*, databases: Any = None, **_rest: Any) -> list[Error]:
        return errors(config.label, guards, tables) if databases else []

    register(Tags.database)(stand)
    pre_migrate.connect(aside, sender=config, weak=False, dispatch_uid=f"{config.label}.guards")
    post_migrate.connect(again, sender=config, weak=False, dispatch_uid=f"{config.label}.guards")


@contextmanager
def awaited() -> Iterator[None]:
    """For `migrate`, which makes them: that they are missing is no reason to refuse it."""
    before = _awaited.set(True)
    try:
        yield
    finally:
        _awaited.reset(before)


def _run(connection: Any, lines: Iterator[str]) -> None:
    with connection.cursor() as cursor:
        for line in lines:
            cursor.execute(line)


def missing(connection: Any, guards: Guards, tables: Tables) -> list[str]:
    """The names of the guards that the database lacks."""
    listed = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    wanted = [name for guard in guards for name in _names(guard)]
    if connection.vendor == "postgresql":
        wanted += [f"{table}_no_truncate" for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(listed)
        present = {name for (name,) in cursor.fetchall()}
    return [name for name in wanted if name not in present]


def errors(room: str, guards: Guards, tables: Tables) -> list[Error]:
    """For a system check: which guards of a room the database lacks, once its first table is there."""
    if _awaited.get() or guards[0].table not in connection.introspection.table_names():
        return []
    lacking = ", ".join(missing(connection, guards, tables))
    words = f"Database guards are missing: {lacking}. Run migrate."
    return [Error(words, id=f"{room}.E001")] if lacking else []

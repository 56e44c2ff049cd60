"""Taking the database's triggers away for a moment: for the test
runner's own flush, and for tests that tamper."""

from contextlib import contextmanager

from django.db import connection


@contextmanager
def guards_aside():
    """Nothing of the product can do this: it needs the right to change the schema."""
    with connection.cursor() as cursor:
        restore = _sqlite(cursor) if connection.vendor == "sqlite" else _postgresql(cursor)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for line in restore:
                cursor.execute(line)


def _sqlite(cursor) -> list[str]:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    found = cursor.fetchall()
    for name, _sql in found:
        cursor.execute(f'DROP TRIGGER "{name}"')
    return [sql for _name, sql in found]


def _postgresql(cursor) -> list[str]:
    cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
    tables = [name for (name,) in cursor.fetchall()]
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # it alters no table whose deferred checks still wait
    for name in tables:
        cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
    return [*(f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in tables), "SET CONSTRAINTS ALL DEFERRED"]

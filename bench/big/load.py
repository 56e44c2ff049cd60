"""Load a province into an empty database: rows first, then indexes and constraints, as a restored backup is."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg2
from django.db import connection

from bench.big import statements, world
from certification.services import figures
from credits.queries import policy_here
from registry.machinery.services import counting

# One index of every table is needed while others are loaded, none but the keys: they stay.
INDEXES = """SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), c.conname, i.indrelid::regclass::text,
    pg_get_constraintdef(c.oid)
    FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype = 'u'
    WHERE i.indrelid::regclass::text = ANY(%s) AND NOT i.indisprimary
    AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = i.indexrelid)"""
HEAVY = [
    "registry_professional",
    "registry_employment",
    "registry_user",
    "registry_message",
    "registry_activity",
    "registry_award",
    "registry_activityreview",
    "certification_personyear",
    "certification_case",
    "certification_caseyear",
    "certification_caseitem",
    "certification_review",
    "certification_transition",
    "certification_stagestay",
    "certification_slip",
    "certification_noticeentry",
    "registry_auditentry",
]
# A loader's own session: no triggers, memory for sorting, nobody waits for the disk.
SESSION = """SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '256MB';
    SET maintenance_work_mem = '1GB'; SET max_parallel_maintenance_workers = 1; SET jit = off"""


def load(people: int, say: Callable[[str], None]) -> None:
    """Everything of a province of `people`; the database is migrated and empty."""
    started = time.monotonic()
    world.begin(people)
    aside = _put_aside()
    _run(statements.FIRST, people, say)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda turn: _run(turn, people, say), statements.TURNS))
    _run([("person-key", "CREATE INDEX big_person ON registry_user (professional_id)")], people, say)
    _run(statements.LAST, people, say)
    _run([("person-key", "DROP INDEX big_person")], people, say)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda step: _run([step], people, say), aside))
    _after(say)
    say(f"loaded {people} people in {time.monotonic() - started:.0f} s")


def _put_aside() -> list[tuple[str, str]]:
    """Drop what is an index and no key; the statements that make it again, largest tables first."""
    with connection.cursor() as cursor:
        cursor.execute(INDEXES, [HEAVY])
        found = cursor.fetchall()
        for index, _made, constraint, table, _says in found:
            cursor.execute(
                f"ALTER TABLE {table} DROP CONSTRAINT {constraint}" if constraint else f"DROP INDEX {index}"
            )
    found.sort(key=lambda one: HEAVY.index(one[3]))
    return [
        (f"index {index}", f"ALTER TABLE {table} ADD CONSTRAINT {constraint} {says}" if constraint else made)
        for index, made, constraint, table, says in found
    ]


def _run(steps: Iterable[tuple[str, str]], people: int, say: Callable[[str], None]) -> None:
    params = {key: one for key, one in connection.get_connection_params().items() if key != "cursor_factory"}
    with closing(psycopg2.connect(**params)) as own:
        own.autocommit = True
        cursor = own.cursor()
        cursor.execute(SESSION)
        for name, statement in steps:
            began = time.monotonic()
            index = name.startswith(("index", "person-key"))
            cursor.execute(statement) if index else cursor.execute(statement, {"people": people})
            say(f"  {name}: {max(cursor.rowcount, 0)} rows, {time.monotonic() - began:.1f} s")


def _after(say: Callable[[str], None]) -> None:
    """What the database and the worker do by themselves: statistics, and the counters."""
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(SEQUENCES)
        cursor.execute("VACUUM ANALYZE")
    say(f"  statistics: {time.monotonic() - began:.1f} s")
    began = time.monotonic()
    counting.count_all()
    counting.fold_counts()
    say(f"  counters of the desks: {time.monotonic() - began:.1f} s")
    began = time.monotonic()
    for _differences in figures._count_units():
        pass
    figures._whole()
    say(f"  figures of {policy_here().name}: {time.monotonic() - began:.1f} s")


# Keys go on behind ours.
SEQUENCES = """DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT c.relname, pg_get_serial_sequence(quote_ident(c.relname), a.attname) AS series, a.attname
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attidentity = 'd'
        WHERE c.relkind = 'r' LOOP
        EXECUTE format('SELECT setval(%L, GREATEST((SELECT max(%I) FROM %I), 1))', one.series, one.attname, one.relname);
    END LOOP; END $$"""

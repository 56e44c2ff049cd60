"""`migrate` beside a portal at work: it does not make everybody wait, and no guard is missing meanwhile."""

import threading
import time

import psycopg2
import pytest
from django.db import connection

from tests.processes import apart

__all__ = ["apart"]
pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")

MIGRATE = """
import json
from django.core.management import call_command
from django.db import OperationalError
try:
    call_command("migrate", verbosity=0)
    print(json.dumps("done"))
except OperationalError as fault:
    print(json.dumps(fault.__cause__.pgcode))
"""
GUARD = "registry_auditentry_no_truncate"


def said(cursor, sql, *values):
    cursor.execute(sql, values)
    return cursor.fetchone()


def test_a_table_that_somebody_holds_is_not_waited_for_without_end(apart):
    holder = psycopg2.connect(apart.env["CEJC_DATABASE_URL"])
    holder.cursor().execute("LOCK TABLE registry_auditentry IN ROW EXCLUSIVE MODE")
    begun = time.monotonic()

    held = apart.python(MIGRATE)
    took = time.monotonic() - begun
    holder.close()

    assert (held, took < 30) == ("55P03", True)
    assert apart.python(MIGRATE) == "done"


def test_the_guards_stand_all_the_while_and_whoever_reads_is_not_held_up(apart):
    """Asked in a transaction that has read the table: a guard that is dropped first would wait for it."""
    reader = psycopg2.connect(apart.env["CEJC_DATABASE_URL"])
    cursor = reader.cursor()
    cursor.execute("SELECT count(*) FROM registry_auditentry")
    before = said(cursor, "SELECT count(*) FROM pg_trigger WHERE tgname = %s", GUARD)
    told = []
    other = threading.Thread(target=lambda: told.append(apart.python(MIGRATE)))
    other.start()
    other.join(60)
    after = said(cursor, "SELECT count(*) FROM pg_trigger WHERE tgname = %s", GUARD)
    reader.close()

    assert (told, before, after) == (["done"], (1,), (1,))

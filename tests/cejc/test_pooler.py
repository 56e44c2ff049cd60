"""Behind PgBouncer in transaction mode: what one request says of its waiting never reaches another, and no
cursor is sought in a session that has gone to somebody else."""

import psycopg2
import pytest
from django.db import connection

from tests.cejc.web import STAGE, Visitor, serve, served
from tests.factories import PASSWORD
from tests.pooler import pooled
from tests.processes import apart

__all__ = ["apart"]
pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="a pooler of PostgreSQL's sessions")

WAITS = """
import json, time
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection, transaction
from cejc.lib import patience

def limits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
        return list(cursor.fetchone())

def refused(ask):
    begun = time.monotonic()
    try:
        ask()
    except OperationalError as fault:
        return fault.__cause__.pgcode, 0.2 < time.monotonic() - begun < 4
"""
ASKED = """
def within():
    with transaction.atomic():
        limits()
        Session.objects.count()

with patience.waiting(0.3):
    alone = refused(Session.objects.count)
    inside = refused(within)
print(json.dumps([alone, inside, limits()]))
"""
SAID = """
with patience.waiting(2):
    alone = limits()
    with transaction.atomic():
        with transaction.atomic():
            pass
        inside = limits()
print(json.dumps([alone, inside, limits()]))
"""
# While a list is read, another takes the session that its first piece came from.
READ = """
import json, threading
from django.db import connection, transaction
from registry.models import Organisation
begun, ended = threading.Event(), threading.Event()

def meanwhile():
    with transaction.atomic():
        Organisation.objects.first()
        begun.set()
        ended.wait(20)
    connection.close()

rows = Organisation.objects.order_by("pk").iterator(chunk_size=1)
found = [next(rows).pk]
other = threading.Thread(target=meanwhile)
other.start()
begun.wait(20)
found += [one.pk for one in rows]
ended.set()
other.join()
print(json.dumps(found == list(Organisation.objects.order_by("pk").values_list("pk", flat=True))))
"""


def test_a_request_waits_as_long_as_its_kind_does_and_leaves_nothing_in_the_session(apart):
    with pooled(apart, sessions=1) as direct:
        holder = psycopg2.connect(direct)
        holder.cursor().execute("LOCK TABLE django_session IN ACCESS EXCLUSIVE MODE")
        alone, inside, after = apart.python(WAITS + ASKED)
        holder.close()
        said = apart.python(WAITS + SAID)

    assert (alone, inside, after) == (["55P03", True], ["55P03", True], ["0", "0"])
    assert said == [["2s", "12s"], ["2s", "12s"], ["0", "0"]]


def test_a_long_list_is_read_to_its_end_whoever_gets_the_session_meanwhile(apart):
    apart.python(STAGE + "print(1)")
    with pooled(apart, sessions=2):
        assert apart.python(READ) is True


def test_the_portal_serves_behind_two_sessions_and_does_its_jobs(apart):
    served(apart).python(STAGE + "print(1)")
    with pooled(apart, sessions=2):
        apart.start("manage.py", "worker", "--once")
        visitor = Visitor(serve(apart, workers=1))
        assert visitor.get("/health/").json()["database"] == "ok"
        visitor.enter("alice", PASSWORD)
        pages = [visitor.get(path).status_code for path in ("/", "/activities/", "/notices/", "/catalogue/")]

    assert pages == [200] * 4


def test_a_backup_is_not_taken_through_a_pooler(apart, tmp_path):
    with pooled(apart, sessions=2):
        said = apart.python(f"""
import json
from django.core.management import CommandError, call_command
try:
    call_command("backup", {str(tmp_path / "kept")!r})
except CommandError as fault:
    print(json.dumps(str(fault)))
""")

    assert "CEJC_POOLER=false" in said

"""Lists from a replica: a real one that follows, held up and ended as one is in life."""

import shutil
import tempfile
from pathlib import Path

import pytest
from django.db import connection

from scale.postgres import Server
from tests.processes import Apart

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no replicas")

# A process of the portal whose cookies are a browser's, and which says of each page who was asked for its rows.
ASKER = """
import json, time
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from cejc.lib.db import replica
from registry.models import Activity, User
from tests import factories
from tests.registry.activities.activity_factories import make_submitted

client = Client()
client.force_login(User.objects.get(username="alice"), "registry.people.auth.PortalBackend")

def asked(path="/activities/", browser=client):
    '''Was the page read from the replica, and its text.'''
    with CaptureQueriesContext(connections["replica"]) as seen:
        answer = browser.get(path)
    assert answer.status_code == 200, answer.status_code
    rows = [one["sql"] for one in seen.captured_queries if "pg_last_wal" not in one["sql"]]
    return bool(rows), answer.content.decode()

def later(seconds=1.2):
    '''So long that the process asks again where the replica is.'''
    time.sleep(seconds)

def until_there(path="/activities/", browser=client):
    for _try in range(80):
        found = asked(path, browser)
        if found[0]:
            return found
        time.sleep(0.25)
    raise AssertionError("never read from the replica")

def write(title):
    facts = {'level': 'prefectural', 'rank': 3, 'date': '2019-11-11'}
    make_submitted(User.objects.get(username="alice"), 'award', title=title, facts=facts)

def hold(on):
    with connections["replica"].cursor() as cursor:
        cursor.execute("SELECT pg_wal_replay_%s()" % ("pause" if on else "resume"))
        while on:
            cursor.execute("SELECT pg_get_wal_replay_pause_state()")
            if cursor.fetchone()[0] == "paused":
                break
"""
STAGE = """
from tests.cejc.web import STAGE
exec(STAGE)
from tests.registry.activities.activity_factories import make_submitted
print(1)
"""


@pytest.fixture(scope="module")
def portal():
    """A portal with a primary, a replica that follows it, and alice."""
    folder = Path(tempfile.mkdtemp(prefix="cejc-pair-", dir="/tmp"))
    folder.chmod(0o755)
    first, second = Server(folder / "first", "first"), Server(folder / "second", "second")
    try:
        first.begin()
        made = Apart(folder / "node", first.url())
        made.python("from django.core.management import call_command\ncall_command('migrate', verbosity=0)")
        made.python(STAGE)
        second.follow(first)
        made.env |= {"CEJC_REPLICA_URL": second.url()}
        yield made, second
    finally:
        second.stop()
        first.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def python(portal):
    return lambda code: portal[0].python(ASKER + code)


def test_a_list_comes_from_the_replica_and_what_one_has_just_done_from_where_it_is(python):
    found = python("""
before = until_there()[0]
hold(True)
write("自己刚写的")
client.post("/large-text/", {"next": "/"})
own = asked()
hold(False)
after = until_there()
print(json.dumps([before, own[0], "自己刚写的" in own[1], after[0], "自己刚写的" in after[1]]))
""")

    assert found == [True, False, True, True, True]


def test_who_has_seen_a_newer_state_never_gets_an_older_one(python):
    """A page that only the primary answers is enough: a job that did something for its owner, a message."""
    found = python("""
until_there()
hold(True)
write("别人刚写的")
client.get("/messages/")
seen = asked()
hold(False)
print(json.dumps([seen[0], "别人刚写的" in seen[1]]))
""")

    assert found == [False, True]


def test_how_late_it_is_counts_from_when_the_primary_had_no_more(python):
    found = python("""
until_there()
later()
replica.follower.serves()
idle = replica.follower.late()
hold(True)
write("又一条记录")
later(2.2)
replica.follower.serves()
later(1.1)
replica.follower.serves()
held = replica.follower.late()
hold(False)
later()
replica.follower.serves()
later()
replica.follower.serves()
print(json.dumps([idle < 1.5, 3.0 < held < 9, replica.follower.late() < 1.5]))
""")

    assert found == [True, True, True]


def test_a_late_replica_says_of_when_it_is_and_a_later_one_does_not_answer(python):
    found = python(
        """
from django.conf import settings
settings.CEJC_REPLICA_SECONDS = 6
until_there()
hold(True)
write("别的记录")
said = []
for _second in range(12):
    there, text = asked("/activities/")
    said.append([there, "之后的变动稍后显示" in text])
    client.cookies.pop("seen", None)
    if not there:
        break
    later(1.05)
hold(False)
caught_up = until_there()
print(json.dumps([said[0], [True, True] in said, said[-1], "之后的变动稍后显示" in caught_up[1]]))
"""
    )

    assert found == [[True, False], True, [False, False], False]


def test_who_may_do_what_is_never_asked_of_it(python):
    """A login that was closed is closed at once, however late the replica is."""
    found = python("""
until_there()
hold(True)
User.objects.filter(username="alice").update(is_active=False)
client.cookies.pop("seen", None)
status = client.get("/activities/").status_code
User.objects.filter(username="alice").update(is_active=True)
hold(False)
print(json.dumps(status))
""")

    assert found == 302


def test_a_service_and_a_transaction_read_what_they_change(python):
    found = python("""
from django.db import transaction
with replica.reading_there():
    outside = Activity.objects.all().db
    with transaction.atomic():
        inside = Activity.objects.all().db
    locked = Activity.objects.select_for_update().db
print(json.dumps([outside, inside, locked, Activity.objects.all().db]))
""")

    assert found == ["replica", "default", "default", "default"]


def test_a_strangers_page_is_not_older_than_the_rows_it_rests_on(python):
    """Kept for true, an older page would be given out until these rows change again."""
    found = python("""
from cejc.lib.shelf import shelf

def drawn():
    shelf.clear()
    return asked("/catalogue/", Client())[0]

until_there()
current = any(drawn() or later(0.3) for _try in range(10))
hold(True)
write("使主库前进")
behind = drawn()
hold(False)
print(json.dumps([current, behind]))
""")

    assert found == [True, False]


def test_a_replica_that_is_gone_costs_nobody_a_page(portal, python):
    second = portal[1]
    # What is on its way when it ends comes from the primary; its workers outlive it by a moment.
    ended = python(f"""
import os, signal
until_there()
os.killpg({second.process.pid}, signal.SIGKILL)
any(later(0.05) or not asked()[0] for _each in range(100))
pages = [asked()[0] for _each in range(4)]
print(json.dumps([pages, replica.follower.serves()]))
""")
    second.process.wait()
    second.start()
    again = python("print(json.dumps(until_there()[0]))")

    assert ended == [[False] * 4, False]
    assert again is True


def test_a_server_that_follows_nobody_is_asked_nothing(portal):
    """After it was promoted, or where the address is the primary's own."""
    made = portal[0]
    own = made.env["CEJC_REPLICA_URL"]
    made.env["CEJC_REPLICA_URL"] = made.env["CEJC_DATABASE_URL"]
    try:
        there = made.python(ASKER + "print(json.dumps([asked()[0] for _each in range(3)]))")
    finally:
        made.env["CEJC_REPLICA_URL"] = own

    assert there == [False] * 3

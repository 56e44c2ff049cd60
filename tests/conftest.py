"""The people every test knows: an owner, colleagues with rights, outsiders; and a way to run the jobs."""

import time
from types import SimpleNamespace

import hypothesis
import pytest
from django.core.cache import cache
from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.test import Client, TransactionTestCase

from cejc.lib import storage
from cejc.lib.settled import settle
from cejc.lib.shelf import shelf
from tests import factories
from tests.databases import django_db_createdb, django_db_modify_db_settings, migrated  # noqa: F401  (fixtures)
from tests.guards import guards_aside
from tests.processes import apart  # noqa: F401  (fixtures)
from tests.remembered import remembered, story
from tests.signing import certificates  # noqa: F401  (a fixture)

# A busy machine is no fault of the code: no deadline an example.
hypothesis.settings.register_profile("cejc", deadline=None)
hypothesis.settings.load_profile("cejc")


def pytest_collection_finish():
    """As a process that serves (cejc/lib/settled.py): looking for garbage was a tenth of the suite."""
    settle()


@pytest.fixture(autouse=True)
def _no_leftovers():
    """Nothing that one test left in the cache or on the shelf reaches the next."""
    cache.clear()
    shelf.clear()


def _puts_aside(item):
    """Does the test, or a fixture of ours for it, put something in
    another's place? That is no part of a key."""
    known = item._fixtureinfo
    asked = set(known.argnames)
    for name in known.names_closure:
        for found in known.name2fixturedefs.get(name, ()):
            if found.func.__module__.startswith("tests."):
                asked |= set(found.argnames)
    return bool({"monkeypatch", "settings"} & asked)


@pytest.fixture(autouse=True)
def _story_begins(request):
    """What is remembered of other tests is told again only before
    anything else is written (tests/remembered.py)."""
    marked = request.node.get_closest_marker("django_db")
    if not marked and not {"db", "transactional_db"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("_django_db_helper")
    if not _puts_aside(request.node):
        story.begin()
    connection.execute_wrappers.append(story)
    yield
    connection.execute_wrappers.remove(story)
    story.calls = None


@pytest.fixture
def world(db):
    return _world()


@remembered
def _world():
    """The tree of units: a province office, two departments, an employer under each."""
    province = factories.make_province()
    water = factories.make_department("湖南省水利厅")
    health = factories.make_department("湖南省卫生健康委员会")
    return SimpleNamespace(
        province=province,
        department=water,
        employer=factories.make_employer("湖南省水利水电勘测设计院", parent=water),
        other_department=health,
        other_employer=factories.make_employer("湖南省人民医院", parent=health),
    )


@pytest.fixture
def employer(world):
    return world.employer


@pytest.fixture
def alice(world):
    """A professional employed at the employer: the owner of things."""
    return factories.employee_of(world.employer, "alice", "欧阳晓𬱖", email="alice@example.org")


@pytest.fixture
def bob(world):
    """HR of alice's employer."""
    return factories.hr_of(world.employer, "bob", "毕明")


@pytest.fixture
def dora(world):
    """An officer of the department that supervises the employer."""
    return factories.department_of(world.department, "dora", "杜若")


@pytest.fixture
def petra(world):
    """An officer of the provincial office."""
    return factories.province_of(world.province, "petra", "彭悦")


@pytest.fixture
def paul(world):
    """A second officer of the provincial office."""
    return factories.province_of(world.province, "paul", "潘立")


@pytest.fixture
def charlie(world):
    """A professional at another employer: an outsider."""
    return factories.employee_of(world.other_employer, "charlie", "陈立")


@pytest.fixture
def hana(world):
    """HR of another employer: an outsider with rights elsewhere."""
    return factories.hr_of(world.other_employer, "hana", "何娜")


@pytest.fixture
def admin(world):
    """The system's administrator."""
    return factories.admin_of(world.province, "admin", "安民")


@pytest.fixture
def sam(world):
    """The security officer."""
    return factories.security_of(world.province, "sam", "石安")


@pytest.fixture
def audrey(world):
    """The auditor."""
    return factories.auditor_of(world.province, "audrey", "沈鉴")


class ReadingClient(Client):
    """Reads a streamed answer to its end, so that no test leaves a file open."""

    def request(self, **request):
        answer = super().request(**request)
        if answer.streaming:
            answer.streaming_content = [b"".join(answer.streaming_content)]
        return answer


@pytest.fixture
def client():
    return ReadingClient()


@pytest.fixture
def stranger():
    """The browser of a stranger who reads English."""
    return ReadingClient(headers={"accept-language": "en-GB,en;q=0.9,zh;q=0.1"})


@pytest.fixture
def login(client):
    """`login(user)` gives a client with that user logged in."""

    def enter(user):
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def run_jobs(db):
    """`run_jobs()` does every job that is due, here and now; the number done."""
    from registry.machinery.services import job

    return job.run_all


@pytest.fixture(scope="session", autouse=True)
def _guards_stand_aside_while_flushing():
    """The runner empties the tables after a transactional test; only
    then, and only here, triggers step aside. What a browser asked last may still be answered just then:
    PostgreSQL lets one of the two go on, and the other begins again."""
    whole = TransactionTestCase._fixture_teardown

    def teardown(case, tries=5):
        try:
            with guards_aside():
                whole(case)
        except (CommandError, OperationalError):
            if tries == 1:
                raise
            time.sleep(0.5)
            teardown(case, tries - 1)

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = whole


@pytest.fixture
def left(monkeypatch):
    """Asked, the names of the files that this test has kept and not deleted; other tests keep theirs in the
    same store at the same time."""
    names, save = [], storage.save

    def noted(*args, **values):
        names.append(save(*args, **values))
        return names[-1]

    monkeypatch.setattr(storage, "save", noted)
    return lambda: [name for name in names if storage.exists(name)]

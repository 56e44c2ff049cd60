"""A service that PostgreSQL undid for another transaction is done again; nothing of it happens twice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import OperationalError, connection, transaction

from cejc.lib.faults import Trouble, trouble_of
from cejc.views import errors
from registry.machinery import service as services
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.models import AuditEntry, User
from tests.chain import log_faults

pytestmark = pytest.mark.django_db(transaction=True)
DEADLOCK, SERIALISATION, LOCK_TIMEOUT = "40P01", "40001", "55P03"


class Driver(Exception):
    """What the driver of PostgreSQL raises."""

    def __init__(self, code):
        super().__init__(code)
        self.pgcode = code


def undo(code):
    """The database undoes the transaction: PostgreSQL by its own word, SQLite knows no such thing."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'undone' USING ERRCODE = '{code}'; END $$")
    raise OperationalError("undone") from Driver(code)


@pytest.fixture
def tries(monkeypatch):
    """The tries of a service as they come; no pause between them."""
    monkeypatch.setattr(services, "PAUSES", (0, 0, 0))
    return []


@service
def mark(user, tries, *, fail=0, code=DEADLOCK, done=None):
    """Note it for `user`; the first `fail` tries are undone after that."""
    tries.append(len(tries) + 1)
    User.objects.filter(pk=user.pk).update(display_name=f"{len(tries)}")
    audit.record("user.marked", user, after={"try": len(tries)})
    transaction.on_commit(lambda: done.append(len(tries)) if done is not None else None)
    if len(tries) <= fail:
        undo(code)
    return len(tries)


def chain_is_whole():
    return not log_faults()


@pytest.mark.parametrize("code", [DEADLOCK, SERIALISATION])
def test_what_the_database_undid_is_done_again_and_noted_once(alice, tries, code):
    done = []
    before = AuditEntry.objects.count()

    assert mark(alice, tries, fail=3, code=code, done=done) == 4

    alice.refresh_from_db()
    assert (alice.display_name, done) == ("4", [4])
    assert AuditEntry.objects.count() == before + 1
    assert AuditEntry.objects.get(action="user.marked").after == {"try": 4}
    assert chain_is_whole()


def test_listeners_hear_of_a_service_once(alice, tries, monkeypatch):
    heard = []
    monkeypatch.setattr(audit, "_listeners", [lambda about: heard.extend(action for action, *_ in about)])

    mark(alice, tries, fail=2)

    assert heard == ["user.marked"]


def test_after_the_last_try_the_person_reads_that_the_portal_is_busy(alice, tries):
    with pytest.raises(OperationalError) as caught:
        mark(alice, tries, fail=99)

    answer = errors.unable(trouble_of(caught.value))
    assert trouble_of(caught.value) == Trouble.BUSY
    assert (answer.status_code, "系统正忙" in answer.content.decode()) == (503, True)
    assert tries == [1, 2, 3, 4]
    assert not AuditEntry.objects.filter(action="user.marked").exists()


def test_inside_a_callers_transaction_nothing_is_tried_again(alice, tries):
    with pytest.raises(OperationalError), transaction.atomic():
        mark(alice, tries, fail=1)

    assert tries == [1]


def test_only_the_outermost_service_is_tried_again(alice, tries):
    outer = []

    @service
    def both():
        outer.append(len(outer) + 1)
        mark(alice, tries, fail=1)

    both()

    assert (outer, tries) == ([1, 2], [1, 2])
    assert AuditEntry.objects.filter(action="user.marked").count() == 1


def test_a_lock_that_was_waited_for_long_enough_is_not_waited_for_again(alice, tries):
    with pytest.raises(OperationalError):
        mark(alice, tries, fail=1, code=LOCK_TIMEOUT)

    assert tries == [1]


def test_what_can_be_read_but_once_is_not_given_again(alice, tries):
    @service
    def of_each(rows):
        for row in rows:
            mark(row, tries, fail=1)

    with pytest.raises(OperationalError):
        of_each(iter([alice]))

    assert tries == [1]


def test_what_a_hook_after_the_commit_raises_does_not_do_the_service_again(alice, tries):
    @service
    def hooked():
        mark(alice, tries)
        transaction.on_commit(lambda: undo(DEADLOCK))

    with pytest.raises(OperationalError):
        hooked()

    assert tries == [1]
    assert AuditEntry.objects.filter(action="user.marked").count() == 1


class Crossing:
    """Two services that lock the same two rows, each from the other end, and meet in between."""

    def __init__(self):
        # On SQLite the second begins when the first has ended: they never meet.
        self.barrier = threading.Barrier(2, timeout=30 if connection.vendor == "postgresql" else 0.2)
        self.tries, self.done = [], []

    @service
    def lock(self, first, second):
        again = threading.get_ident() in self.tries
        self.tries.append(threading.get_ident())
        User.objects.select_for_update().get(pk=first.pk)
        with suppress(threading.BrokenBarrierError):
            _pass = again or self.barrier.wait()
        User.objects.select_for_update().get(pk=second.pk)
        audit.record("user.crossed", first)
        transaction.on_commit(lambda: self.done.append(first.pk))
        return first.pk

    def begin(self, pair):
        try:
            return self.lock(*pair)
        finally:
            connection.close()


def test_two_that_wait_for_each_other_both_succeed(alice, bob):
    crossing = Crossing()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(crossing.begin, [(alice, bob), (bob, alice)]))

    assert answers == [alice.pk, bob.pk]
    assert sorted(crossing.done) == sorted(answers)
    assert len(crossing.tries) == (3 if connection.vendor == "postgresql" else 2)
    assert AuditEntry.objects.filter(action="user.crossed").count() == 2
    assert chain_is_whole()

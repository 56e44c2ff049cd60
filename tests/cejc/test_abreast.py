"""Pieces beside each other: each once, each a transaction of its own, and no further one after a fault."""

import threading
from contextvars import ContextVar

import pytest
from django.db import connection, transaction

from cejc.lib.db import abreast
from registry.models import Organisation
from tests import factories

ASKED = ContextVar("asked", default="")


def _is_postgres() -> bool:
    return connection.vendor == "postgresql"


@pytest.mark.django_db(transaction=True)
def test_every_piece_is_worked_on_once_with_what_the_caller_had_bound():
    worked, told = [], []
    token = ASKED.set("job-7")
    try:
        abreast.each(
            iter(range(40)),
            lambda piece: worked.append((piece, ASKED.get())),
            lanes=3,
            told=lambda: told.append(len(worked)),
        )
    finally:
        ASKED.reset(token)
    assert sorted(worked) == [(piece, "job-7") for piece in range(40)]
    assert told[-1] == 40


@pytest.mark.django_db(transaction=True)
def test_two_lanes_are_at_work_at_once_where_the_database_has_several_writers():
    both = threading.Barrier(2 if _is_postgres() else 1, timeout=20)
    abreast.each(iter(range(2)), lambda _piece: both.wait(), lanes=2, told=lambda: None)


@pytest.mark.django_db(transaction=True)
def test_a_fault_is_raised_here_keeps_the_pieces_before_and_begins_none_after():
    unit, begun = factories.make_employer(), []

    def work(piece: int) -> None:
        begun.append(piece)
        with transaction.atomic():
            Organisation.objects.filter(pk=unit.pk).update(name=f"第{piece}件")
            if piece == 3:
                raise ValueError("third")

    with pytest.raises(ValueError, match="third"):
        abreast.each(iter(range(100)), work, lanes=2, told=lambda: None)
    assert len(begun) < 100
    unit.refresh_from_db()
    assert unit.name != "第3件"
    assert unit.name.startswith("第")


@pytest.mark.django_db
def test_inside_a_transaction_everything_happens_in_it():
    threads = set()
    abreast.each(
        iter(range(5)), lambda _piece: threads.add(threading.get_ident()), lanes=4, told=lambda: None
    )
    assert threads == {threading.get_ident()}


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_told_ends_the_lanes():
    def lost() -> None:
        raise RuntimeError("another worker has it")

    worked: list[int] = []
    with pytest.raises(RuntimeError, match="another worker"):
        abreast.each(iter(range(100_000)), worked.append, lanes=2, told=lost)
    # Nothing goes on behind the caller's back.
    count = len(worked)
    threading.Event().wait(0.2)
    assert len(worked) == count

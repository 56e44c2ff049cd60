"""The audit log: written without waiting, linked by the worker, and whatever was done to it afterwards is named."""

import threading
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cejc import clock
from cejc.lib import crypto, merkle, signed_note
from registry.machinery.queries.audit import found
from registry.machinery.service import service
from registry.machinery.services import audit, audit_linking, audit_whole, worker
from registry.models import (
    AuditCheckpoint,
    AuditEntry,
    AuditHead,
    AuditLink,
    AuditVerified,
    AuditWaiting,
)
from registry.people.services import account
from tests.chain import log_faults
from tests.factories import employee_of
from tests.guards import guards_aside

pytestmark = pytest.mark.django_db


@pytest.fixture
def four(admin, world):
    """Four entries: two logins ended and opened again."""
    for _time in range(2):
        user = employee_of(world.employer)
        account.deactivate(actor=admin, user=user, reason="清理")
        account.reactivate(actor=admin, user=user, reason="清理")
    return list(AuditEntry.objects.order_by("number"))


def _verified(**options):
    out = StringIO()
    call_command("verify_audit", stdout=out, **options)
    return out.getvalue()


def test_entries_are_found_by_their_actor_alone(four):
    assert found(who="安民").count() == 4
    assert found(who="没有此人").count() == 0


def test_entries_wait_until_they_are_linked_and_are_counted_as_waiting(four):
    assert list(AuditWaiting.objects.values_list("entry", flat=True)) == [one.number for one in four]
    assert _verified() == "The audit log is whole: 4 entries, 4 of them not linked yet.\n"

    assert audit_linking.link_all() == 4

    assert not AuditWaiting.objects.exists()
    assert list(AuditLink.objects.order_by("place").values_list("place", "entry")) == [
        (place, one.number) for place, one in enumerate(four, 1)
    ]
    assert _verified(whole=True) == "The audit log is whole: 4 entries.\n"


def test_nothing_is_linked_or_signed_twice(four):
    audit_linking.link_all()
    assert audit_linking.link_all() == 0
    assert AuditCheckpoint.objects.count() == 1


def test_a_batch_leaves_the_rest_for_the_next(four):
    assert [audit_linking.link(3), audit_linking.link(3), audit_linking.link(3)] == [3, 1, 0]
    assert list(AuditCheckpoint.objects.order_by("size").values_list("size", flat=True)) == [3, 4]
    assert log_faults() == []


def test_a_checkpoint_is_signed_for_the_tree_of_the_entries(four):
    audit_linking.link_all()
    frontier: list[bytes] = []
    for size, one in enumerate(four):
        merkle.append(frontier, size, bytes.fromhex(one.hash))
    out = StringIO()
    call_command("audit_checkpoint", stdout=out)
    public = signed_note.public_key(crypto.signing_seeds("log")[0])
    told = signed_note.checkpoint(signed_note.opened(out.getvalue(), public))
    assert (told.size, told.root) == (4, merkle.root(frontier))
    key = StringIO()
    call_command("audit_checkpoint", key=True, stdout=key)
    assert signed_note.public_of(key.getvalue()) == public


@pytest.mark.parametrize("count", [1, 3])
def test_entries_are_one_statement_whatever_their_number(four, django_assert_num_queries, count):
    entries = [(clock.now(), *[""] * 4, "t.done", *[""] * 5, {}, {}, "", "") for _one in range(count)]
    with django_assert_num_queries(1):
        audit._write(entries)
    assert AuditWaiting.objects.count() == 4 + count


ODD = "一\t二\n三\\N \\. %s 'x' \"y\" 𬱖"


@pytest.mark.parametrize("count", [3, 60])
def test_entries_say_what_was_noted_by_whichever_way_they_go_in(admin, count):
    """Few are a statement, many a COPY; each is linked and found whole by its hash."""

    @service
    def note() -> None:
        for number in range(count):
            audit.record(
                "t.done", admin, actor=admin, before={"号": number}, after={"名": [ODD, None]}, reason=ODD
            )

    note()
    audit_linking.link_all()

    kept = AuditEntry.objects.order_by("number")
    assert [(one.before, one.after, one.reason) for one in kept] == [
        ({"号": number}, {"名": [ODD, None]}, ODD) for number in range(count)
    ]
    assert _verified(whole=True) == f"The audit log is whole: {count} entries.\n"


@pytest.mark.parametrize("count", [1, 3])
def test_a_turn_of_linking_asks_as_much_for_many_as_for_one(four, django_assert_num_queries, count):
    audit_linking.link_all()
    audit._write([(clock.now(), *[""] * 4, "t.done", *[""] * 5, {}, {}, "", "")] * count)

    with django_assert_num_queries(9):
        audit_linking.link_in_turn()

    assert (AuditWaiting.objects.count(), AuditHead.objects.get().size) == (0, 4 + count)
    assert log_faults() == []


# Tampering: who can change the schema can get past the triggers --------------------------------------------

CONTENT = "UPDATE registry_auditentry SET reason = '别的' WHERE number = {second}"
TAMPERINGS = {
    "content changed": ([CONTENT], "entry {second} was altered"),
    "content taken from another": (
        ["UPDATE registry_auditentry SET subject_label = '别人' WHERE number = {first}"],
        "entry {first} was altered",
    ),
    "entry deleted": (
        ["DELETE FROM registry_auditentry WHERE number = {second}"],
        "entry {second} is missing",
    ),
    "entry and link deleted": (
        [
            "DELETE FROM registry_auditentry WHERE number = {second}",
            "DELETE FROM registry_auditlink WHERE entry = {second}",
        ],
        "link 2 is missing",
    ),
    "two entries change places": (
        [
            "UPDATE registry_auditlink SET entry = 0 WHERE place = 1",
            "UPDATE registry_auditlink SET entry = {first} WHERE place = 2",
            "UPDATE registry_auditlink SET entry = {second} WHERE place = 1",
        ],
        "entry {second} is not the one that was linked",
    ),
    "tail cut": (
        [
            "DELETE FROM registry_auditentry WHERE number = {fourth}",
            "DELETE FROM registry_auditlink WHERE place = 4",
        ],
        "the chain ends at 3, its head says 4",
    ),
    "entry inserted past the note": (
        [
            (
                "INSERT INTO registry_auditentry (at, actor, actor_label, seat, seat_label, action, subject_type,"
                " subject, subject_label, context_type, context, before, after, reason, request_id, hash)"
                " SELECT at, actor, actor_label, seat, seat_label, 'x.done', subject_type, subject, subject_label,"
                " context_type, context, before, after, reason, request_id, hash FROM registry_auditentry"
                " WHERE number = {first}"
            ),
        ],
        "is neither linked nor waiting: it was slipped in",
    ),
    "checkpoint altered": (
        ["UPDATE registry_auditcheckpoint SET size = 4, root = '" + "0" * 64 + "'"],
        "the checkpoint at 4 was altered",
    ),
    "checkpoint signed by another": (
        ["UPDATE registry_auditcheckpoint SET note = replace(note, 'at 2', 'at 3')"],
        "the checkpoint at 4 bears no valid signature",
    ),
    "what waits taken away": (
        ["INSERT INTO registry_auditwaiting (entry) VALUES (999999)"],
        "entry 999999 waits to be linked and is gone",
    ),
}


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_what_was_done_past_the_guards_is_named(four, kind):
    audit_linking.link_all()
    statements, named = TAMPERINGS[kind]
    names = dict(zip(("first", "second", "third", "fourth"), (one.number for one in four), strict=True))
    with guards_aside(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(**names))

    with pytest.raises(CommandError, match=named.format(**names)):
        _verified(whole=True)


def _rewrite(reason: str) -> None:
    """Who owns the database writes one entry anew, and every hash, link and head after it; without the key
    a checkpoint cannot be made anew."""
    with guards_aside():
        entry = AuditEntry.objects.order_by("number")[1]
        entry.reason = reason
        entry.hash = audit.digest({name: getattr(entry, name) for name in audit.SAID})
        entry.save()
        walk = audit_whole.Walk()
        for link in AuditLink.objects.order_by("place"):
            hashed = AuditEntry.objects.get(number=link.entry).hash
            merkle.append(walk.frontier, walk.size, bytes.fromhex(hashed))
            walk.size, walk.hash = link.place, audit_linking.follow(walk.hash, hashed)
            AuditLink.objects.filter(place=link.place).update(hash=walk.hash)
        AuditHead.objects.update(
            size=walk.size, hash=walk.hash, frontier=[one.hex() for one in walk.frontier]
        )


def test_everything_computed_anew_does_not_fit_what_was_signed(four):
    audit_linking.link_all()
    _rewrite("从来没有的理由")
    with pytest.raises(CommandError, match="not those that their checkpoint was signed for"):
        _verified(whole=True)


def test_everything_signed_anew_by_a_stolen_key_does_not_fit_the_checkpoint_kept_elsewhere(four, tmp_path):
    audit_linking.link_all()
    kept = tmp_path / "checkpoint"
    kept.write_text(AuditCheckpoint.objects.get().note, encoding="utf-8")
    _rewrite("从来没有的理由")
    with guards_aside():
        AuditCheckpoint.objects.all().delete()
        audit_linking._sign(AuditHead.objects.get())

    assert "whole" in _verified(whole=True)
    with pytest.raises(CommandError, match="not those that the checkpoint was signed for"):
        _verified(checkpoint=kept)


def test_a_tail_cut_with_head_and_checkpoint_is_found_by_the_checkpoint_kept_elsewhere(four, tmp_path):
    audit_linking.link(2)
    before = AuditHead.objects.values().get()
    audit_linking.link_all()
    kept = tmp_path / "checkpoint"
    kept.write_text(AuditCheckpoint.objects.order_by("size").last().note, encoding="utf-8")
    assert "whole" in _verified(checkpoint=kept)
    with guards_aside():
        AuditEntry.objects.filter(number__gte=four[2].number).delete()
        AuditLink.objects.filter(place__gt=2).delete()
        AuditCheckpoint.objects.filter(size__gt=2).delete()
        AuditHead.objects.update(**before)

    assert "whole" in _verified(whole=True)
    with pytest.raises(CommandError, match="the log was cut: the checkpoint counts 4 entries, the log 2"):
        _verified(checkpoint=kept)


def test_an_entry_dated_before_a_checkpoint_that_does_not_hold_it_is_named(four):
    audit_linking.link_all()
    back = four[0]
    back.pk, back.at = None, clock.now() - timedelta(hours=3)
    back.hash = audit.digest({name: getattr(back, name) for name in audit.SAID})
    back._state.adding = True
    back.save()
    audit_linking.link_all()
    with pytest.raises(CommandError, match="and came in after the checkpoint of"):
        _verified(whole=True)


def test_a_checkpoint_that_is_none_is_refused_in_words(four, tmp_path):
    other = tmp_path / "x"
    other.write_text("这不是", encoding="utf-8")
    for path in (other, tmp_path / "none"):
        with pytest.raises(CommandError, match=str(path)):
            _verified(checkpoint=path)


# Going on ------------------------------------------------------------------------------------------------


def test_walking_goes_on_from_where_the_log_was_found_whole(four, admin, world):
    audit_linking.link_all()
    _verified()
    kept = AuditVerified.objects.get()
    assert kept.size == 4
    account.deactivate(actor=admin, user=employee_of(world.employer), reason="清理")
    audit_linking.link_all()
    assert audit_whole.resumed().size == 4

    assert _verified() == "The audit log is whole: 5 entries.\n"

    assert audit_whole.resumed().size == 5


def test_a_place_to_go_on_from_that_is_not_ours_is_not_believed(four):
    audit_linking.link_all()
    _verified()
    AuditVerified.objects.update(hash="1" * 64)
    assert audit_whole.resumed().size == 0


# The worker ----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_worker_links_within_a_second_of_the_act(admin, world):
    stop = threading.Event()
    thread = threading.Thread(target=worker.work, args=(stop,))
    thread.start()
    try:
        account.deactivate(actor=admin, user=employee_of(world.employer), reason="清理")
        since = time.monotonic()
        while AuditWaiting.objects.exists() and time.monotonic() - since < 20:
            time.sleep(0.05)
    finally:
        stop.set()
        thread.join()
    assert AuditLink.objects.count() == AuditEntry.objects.count() > 0
    assert log_faults() == []

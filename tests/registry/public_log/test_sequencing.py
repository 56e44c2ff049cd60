"""The log grows in one order, is signed when all of it stands, and repeats itself after a crash."""

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F

from cejc.lib import merkle, signed_note, storage
from cejc.lib.storage import Differs
from cejc.lib.tlog import tiles
from cejc.lib.tlog.tiles import ENTRIES, Tile
from registry.models import LogCheckpoint, LogHead, LogLeaf
from registry.public_log import acts, keys
from registry.public_log.queries import keeping, leaves
from registry.public_log.services import key_change, sequencing
from registry.public_log.services import leaves as put_down
from registry.public_log.services.sequencing import Forked
from tests.guards import guards_aside
from tests.registry.public_log.logs import faults, grown, put

pytestmark = pytest.mark.django_db


def test_what_waits_is_placed_in_its_order_and_signed():
    put(3)

    assert sequencing.grow() == 3

    assert list(LogLeaf.objects.order_by("pk").values_list("place", flat=True)) == [0, 1, 2]
    point = LogCheckpoint.objects.get()
    said = signed_note.checkpoint(signed_note.opened(point.note, keys.public_keys()[0]))
    assert (said.origin, said.size, said.root.hex()) == (keys.origin(), 3, point.root)
    assert merkle.root([bytes.fromhex(one) for one in LogHead.objects.get().frontier]) == said.root
    assert faults() == []


def test_without_anything_new_nothing_is_signed():
    grown(2)

    assert sequencing.grow() == 0
    assert sequencing.publish() is None
    assert LogCheckpoint.objects.count() == 1


def test_the_same_act_put_down_twice_is_there_once():
    said = acts.Said("slip.issued", grown(1).at.date(), {"number": "x"})
    for _time in range(2):
        put_down.put([put_down.leaf(said, "slip", "x")])

    assert LogLeaf.objects.filter(noun="slip").count() == 1


def test_a_leaf_shows_act_day_and_digest_and_nothing_else():
    grown(1)
    row = LogLeaf.objects.get()

    (entry,) = tiles.entries_in(keeping.of_log().read(Tile(ENTRIES, 0, 1)))

    assert entry.decode() == f'{{"act":"slip.issued","on":"2020-06-01","sha256":"{row.digest}"}}'
    assert acts.digest(row.act, row.day, row.facts, row.salt) == row.digest
    assert acts.digest(row.act, row.day, row.facts, acts.new_salt()) != row.digest


def test_a_log_that_grew_in_steps_keeps_full_tiles_and_the_last_narrow_ones():
    for size in (200, 100, 300):
        grown(size)

    files = keeping.of_log()
    assert [len(files.exact(Tile(0, number))) for number in (0, 1)] == [8192, 8192]
    assert len(files.exact(Tile(0, 2, 88))) == 88 * 32
    assert len(files.exact(Tile(1, 0, 2))) == 64
    for gone in (Tile(0, 0, 200), Tile(ENTRIES, 0, 200), Tile(0, 1, 44), Tile(ENTRIES, 1, 44)):
        with pytest.raises(FileNotFoundError):
            files.exact(gone)
        assert files.read(gone) == keeping.cut(files.exact(Tile(gone.level, gone.number)), gone)
    assert faults() == []


def test_after_a_crash_between_places_and_tiles_the_next_turn_goes_on():
    grown(5)
    put(4)
    sequencing.place()  # and killed
    put(1)

    sequencing.grow()

    assert list(LogCheckpoint.objects.values_list("size", flat=True).order_by("size")) == [5, 10]
    assert faults() == []


def test_after_a_crash_between_tiles_and_checkpoint_the_same_is_written_again():
    grown(5)
    put(300)
    sequencing.place()
    head = LogHead.objects.get()
    sequencing.write(keeping.Tiles(head.folder), 5, head.size)  # and killed

    assert sequencing.publish().size == 305
    assert faults() == []


def test_a_head_that_another_worker_holds_is_left_to_it(monkeypatch):
    put(2)
    monkeypatch.setattr(sequencing, "_held", lambda: None)

    assert sequencing.place() == 0


def test_lost_tiles_are_written_anew_from_the_rows():
    grown(300)
    files = keeping.of_log()
    for tile in (Tile(0, 0), Tile(0, 1, 44), Tile(1, 0, 1)):
        storage.delete(files.name_of(tile))
    keeping._full.cache_clear()
    assert [one for one in faults() if "missing" in one]

    grown(10)

    assert faults() == []


def test_a_file_that_says_something_else_is_never_replaced_and_nothing_is_signed():
    grown(255)
    put(1)
    files = keeping.of_log()
    storage.publish(files.name_of(Tile(0, 0)), bytes(8192))

    with pytest.raises(Differs):
        sequencing.grow()

    assert LogCheckpoint.objects.count() == 1
    with storage.open_(files.name_of(Tile(0, 0))) as file:
        assert file.read() == bytes(8192)


def test_what_does_not_go_on_from_the_checkpoint_before_is_not_signed():
    """Somebody at the database has rewritten a leaf, the tree, and thrown the tiles away."""
    grown(3)
    with guards_aside():
        row = LogLeaf.objects.get(place=1)
        LogLeaf.objects.filter(pk=row.pk).update(digest="ab" * 32)
        frontier = []
        for place, entry in enumerate(leaves.entries(0, 3)):
            merkle.append(frontier, place, entry)
        LogHead.objects.update(frontier=[one.hex() for one in frontier], folder="another")
    put(1)

    with pytest.raises(Forked):
        sequencing.grow()

    assert LogCheckpoint.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(digest="ab" * 32),
        lambda rows: rows.update(place=F("place") + 10),
        lambda rows: rows.update(facts={}),
        lambda rows: rows.delete(),
        lambda rows: LogHead.objects.update(size=1),
        lambda rows: LogCheckpoint.objects.update(root="ab" * 32),
        lambda rows: LogCheckpoint.objects.all().delete(),
    ],
)
def test_the_database_refuses_to_rewrite_the_log(change):
    grown(2)
    with pytest.raises(DatabaseError), transaction.atomic():
        change(LogLeaf.objects.all())


def test_the_keys_are_a_leaf_at_the_beginning_and_when_they_change(settings):
    key_change.note()
    key_change.note()
    assert LogLeaf.objects.get().facts == key_change.now()

    settings.CEJC_KEYS = settings.CEJC_KEYS | {"log": f"another-key,{settings.CEJC_KEYS['log']}"}
    key_change.note()

    assert LogLeaf.objects.filter(act="keys.changed").count() == 2
    point = grown(1)
    assert len(keys.public_keys()) == 2
    for public in keys.public_keys():  # whoever knows the earlier key can follow
        signed_note.opened(point.note, public)

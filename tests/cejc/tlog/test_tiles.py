"""Tiles have the names and bytes of C2SP's tlog-tiles, and those of a grown log are those of one made at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cejc.lib import merkle
from cejc.lib.tlog import tiles
from cejc.lib.tlog.tiles import ENTRIES, Tile
from tests.cejc.tlog.logs import Log, leaf


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "0/000"),
        (Tile(0, 1234067), "0/x001/x234/067"),
        (Tile(1, 1000, 7), "1/x001/000.p/7"),
        (Tile(ENTRIES, 42, 255), "entries/042.p/255"),
    ],
)
def test_a_tile_is_found_by_its_one_path(tile, path):
    assert tile.path == path
    assert tiles.at_path(path) == tile


@pytest.mark.parametrize(
    "path",
    ["", "0/0", "6/000", "0/x000/000", "0/000.p/256", "0/000.p/0", "0/000.p/01", "entries/../000", "0/000/"],
)
def test_no_other_way_of_writing_a_path_is_read(path):
    assert tiles.at_path(path) is None


@given(st.lists(st.binary(max_size=20), max_size=20))
def test_a_bundle_gives_back_its_entries_and_none_of_a_cut_one(entries):
    raw = tiles.bundle(entries)
    assert tiles.entries_in(raw) == entries
    if entries:
        with pytest.raises(ValueError, match="middle"):
            tiles.entries_in(raw + b"\0")


def test_an_entry_longer_than_its_length_can_say_is_refused():
    with pytest.raises(ValueError, match="too long"):
        tiles.bundle([bytes(tiles.LONGEST + 1)])


@given(st.lists(st.integers(1, 400), min_size=1, max_size=5))
def test_a_log_grown_in_steps_has_the_tiles_of_one_grown_at_once(steps):
    stepwise, size = Log(), 0
    for step in steps:
        size += step
        stepwise.grow(size)
    at_once = Log()
    at_once.grow(size)
    assert at_once.files.items() <= stepwise.files.items()


def test_the_second_level_holds_the_roots_of_the_first():
    log = Log()
    log.grow(600)
    assert log.files["1/000.p/2"] == b"".join(
        tiles.complete([merkle.leaf_hash(leaf(place)) for place in range(first, first + 256)])
        for first in (0, 256)
    )
    assert len(log.files["0/002.p/88"]) == 88 * 32


def test_what_a_log_of_70000_leaves_adds_to_one_of_65000_is_a_few_tiles():
    log = Log()
    log.grow(65_000)
    log.grow(70_000)
    assert {path for path in log.files if path.startswith("2/")} == {"2/000.p/1"}
    assert {path for path in log.files if path.startswith("1/")} == {"1/000.p/253", "1/000", "1/001.p/17"}


def test_bundles_end_at_the_edge():
    assert list(tiles.bundles(250, 513)) == [Tile(ENTRIES, 0), Tile(ENTRIES, 1), Tile(ENTRIES, 2, 1)]
    assert list(tiles.bundles(512, 512)) == []

"""Proofs hold for what is in a log and for nothing else; those of RFC 6962's example are the known ones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cejc.lib import merkle
from cejc.lib.tlog import proofs
from tests.cejc.test_merkle import LEAVES, ROOTS
from tests.cejc.tlog.logs import Log, leaf

HASHES = [merkle.leaf_hash(one) for one in LEAVES]
# Of the tree of these leaves, as implementations of RFC 6962 compare them: (leaf, size) and (before, size).
PATHS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
GROWTH = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def _known(size):
    log = Log(HASHES.__getitem__)
    log.grow(size)
    return log.nodes()


@pytest.mark.parametrize(("place", "size"), PATHS)
def test_the_path_of_a_leaf_is_that_of_the_known_vectors(place, size):
    path = proofs.inclusion(place, _known(size))
    assert [one.hex() for one in path] == PATHS[place, size]
    proofs.check_inclusion(HASHES[place], place, size, path, bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize(("before", "size"), GROWTH)
def test_the_proof_of_growth_is_that_of_the_known_vectors(before, size):
    path = proofs.consistency(before, _known(size))
    assert [one.hex() for one in path] == GROWTH[before, size]
    roots = [bytes.fromhex(ROOTS[one - 1]) for one in (before, size)]
    proofs.check_consistency(before, roots[0], size, roots[1], path)


@pytest.fixture(scope="module")
def log():
    found = Log()
    found.grow(70_000)
    return found


sizes = st.one_of(st.integers(1, 600), st.integers(60_000, 70_000))


@settings(max_examples=60, deadline=None)
@given(size=sizes, data=st.data())
def test_every_leaf_is_proven_and_no_other_in_its_place(log, size, data):
    nodes, place = log.nodes(size), data.draw(st.integers(0, size - 1))
    path, root = proofs.inclusion(place, nodes), nodes.root()
    its = merkle.leaf_hash(leaf(place))
    proofs.check_inclusion(its, place, size, path, root)
    for wrong in (
        (merkle.leaf_hash(b"other"), place, size, path, root),
        (its, place, size, path, bytes(32)),
        (its, place, size, [*path, bytes(32)], root),
        (its, place, size, path[:-1] if path else [bytes(32)], root),
        (its, size, size, path, root),
    ):
        with pytest.raises(proofs.Wrong):
            proofs.check_inclusion(*wrong)


@settings(max_examples=60, deadline=None)
@given(size=sizes, data=st.data())
def test_growth_is_proven_and_rewriting_is_not(log, size, data):
    before = data.draw(st.integers(1, size))
    nodes = log.nodes(size)
    old, new, path = log.nodes(before).root(), nodes.root(), proofs.consistency(before, nodes)
    proofs.check_consistency(before, old, size, new, path)
    wrongs = [(before, bytes(32), size, new, path), (size + 1, new, size, new, path)]
    if before < size:
        wrongs += [(before, old, size, bytes(32), path), (before, old, size, new, path[1:])]
    for wrong in wrongs:
        with pytest.raises(proofs.Wrong):
            proofs.check_consistency(*wrong)


def test_a_frontier_and_the_tiles_agree_over_the_root(log):
    frontier = []
    for place in range(1000):
        merkle.append(frontier, place, leaf(place))
    assert merkle.root(frontier) == log.nodes(1000).root()


@pytest.mark.parametrize("place", [-1, 600])
def test_a_place_outside_of_the_log_has_no_path(log, place):
    with pytest.raises(proofs.Wrong):
        proofs.inclusion(place, log.nodes(600))


@pytest.mark.parametrize("before", [0, 601])
def test_a_log_never_had_a_size_that_it_did_not_pass(log, before):
    with pytest.raises(proofs.Wrong):
        proofs.consistency(before, log.nodes(600))


def test_a_tile_that_is_cut_is_noticed():
    nodes = proofs.Nodes(300, lambda tile: bytes(32))
    with pytest.raises(proofs.Wrong, match="not as long"):
        nodes.root()

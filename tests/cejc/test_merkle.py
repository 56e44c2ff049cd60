"""The tree of the log is hashed as RFC 6962 says; its note is one that other tools of logs read."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cejc.lib import merkle, signed_note

# The leaves and roots by which implementations of RFC 6962 are compared.
LEAVES = [bytes.fromhex(one) for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
LEAVES.append(bytes.fromhex("606162636465666768696a6b6c6d6e6f"))
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SEED = bytes(range(32))


def _grown(leaves):
    frontier = []
    for size, leaf in enumerate(leaves):
        merkle.append(frontier, size, leaf)
    return frontier


@pytest.mark.parametrize("count", range(1, 9))
def test_roots_are_those_of_the_known_vectors(count):
    assert merkle.root(_grown(LEAVES[:count])).hex() == ROOTS[count - 1]


def test_a_tree_without_leaves_has_the_hash_of_nothing():
    assert merkle.root([]) == hashlib.sha256(b"").digest()


def _by_definition(leaves):
    """MTH of RFC 6962, word by word."""
    if len(leaves) == 1:
        return merkle.leaf_hash(leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return merkle.node_hash(_by_definition(leaves[:split]), _by_definition(leaves[split:]))


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=70))
def test_a_tree_grown_leaf_by_leaf_is_the_tree_of_all(leaves):
    frontier = _grown(leaves)
    assert merkle.root(frontier) == _by_definition(leaves)
    assert len(frontier) == bin(len(leaves)).count("1")


def test_a_note_is_opened_by_its_key_and_by_no_other():
    text = signed_note.Checkpoint("example.cn/audit", 7, b"\x05" * 32).text()
    note = signed_note.sign(text, "example.cn/audit", SEED)
    public = signed_note.public_key(SEED)

    assert signed_note.checkpoint(signed_note.opened(note, public)).size == 7
    for key, changed in (
        (signed_note.public_key(bytes(32)), note),
        (public, note.replace("\n7\n", "\n8\n")),
        (public, note.rpartition("\n\n")[0]),
        (public, note[:-9] + "AAAAAAA=\n"),
        (public, ""),
    ):
        with pytest.raises(signed_note.NoteBroken):
            signed_note.opened(changed, key)


def test_a_key_is_told_with_its_name_and_read_again():
    public = signed_note.public_key(SEED)
    told = signed_note.verifier("example.cn/audit", public)

    assert signed_note.public_of(told) == public
    for wrong in ("", "x+y", told.replace("example", "another"), told[:-4]):
        with pytest.raises(signed_note.NoteBroken):
            signed_note.public_of(wrong)


@pytest.mark.parametrize("text", ["", "a\nb\nc\n", "a\n-1\nAAAA\n", "a\n3\nAAAA\n"])
def test_a_text_that_is_no_checkpoint_is_refused(text):
    with pytest.raises(signed_note.NoteBroken):
        signed_note.checkpoint(text)

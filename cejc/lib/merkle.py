"""A Merkle tree that only grows, hashed as RFC 6962 (section 2.1) says.

What is kept of it is its frontier: the roots of the complete trees that its leaves make up, the largest
first, as many as the size has ones in binary. Leaves and roots are 32 bytes.
"""

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def append(frontier: list[bytes], size: int, leaf: bytes) -> None:
    """Add a leaf to the tree of `size` leaves: `frontier` becomes that of one leaf more."""
    node = leaf_hash(leaf)
    while size & 1:
        node = node_hash(frontier.pop(), node)
        size >>= 1
    frontier.append(node)


def root(frontier: Sequence[bytes]) -> bytes:
    """The tree's hash."""
    if not frontier:
        return EMPTY
    node = frontier[-1]
    for left in reversed(frontier[:-1]):
        node = node_hash(left, node)
    return node

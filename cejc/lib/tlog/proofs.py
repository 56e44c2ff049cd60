"""Proofs of RFC 6962 and 9162: that a leaf stands in a log, and that a log only grew.

They are made from tiles: `Nodes` asks for a tile at most once, and for a handful of them where a log has a
million leaves.
"""

from collections.abc import Callable, Sequence

from cejc.lib import merkle
from cejc.lib.tlog import tiles
from cejc.lib.tlog.tiles import HEIGHT, SIZE, WIDTH, Tile


class Wrong(ValueError):
    """A proof that does not prove what it should. English, for operators; pages have their own words."""


class Nodes:
    """The hashes of a log of `size` leaves, read from its tiles by `read(tile) -> bytes`."""

    def __init__(self, size: int, read: Callable[[Tile], bytes]) -> None:
        self.size, self._read = size, read
        self._held: dict[tuple[int, int], bytes] = {}

    def root(self) -> bytes:
        return self.over(0, self.size) if self.size else merkle.EMPTY

    def over(self, first: int, end: int) -> bytes:
        """The hash of the tree over the leaves from `first` (a multiple of the largest complete tree in it)
        to before `end`."""
        parts: list[bytes] = []
        while first < end:
            height = (end - first).bit_length() - 1
            parts.append(self._complete(height, first >> height))
            first += 1 << height
        return merkle.root(parts)

    def _complete(self, height: int, place: int) -> bytes:
        level, inner = divmod(height, HEIGHT)
        first = place << inner
        raw = self._tile(level, first // WIDTH)
        at = first % WIDTH
        piece = raw[at * SIZE : (at + (1 << inner)) * SIZE]
        return tiles.complete(tiles.hashes_in(piece))

    def _tile(self, level: int, number: int) -> bytes:
        if (level, number) not in self._held:
            tile = tiles.widest(level, number, self.size)
            raw = self._read(tile) if tile else b""
            if tile is None or len(raw) != tile.width * SIZE:
                raise Wrong(f"tile {level}/{number} is not as long as the log says")
            self._held[level, number] = raw
        return self._held[level, number]


def inclusion(index: int, nodes: Nodes) -> list[bytes]:
    """PATH(index, D[size]): from the leaf's neighbour up."""
    if not 0 <= index < nodes.size:
        raise Wrong(f"a log of {nodes.size} leaves has none at {index}")
    return _path(index, 0, nodes.size, nodes)


def _path(index: int, first: int, end: int, nodes: Nodes) -> list[bytes]:
    if end - first == 1:
        return []
    split = first + _largest(end - first)
    if index < split:
        return [*_path(index, first, split, nodes), nodes.over(split, end)]
    return [*_path(index, split, end, nodes), nodes.over(first, split)]


def consistency(before: int, nodes: Nodes) -> list[bytes]:
    """PROOF(before, D[size]): that the log of `before` leaves is the beginning of this one."""
    if not 0 < before <= nodes.size:
        raise Wrong(f"a log of {nodes.size} leaves had never {before}")
    return _grown(before, 0, nodes.size, nodes, whole=True)


def _grown(before: int, first: int, end: int, nodes: Nodes, *, whole: bool) -> list[bytes]:
    if before == end:
        return [] if whole else [nodes.over(first, end)]
    split = first + _largest(end - first)
    if before <= split:
        return [*_grown(before, first, split, nodes, whole=whole), nodes.over(split, end)]
    return [*_grown(before, split, end, nodes, whole=False), nodes.over(first, split)]


def _largest(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def check_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """`leaf`: the hash of the leaf. Raises Wrong (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        raise Wrong("the index lies outside of the log")
    place, last, found = index, size - 1, leaf
    for one in path:
        if last == 0:
            raise Wrong("the path is too long")
        if place & 1 or place == last:
            found = merkle.node_hash(one, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = merkle.node_hash(found, one)
        place, last = place >> 1, last >> 1
    if last or found != root:
        raise Wrong("the leaf does not stand there in the log of this checkpoint")


def check_consistency(before: int, old: bytes, size: int, root: bytes, path: Sequence[bytes]) -> None:
    """That the log with root `old` is the beginning of that with `root`. Raises Wrong (RFC 9162, 2.1.4.2)."""
    if before > size:
        raise Wrong("the log became shorter")
    if before in (0, size):
        if path or (before and old != root) or (not before and old != merkle.EMPTY):
            raise Wrong("two logs of one size are not the same")
        return
    steps = list(path) if before & (before - 1) else [old, *path]
    if not steps:
        raise Wrong("the path is too short")
    place, last = before - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    was = now = steps[0]
    for one in steps[1:]:
        if last == 0:
            raise Wrong("the path is too long")
        if place & 1 or place == last:
            was, now = merkle.node_hash(one, was), merkle.node_hash(one, now)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            now = merkle.node_hash(now, one)
        place, last = place >> 1, last >> 1
    if last or was != old or now != root:
        raise Wrong("the log was rewritten: what was there is not the beginning of what is there now")

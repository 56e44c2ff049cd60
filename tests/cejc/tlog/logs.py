"""A log in memory, for tests: its leaves are their own numbers."""

from functools import cache

from cejc.lib import merkle
from cejc.lib.tlog import tiles
from cejc.lib.tlog.proofs import Nodes


def leaf(place):
    return b"leaf %d" % place


@cache
def _hash(place):
    return merkle.leaf_hash(leaf(place))


class Log:
    def __init__(self, hashed=_hash):
        self.files, self.size, self._hashed = {}, 0, hashed

    def grow(self, size):
        made = tiles.grown(
            self.size, size, lambda first, end: [self._hashed(one) for one in range(first, end)], self.read
        )
        for tile, raw in made:
            assert self.files.setdefault(tile.path, raw) == raw, f"{tile.path} was rewritten"
        self.size = size

    def read(self, tile):
        return self.files[tile.path]

    def nodes(self, size=None):
        """As of `size`; a tile at that edge is cut from what stands there by now."""

        def read(tile):
            if tile.path in self.files:
                return self.files[tile.path]
            wider = tiles.widest(tile.level, tile.number, self.size)
            return self.files[wider.path][: tile.width * 32]

        return Nodes(size or self.size, read)

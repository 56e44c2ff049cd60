"""The tiles of a log: where its hashes and entries stand, and what comes new when it grows.

A tile of level L holds up to 256 hashes (32 bytes each) of complete subtrees of 256**L leaves; a bundle holds
as many entries, each behind its length in two bytes. Full ones never change; one at the right edge bears its
width in its name, and under that name never changes either.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cejc.lib import merkle

HEIGHT, WIDTH, SIZE = 8, 256, 32
LONGEST = 65_535  # bytes of an entry
ENTRIES = -1  # the "level" of the bundles of entries
_PATH = re.compile(r"(entries|[0-5])/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@dataclass(frozen=True)
class Tile:
    """A tile's place: the level (`ENTRIES` for a bundle), its number, and how many it holds."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Below `/tile/` of the log: `0/x001/x234/067`, `entries/000.p/7`."""
        head = "entries" if self.level == ENTRIES else str(self.level)
        *before, last = _thousands(self.number)
        number = "/".join([*(f"x{one:03d}" for one in before), f"{last:03d}"])
        return f"{head}/{number}" + ("" if self.width == WIDTH else f".p/{self.width}")

    @property
    def is_full(self) -> bool:
        return self.width == WIDTH


def _thousands(number: int) -> list[int]:
    found = [number % 1000]
    while number := number // 1000:
        found.append(number % 1000)
    return found[::-1]


def at_path(path: str) -> Tile | None:
    """The tile that a path names; None where it is no path, or not the one way to write it."""
    if not (found := _PATH.fullmatch(path)):
        return None
    head, number, width = found.groups()
    level = ENTRIES if head == "entries" else int(head)
    tile = Tile(level, int(number.replace("x", "").replace("/", "")), int(width) if width else WIDTH)
    return tile if tile.path == path else None


def widest(level: int, number: int, size: int) -> Tile | None:
    """The tile with this number in a log of `size` leaves; None where it has nothing yet."""
    count = size >> (HEIGHT * max(level, 0))
    width = min(count - number * WIDTH, WIDTH)
    return Tile(level, number, width) if width > 0 else None


def bundle(entries: Sequence[bytes]) -> bytes:
    """Raises ValueError where one is longer than its length can say."""
    if any(len(one) > LONGEST for one in entries):
        raise ValueError("an entry is too long for a log")
    return b"".join(len(one).to_bytes(2, "big") + one for one in entries)


def entries_in(raw: bytes) -> list[bytes]:
    """What a bundle holds. Raises ValueError where it is cut."""
    found, place = [], 0
    while place < len(raw):
        length = int.from_bytes(raw[place : place + 2], "big")
        one = raw[place + 2 : place + 2 + length]
        if len(raw) < place + 2 or len(one) != length:
            raise ValueError("a bundle of entries ends in the middle of one")
        found.append(one)
        place += 2 + length
    return found


def hashes_in(raw: bytes) -> list[bytes]:
    """Raises ValueError where the last is cut."""
    if len(raw) % SIZE:
        raise ValueError("a tile ends in the middle of a hash")
    return [raw[place : place + SIZE] for place in range(0, len(raw), SIZE)]


Range = Callable[[int, int], Sequence[bytes]]
Kept = Callable[[Tile], bytes]


def grown(before: int, size: int, leaves: Range, kept: Kept) -> Iterator[tuple[Tile, bytes]]:
    """The tiles of hashes that a log of `size` leaves has and that of `before` had not, from below.

    `leaves(first, end)` gives hashes of leaves, `kept(tile)` what a tile at the edge of `before` held.
    """
    level = 0
    fresh: list[bytes] = []  # the hashes of this level from `before` on
    while (first := before >> HEIGHT * level) < (end := size >> HEIGHT * level):
        start = first - first % WIDTH
        if level:
            edge = kept(Tile(level, start // WIDTH, first - start)) if first > start else b""
            held = [*hashes_in(edge), *fresh]
        fresh = []
        for place in range(start, end, WIDTH):
            until = min(place + WIDTH, end)
            piece = held[place - start : until - start] if level else leaves(place, until)
            yield Tile(level, place // WIDTH, len(piece)), b"".join(piece)
            if len(piece) == WIDTH:
                fresh.append(complete(piece))
        level += 1


def bundles(before: int, size: int) -> Iterator[Tile]:
    """The bundles that a log of `size` entries has and that of `before` had not."""
    for number in range(before // WIDTH, -(-size // WIDTH)):
        if found := widest(ENTRIES, number, size):
            yield found


def complete(hashes: Sequence[bytes]) -> bytes:
    """The root over hashes that are a power of two in number."""
    row = list(hashes)
    while len(row) > 1:
        row = [merkle.node_hash(row[place], row[place + 1]) for place in range(0, len(row), 2)]
    return row[0]

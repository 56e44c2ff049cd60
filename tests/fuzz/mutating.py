"""Files that are almost right: bytes turned, cut, doubled, swapped with another seed's, numbers at their edges."""

import random
from collections.abc import Callable

Dice = random.Random
EDGES = (
    b"\0",
    b"\xff",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\0\0\0\0",
    b"-1",
    b"99999999999999999999",
    b"1e999",
)
WORDS = (
    b"null",
    b"NaN",
    b"[" * 2000,
    b"{" * 500,
    b'"',
    b"\\u0000",
    b"\\ud800",
    b"\xef\xbb\xbf",
    "𬱖".encode(),
    b"\r\n",
)


def mutated(seed: bytes, other: bytes, dice: Dice) -> bytes:
    """`seed` with one to six faults; some are pieces of `other`."""
    found = bytearray(seed)
    for _count in range(dice.choice((1, 1, 2, 3, 6))):
        if found:
            dice.choice(WAYS)(found, other, dice)
    return bytes(found[: 2 * 1024 * 1024])


def _place(found: bytearray, dice: Dice) -> int:
    return dice.randrange(len(found))


def _bit(found: bytearray, _other: bytes, dice: Dice) -> None:
    found[_place(found, dice)] ^= 1 << dice.randrange(8)


def _byte(found: bytearray, _other: bytes, dice: Dice) -> None:
    found[_place(found, dice)] = dice.randrange(256)


def _edge(found: bytearray, _other: bytes, dice: Dice) -> None:
    place, value = _place(found, dice), dice.choice(EDGES)
    found[place : place + len(value)] = value


def _word(found: bytearray, _other: bytes, dice: Dice) -> None:
    place = _place(found, dice)
    found[place:place] = dice.choice(WORDS)


def _cut(found: bytearray, _other: bytes, dice: Dice) -> None:
    place = _place(found, dice)
    del found[place : place + dice.choice((1, 2, 7, 64, 4096))]


def _end(found: bytearray, _other: bytes, dice: Dice) -> None:
    del found[_place(found, dice) :]


def _double(found: bytearray, _other: bytes, dice: Dice) -> None:
    place = _place(found, dice)
    piece = bytes(found[place : place + dice.choice((1, 8, 64, 1024))])
    found[place:place] = piece * dice.choice((1, 2, 30))


def _graft(found: bytearray, other: bytes, dice: Dice) -> None:
    if other:
        start = dice.randrange(len(other))
        place = _place(found, dice)
        piece = other[start : start + dice.choice((4, 32, 512))]
        found[place : place + len(piece)] = piece


WAYS: tuple[Callable[[bytearray, bytes, Dice], None], ...] = (
    _bit,
    _byte,
    _edge,
    _word,
    _cut,
    _end,
    _double,
    _graft,
)

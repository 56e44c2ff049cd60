"""Which of many close pages is likeliest the same paper.

Papers of one form look alike by the hundred. What all of those found have in common, which is the form, is
taken out of their signatures; the names, dates and numbers remain, and by those they are ranked.
"""

from typing import Any

import numpy

from registry.activities.models import PaperLook
from registry.activities.queries.paper import Close

PIECE = 500  # signatures read at a time


def ranked(look: PaperLook, found: list[Close]) -> list[Close]:
    """`found`, the likeliest paper of `look` first."""
    keys = [one.look for one in found]
    its = numpy.concatenate([_signatures(keys[at : at + PIECE]) for at in range(0, len(keys), PIECE)])
    mine = _unpacked([look.signature])[0].reshape(64, 64)
    common = its.mean(axis=0)
    its = _of_length_one(its - common)
    ways = numpy.stack([numpy.rot90(mine, turn).ravel() for turn in range(4)]) - common
    alike = (its * _of_length_one(ways)[[one.turn for one in found]]).sum(axis=1)
    return [found[place] for place in numpy.argsort(-alike, kind="stable")]


def _signatures(keys: list[int]) -> Any:
    rows = dict(PaperLook.objects.filter(pk__in=keys).values_list("pk", "signature"))
    return _unpacked([rows[key] for key in keys])


def _unpacked(signatures: list[Any]) -> Any:
    """Rows of 4096 numbers from -7 to 7."""
    packed = numpy.frombuffer(b"".join(bytes(one) for one in signatures), numpy.uint8)
    places = numpy.stack([packed >> 4, packed & 15], axis=1).reshape(len(signatures), -1)
    return places.astype(numpy.float32) - 8


def _of_length_one(rows: Any) -> Any:
    return rows / numpy.maximum(numpy.linalg.norm(rows, axis=1, keepdims=True), 1e-6)

"""By what a page is found again when the same paper comes a second time, and how far two pages agree. The
pictures are opened in a child process with limits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cejc.lib.uploads import limited
from cejc.lib.uploads.file_kind import IMAGES, KINDS

# Raised when pages are looked at differently: looks of an older recipe are no longer compared.
RECIPE = 1
MOST_PAGES = 5
SIGNATURE = 2048
# Two pages are one paper from here on (`child.alike.agreement`): bench/alike.py measures it.
AGREED = 0.84
TYPES = {KINDS[kind][0] for kind in IMAGES} | {"application/pdf"}
# A number that a paper calls its own. What other papers are called by (文号), and who is who, is none.
_OWN = re.compile(
    r"(?:证\s*书\s*编\s*号|证\s*书\s*号\s*码?|编\s*号|Certificate\s+No\.?|Serial\s+No\.?)"
    r"\s*[:：]?\s*([A-Za-z0-9][A-Za-z0-9\-－—/]{5,39})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Look:
    """What a page shows: `hashes` of 64 bits, one for each quarter turn; `signature` of 2048 bytes;
    `picture`, WebP, to be compared."""

    page: int
    hashes: tuple[int, ...]
    signature: bytes
    picture: bytes


def can_look(mime: str) -> bool:
    """Whether files of this media type have pages to look at."""
    return mime in TYPES


def looks_of(source: Any, mime: str) -> list[Look] | None:
    """The looks of the first pages of `source` (a binary file that can seek); [] where there are none,
    None where looking itself failed and may be tried again."""
    try:
        with limited.on_disk(source) as path:
            facts, body = limited.run("look", path, mime=mime, most_pages=MOST_PAGES)
    except limited.ChildFound:
        return []
    except limited.ChildFailed:
        return None
    found, place = [], 0
    for one in facts["looks"]:
        middle = place + one["signature"]
        end = middle + one["picture"]
        found.append(Look(one["page"], tuple(one["hashes"]), body[place:middle], body[middle:end]))
        place = end
    return found


def agreements(picture: str, others: Sequence[tuple[str, int]]) -> list[float]:
    """How far the picture at each path, turned by so many quarters, agrees with the one at `picture`: 0 to 1.

    Raises `limited.ChildFailed`.
    """
    paths, turns = [path for path, _turn in others], [turn for _path, turn in others]
    facts, _body = limited.run("same", picture, others=paths, turns=turns, seconds=60)
    return [float(one) for one in facts["agree"]]


def own_numbers(words: str) -> set[str]:
    """The numbers that a paper calls its own, in capitals and without dashes."""
    found = {re.sub(r"[\-－—/]", "", one).upper() for one in _OWN.findall(words)}
    return {one for one in found if sum(sign.isdigit() for sign in one) >= 5}

"""Which pages look like a page: few by its 64 bits, then the closest by what tells them apart.

The bits stand in four columns of 16. Two hashes that differ in at most seven bits have a part that differs in
one bit at most: each part is asked for as it is and with each one bit turned, for the four ways a page lies.
Papers of one form are close to each other by the hundred: `paper_ranking` puts those first that say the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from registry.activities.models import Activity, Evidence, PaperFile, PaperLook

FARTHEST = 7  # bits
MOST_CLOSE, MOST_COMPARED = 5000, 12  # of these many the likeliest are compared, place by place
PARTS = ("part0", "part1", "part2", "part3")


@dataclass(frozen=True)
class Close:
    """A page close to another that is turned by so many quarters."""

    look: int
    file: int
    page: int
    place: int
    turn: int


def parts_of(bits: int) -> tuple[int, ...]:
    """64 bits as four numbers of 16."""
    return tuple(bits >> 16 * number & 0xFFFF for number in range(4))


def bits_of(parts: Iterable[int]) -> int:
    """The 64 bits of four numbers."""
    return sum(part << 16 * number for number, part in enumerate(parts))


def hashes_of(look: PaperLook) -> list[int]:
    """The 64 bits of a page for each quarter turn."""
    return [bits_of(getattr(look, part) for part in PARTS), *(int(one, 16) for one in look.turned)]


def close_to(look: PaperLook, files: QuerySet[PaperFile]) -> list[Close]:
    """Pages of `files` that may be the paper of `look`, the likeliest first; at most twelve."""
    found = _near(hashes_of(look), files.exclude(pk=look.file_id))
    if len(found) <= MOST_COMPARED:
        return found
    from registry.activities.queries.paper_ranking import ranked  # numpy: not in every process

    return ranked(look, found)[:MOST_COMPARED]


def handed_in(apart_from: Activity) -> QuerySet[Evidence]:
    """Files that stand under other records that were submitted at some time."""
    rows = Evidence.objects.current().exclude(activity=apart_from)
    return rows.exclude(activity__version=0)


def same_numbers(file: PaperFile) -> set[str]:
    """The numbers that this file calls its own."""
    return set(file.numbers.values_list("number", flat=True))


def _near(hashes: list[int], files: QuerySet[PaperFile]) -> list[Close]:
    """Within seven bits for some quarter turn, the closest first."""
    wanted = Q()
    for number, part in enumerate(PARTS):
        values = {one for bits in hashes for one in _around(parts_of(bits)[number])}
        wanted |= Q(**{f"{part}__in": values})
    rows = PaperLook.objects.filter(wanted, file__in=files)
    close = []
    for key, file, page, place, *parts in rows.values_list("pk", "file", "page", "place", *PARTS).iterator():
        away, turn = min(((bits_of(parts) ^ bits).bit_count(), turn) for turn, bits in enumerate(hashes))
        if away <= FARTHEST:
            close.append((away, key, Close(key, file, page, place, turn)))
    return [one for _away, _key, one in sorted(close, key=lambda one: one[:2])[:MOST_CLOSE]]


def _around(part: int) -> set[int]:
    return {part, *(part ^ 1 << bit for bit in range(16))}

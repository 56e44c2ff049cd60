"""Of a group only the best counts: of one year, of one work, or ever."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial

from credits.engine.entries import Entry, hours_of
from credits.engine.numbers import ZERO
from credits.engine.pieces import Piece
from credits.engine.rules import Group
from credits.engine.words import _

Member = tuple[Entry, list[Piece]]


def keep_best(group: Group, entries: list[Entry]) -> list[Piece]:
    """Of the records of `group` with one key only the best keep their hours (the earlier, when equal).
    What it took all hours of."""
    members: dict[object, list[Member]] = defaultdict(list)
    for entry in entries:
        if entry.record.kind in group.kinds:
            for key, pieces in _keys(group, entry):
                members[key].append((entry, pieces))
    return [
        piece
        for rivals in members.values()
        if len(rivals) > group.best
        for piece in _lower_others(group, rivals)
    ]


def _keys(group: Group, entry: Entry) -> Iterable[tuple[object, list[Piece]]]:
    """What each part of a record stands in comparison with."""
    if group.by == "year":
        years: dict[int, list[Piece]] = defaultdict(list)
        for piece in entry.pieces:
            years[piece.year].append(piece)
        return years.items()
    key = entry.work if group.by == "work" else "ever"
    return [(key, entry.pieces)] if key else []


def _lower_others(group: Group, rivals: list[Member]) -> Iterator[Piece]:
    ranked = sorted(rivals, key=lambda one: -hours_of(one[1]))  # stable: the earlier first
    best = [entry.record.id for entry, _pieces in ranked[: group.best]]
    for _entry, pieces in ranked[group.best :]:
        if hours_of(pieces):
            for piece in pieces:
                piece.lower(ZERO, partial(_group_why, group, best))
                yield piece


def _group_why(group: Group, best: list[str]) -> str:
    ids = "、".join(_("记录 {id}", id=one) for one in best)
    return _("{text}，已按{ids} 计算，本记录不再计", text=group.text, ids=ids)

"""What stands above a cap does not count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from functools import partial

from credits.engine.conflicts import Refusal
from credits.engine.entries import Entry
from credits.engine.numbers import ZERO, show
from credits.engine.pieces import Piece
from credits.engine.rules import Cap
from credits.engine.words import _


def cut(cap: Cap, entries: list[Entry], settled: Collection[str], span: Collection[int] = ()) -> None:
    """What stands above `cap` does not count. Who keeps: what is settled, then by date, of one date the
    bigger piece (a whole day before an evening), then the order of `entries`. `span` are the years of the
    person's span."""
    spent: dict[object, Decimal] = defaultdict(lambda: ZERO)
    holders: dict[object, list[str]] = defaultdict(list)
    for entry, piece in _in_turn(cap, entries, settled):
        if piece.again:
            piece.follow()  # before it takes of the cap what it does not count
        key = _cap_key(cap, entry, piece, span)
        if key is None or not piece.hours:
            continue
        counted = min(piece.hours, max(cap.hours - spent[key], ZERO))
        spent[key] += counted
        if counted < piece.hours:
            entry.cut_by.append(cap)
            piece.lower(counted, partial(_cut_why, cap, entry.record.id, counted, tuple(holders[key])))
        if counted and entry.record.id not in holders[key]:
            holders[key].append(entry.record.id)


def _cut_why(cap: Cap, record: str, counted: Decimal, holders: tuple[str, ...]) -> str:
    """The cap, which other records of the same day hold it, and what is left."""
    others = [holder for holder in holders if holder != record] if cap.per == "day" else []
    left = _("本项计 {hours}", hours=show(counted))
    if not others:
        return f"{cap.text}，{left}"
    held = _("当日已按{records} 计算", records="、".join(_("记录 {record}", record=one) for one in others))
    return f"{cap.text}，{held}，{left}"


def _in_turn(cap: Cap, entries: list[Entry], settled: Collection[str]) -> Iterable[tuple[Entry, Piece]]:
    """Every piece that `cap` may touch, in the order in which it is filled."""
    turns = []
    for place, entry in enumerate(entries):
        if cap.kinds and entry.record.kind not in cap.kinds:
            continue
        later, start = entry.record.id not in settled, entry.day
        for index, piece in enumerate(entry.pieces):
            turns.append((later, piece.day or start, -piece.hours, place, index, entry, piece))
    turns.sort()
    return [turn[-2:] for turn in turns]


def _cap_key(cap: Cap, entry: Entry, piece: Piece, span: Collection[int]) -> object:
    """What `cap` counts this piece with; None when it does not apply."""
    if (
        piece.deemed
        or (piece.again and cap.per != "year")
        or (cap.subjects and piece.subject not in cap.subjects)
    ):
        return None
    if cap.per == "day":
        return piece.day
    return _KEYS[cap.per](cap, entry, piece, span)


_KEYS: dict[str, Callable[[Cap, Entry, Piece, Collection[int]], object]] = {
    "item": lambda _cap, entry, _piece, _span: entry.record.id,
    "work": lambda _cap, entry, _piece, _span: entry.work or ("item", entry.record.id),
    "year": lambda _cap, _entry, piece, _span: piece.year,
    "years": lambda cap, _entry, piece, _span: (piece.year - cap.first_year) // cap.years,
    "span": lambda _cap, _entry, piece, span: True if piece.year in span else None,
    "ever": lambda _cap, _entry, _piece, _span: True,
}


def left_with_nothing(caps: Iterable[Cap], entries: list[Entry]) -> dict[str, Refusal]:
    """Records that had hours and of which a `refuse` cap left none."""
    strict = {cap.id for cap in caps if cap.over == "refuse"}
    found = {}
    for entry in entries if strict else ():
        cap = next((cap for cap in entry.cut_by if cap.id in strict), None)
        if cap is None or entry.hours():
            continue
        why = _(
            "记录 {id}：{why}。",
            id=entry.record.id,
            why="；".join(dict.fromkeys(piece.note for piece in entry.pieces if piece.note)),
        )
        found[entry.record.id] = Refusal(entry.record.id, f"{cap.per}_limit", why)
    return found

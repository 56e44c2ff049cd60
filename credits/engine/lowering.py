"""What counts less than it is worth: the highest of a group, and caps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from credits.engine.conflicts import Refusal
from credits.engine.entries import Entry
from credits.engine.numbers import ZERO, show
from credits.engine.order import first_day
from credits.engine.pieces import Piece
from credits.engine.policy import Policy
from credits.engine.rules import Cap
from credits.engine.words import _


def keep_highest(policy: Policy, entries: list[Entry]) -> None:
    """Of the records of a group with one key only the highest keeps its hours (the earliest, when equal)."""
    for group in policy.groups:
        members: dict[object, list[Entry]] = defaultdict(list)
        for entry in entries:
            if entry.record.kind in group.kinds:
                key = entry.work if group.by == "work" else entry.pieces[0].year
                if key:
                    members[key].append(entry)
        for rivals in members.values():
            best = max(rivals, key=Entry.hours)
            for entry in rivals:
                if entry is not best and entry.hours():
                    for index in range(len(entry.pieces)):
                        entry.lower(
                            index,
                            ZERO,
                            _("{text}，已按记录 {id} 计算，本记录不再计", text=group.text, id=best.record.id),
                        )


def cut(cap: Cap, entries: list[Entry], settled: Collection[str]) -> None:
    """What stands above `cap` does not count. Who keeps: what is settled, then by date, of one date the
    bigger piece (a whole day before an evening), then the order of `entries`."""
    spent: dict[object, Decimal] = defaultdict(Decimal)
    holders: dict[object, list[str]] = defaultdict(list)
    for entry, index in _in_turn(entries, settled):
        piece = entry.pieces[index]
        key = _cap_key(cap, entry, piece)
        if key is None or not piece.hours:
            continue
        counted = min(piece.hours, max(cap.hours - spent[key], ZERO))
        spent[key] += counted
        if counted < piece.hours:
            entry.lower(index, counted, _cut_why(cap, entry, counted, holders[key]))
        if counted and entry.record.id not in holders[key]:
            holders[key].append(entry.record.id)


def _cut_why(cap: Cap, entry: Entry, counted: Decimal, holders: list[str]) -> str:
    """The cap, which other records of the same day hold it, and what is left."""
    others = [holder for holder in holders if holder != entry.record.id] if cap.per == "day" else []
    left = _("本项计 {hours}", hours=show(counted))
    if not others:
        return f"{cap.text}，{left}"
    held = _("当日已按{records} 计算", records="、".join(_("记录 {record}", record=one) for one in others))
    return f"{cap.text}，{held}，{left}"


def _in_turn(entries: list[Entry], settled: Collection[str]) -> list[tuple[Entry, int]]:
    """Every piece of every entry as (entry, index), in the order in which caps are filled."""
    turns = []
    for place, entry in enumerate(entries):
        start = first_day(entry.record)
        for index, piece in enumerate(entry.pieces):
            turn = (entry.record.id not in settled, piece.day or start, -piece.hours, place, index)
            turns.append((turn, entry, index))
    return [(entry, index) for _turn, entry, index in sorted(turns, key=lambda one: one[0])]


def _cap_key(cap: Cap, entry: Entry, piece: Piece) -> object:
    """What `cap` counts this piece with; None when it does not apply."""
    if cap.kinds and entry.record.kind not in cap.kinds:
        return None
    if piece.deemed or (cap.subjects and piece.subject not in cap.subjects):
        return None
    return {"item": entry.record.id, "day": piece.day, "year": piece.year}[cap.per]


def left_with_nothing(policy: Policy, entries: list[Entry]) -> dict[str, Refusal]:
    """Records that had hours and of which a `refuse` cap left none."""
    caps = [cap for cap in policy.caps if cap.over == "refuse"]
    found = {}
    for entry in entries:
        cap = next((cap for cap in caps if any(cap.text in piece.note for piece in entry.pieces)), None)
        if cap is None or entry.hours():
            continue
        why = _(
            "记录 {id}：{why}。",
            id=entry.record.id,
            why="；".join(dict.fromkeys(piece.note for piece in entry.pieces if piece.note)),
        )
        found[entry.record.id] = Refusal(entry.record.id, f"{cap.per}_limit", why)
    return found

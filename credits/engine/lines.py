"""Attended parts of days and what they come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from credits.engine.numbers import ZERO
from credits.engine.pieces import Piece, Task
from credits.engine.rules import Slot
from credits.engine.words import _


@dataclass(frozen=True)
class Line:
    """One attended part of a day."""

    day: date
    slot: str
    subject: str


@dataclass(frozen=True)
class Slots:
    """Days, half days and evenings (R6). Parts of one record on one date and of one subject that make up a
    whole are that whole; what a whole absorbs adds nothing to it."""

    def pieces(self, task: Task) -> Iterable[Piece]:
        by_day: dict[date, list[Line]] = defaultdict(list)
        for line in task.facts["lines"]:
            by_day[line.day].append(line)
        for day in sorted(by_day):
            lines = by_day[day]
            yield from _of_day(task, lines if len(lines) == 1 else _merged(task.policy.slots, lines))


def _of_day(task: Task, lines: list[Line]) -> Iterator[Piece]:
    slots = task.policy.slots
    absorbed = {gone for line in lines for gone in slots[line.slot].absorbs} if len(lines) > 1 else ()
    for line in lines:
        slot = slots[line.slot]
        if slot.id in absorbed:
            hours, label = ZERO, _("{name}并入全天", name=slot.name)
        else:
            hours, label = slot.hours, slot.name
        yield Piece(task.years.of(line.day), line.subject, hours, "", day=line.day, label=label)


def _merged(slots: Mapping[str, Slot], lines: list[Line]) -> list[Line]:
    """Morning and afternoon of one subject become the day; nothing else changes.

    A date on which one record has several subjects keeps its parts: no split of a whole is invented.
    """
    if len({line.subject for line in lines}) > 1:
        return lines
    for whole in [slot for slot in slots.values() if slot.made_of]:
        parts = [line for line in lines if line.slot in whole.made_of]
        if {line.slot for line in parts} == set(whole.made_of):
            rest = [line for line in lines if line not in parts]
            return [Line(parts[0].day, whole.id, parts[0].subject), *rest]
    return lines

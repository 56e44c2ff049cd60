"""In which order records are weighed against each other: by what they
are, never by when they were entered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import total_ordering
from typing import Any

from credits.engine.facts import Record
from credits.engine.lines import Line

Rank = tuple[date, Decimal, int, "Content"]


def first_day(record: Record) -> date:
    """The earliest date among the facts; a record without one stands last."""
    lines = record.facts.get("lines")
    days = [value for value in record.facts.values() if isinstance(value, date)]
    if lines:
        days.extend(line.day for line in lines)
    return min(days, default=date.max)


def rank(record: Record, day: date, hours: Decimal, row: int) -> Rank:
    """What comes first counts first: the earlier date; of one date what is worth more; then the place of
    its conversion `row` in the notice; then the kind's id and the content.

    Two records of equal rank are equal in all that counts, so that their order changes no total.
    """
    return day, -hours, row, Content(record)


@total_ordering
class Content:
    """The facts as they are compared; written only where all before them is equal."""

    __slots__ = ("record",)

    def __init__(self, record: Record) -> None:
        self.record = record

    def written(self) -> tuple[str, list[tuple[str, str]]]:
        facts = sorted((name, _written(value)) for name, value in self.record.facts.items())
        return self.record.kind, facts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Content) and self.written() == other.written()

    def __lt__(self, other: Content) -> bool:
        return self.written() < other.written()

    __hash__ = None  # type: ignore[assignment]


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return repr(sorted(_written(one) for one in value))
    if isinstance(value, Line):
        return f"{value.day} {value.slot} {value.subject}"
    return str(value)

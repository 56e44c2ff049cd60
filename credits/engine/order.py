"""In which order records are weighed against each other: by what they
are, never by when they were entered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import total_ordering
from typing import Any

from credits.engine.facts import Record
from credits.engine.lines import Line
from credits.engine.policy import Policy

Rank = tuple[date, Decimal, int, "Content"]


def first_day(record: Record) -> date:
    """The earliest date among the facts; a record without one stands last."""
    lines = record.facts.get("lines")
    days = [value for value in record.facts.values() if isinstance(value, date)]
    if lines:
        days.extend(line.day for line in lines)
    return min(days, default=date.max)


def rank(policy: Policy, record: Record, day: date, hours: Decimal) -> Rank:
    """What comes first counts first: the earlier date; of one date what is worth more; then the kind's
    place in the notice; then the content.

    Two records of equal rank are equal in all that counts, so that their order changes no total.
    """
    return day, -hours, policy.kind_places[record.kind], Content(record)


@total_ordering
class Content:
    """The facts as they are compared; written only where all before them is equal."""

    __slots__ = ("record",)

    def __init__(self, record: Record) -> None:
        self.record = record

    def written(self) -> list[tuple[str, str]]:
        return sorted((name, _written(value)) for name, value in self.record.facts.items())

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

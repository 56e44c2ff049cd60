"""In which order records are weighed against each other: by what they
are, never by when they were entered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from credits.engine.facts import Record
from credits.engine.lines import Line
from credits.engine.policy import Policy

Rank = tuple[Any, ...]


def first_day(record: Record) -> date:
    """The earliest date among the facts; a record without one stands last."""
    days = [value for value in record.facts.values() if isinstance(value, date)]
    days += [line.day for line in record.facts.get("lines", ())]
    return min(days, default=date.max)


def rank(policy: Policy, record: Record, hours: Decimal) -> Rank:
    """What comes first counts first: the earlier date; of one date what is worth more; then the kind's
    place in the notice; then the content.

    Two records of equal rank are equal in all that counts, so that their order changes no total.
    """
    content = sorted((name, _written(value)) for name, value in record.facts.items())
    return first_day(record), -hours, list(policy.kinds).index(record.kind), content


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return repr(sorted(_written(one) for one in value))
    if isinstance(value, Line):
        return f"{value.day} {value.slot} {value.subject}"
    return str(value)

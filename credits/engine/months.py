"""Periods of calendar months."""

from __future__ import annotations

from datetime import date, timedelta


def period_end(start: date, months: int) -> date:
    """The last day of a period of `months` calendar months that begins on `start`.

    2019-01-01 + 6 -> 2019-06-30. Where the month has no such day the period ends with the month:
    2018-08-31 + 6 -> 2019-02-28.
    """
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    try:
        return date(year, month + 1, start.day) - timedelta(days=1)
    except ValueError:
        following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
        return following - timedelta(days=1)


def full_months(start: date, end: date) -> int:
    """How many whole calendar months the inclusive period holds."""
    months = max((end.year - start.year) * 12 + end.month - start.month - 1, 0)
    while period_end(start, months + 1) <= end:
        months += 1
    return months

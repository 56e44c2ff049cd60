"""Working days of a public notice (R18): pure functions over a calendar date -> is it a workday.

The day of publication is not counted; the notice ends with the n-th full working day after it, and what
it announces can be confirmed from the next midnight, Asia/Shanghai. A date that the calendar does not
know is an error: nobody guesses Monday to Friday.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from credits.engine.words import _

SHANGHAI = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)


class CalendarMissing(LookupError):
    """The calendar of `year` is not loaded. `str()` is a Chinese sentence."""

    def __init__(self, year: int) -> None:
        super().__init__(
            _(
                "{year} 年的工作日历尚未载入，无法计算工作日，"
                "请管理员载入国务院公布的该年度放假安排后再办理。",
                year=year,
            )
        )
        self.year = year


@dataclass(frozen=True)
class NoticeEnd:
    """`last_day` is the last day of the notice; `confirmable_from` the midnight after it;
    `working_days` those that were counted."""

    published: date
    working_days: tuple[date, ...]
    last_day: date
    confirmable_from: datetime


def notice_end(published: date, days: int, workdays: Mapping[date, bool]) -> NoticeEnd:
    """When a notice published on `published` ends after `days` (>= 1) full working days."""
    counted: list[date] = []
    day = published
    while len(counted) < days:
        day += _DAY
        if _is_workday(day, workdays):
            counted.append(day)
    midnight = datetime.combine(day + _DAY, time.min, tzinfo=SHANGHAI)
    return NoticeEnd(published, tuple(counted), day, midnight)


def latest_publication(confirm_by: date, days: int, workdays: Mapping[date, bool]) -> date:
    """The last date on which a notice of `days` working days can be published and still be confirmed on
    `confirm_by`. For 2026-07-31 and 5 days: 2026-07-23."""
    day, counted = confirm_by, 0
    while counted < days:
        day -= _DAY
        counted += _is_workday(day, workdays)
    return day - _DAY


def workdays_between(start: date, end: date, workdays: Mapping[date, bool]) -> int:
    """Full working days after `start` and before `end`. Raises
    CalendarMissing for a year that is not loaded."""
    days = (start + _DAY * number for number in range(1, max((end - start).days, 1)))
    return sum(_is_workday(day, workdays) for day in days)


def _is_workday(day: date, workdays: Mapping[date, bool]) -> bool:
    try:
        return workdays[day]
    except KeyError:
        raise CalendarMissing(day.year) from None

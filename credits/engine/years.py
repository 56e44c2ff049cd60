"""Which year a day belongs to, where years do not end in December. A year is called after the one it
ends in."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from credits.engine.person import Person

BIRTH = "birth"


@dataclass(frozen=True)
class Years:
    """`last_month` is the month with which each year ends."""

    last_month: int = 12

    def of(self, day: date) -> int:
        return day.year + (day.month > self.last_month)

    def last_day(self, year: int) -> date:
        return date(year, self.last_month, monthrange(year, self.last_month)[1])

    def first_day(self, year: int) -> date:
        return self.last_day(year - 1) + timedelta(days=1)

    def length(self, year: int) -> int:
        return (self.last_day(year) - self.last_day(year - 1)).days


CALENDAR = Years()


def years_for(last_month: int | str, person: Person) -> Years:
    """The years of `person` under a policy of `last_month`; a month of birth that is not known changes
    nothing."""
    if last_month == BIRTH:
        return Years(person.born.month) if person.born else CALENDAR
    return Years(int(last_month))

"""Whole years taken as complete."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from credits.engine.months import period_end
from credits.engine.numbers import ZERO, show, show_date
from credits.engine.pieces import Piece, Task
from credits.engine.policy import ALL_SUBJECTS
from credits.engine.words import _


@dataclass(frozen=True)
class DeemedYears:
    """Whole years taken as complete (R2). Below `least` months: none. Up to `single_up_to` months inclusive:
    the calendar year with more of the days; equal halves: the year of the date `decided`, or, when that lies
    outside, the nearer of the two. Above: every calendar year touched.
    """

    start: str
    end: str
    decided: str
    least: int
    single_up_to: int
    hours: Decimal

    def pieces(self, task: Task) -> Iterable[Piece]:
        start, end = task.facts[self.start], task.facts[self.end]
        if end < period_end(start, self.least):
            why = _(
                "{start}至{end}不满 {least} 个月，不折算",
                start=show_date(start),
                end=show_date(end),
                least=self.least,
            )
            return [Piece(self._year_by_days(task), ALL_SUBJECTS, ZERO, why)]
        if end <= period_end(start, self.single_up_to):
            year = self._year_by_days(task)
            how = _(
                "满 {least} 个月、未超过 {single_up_to} 个月，按天数较多的年度计（{year} 年 {days} 天）",
                least=self.least,
                single_up_to=self.single_up_to,
                year=year,
                days=_days(task, self, year),
            )
            return [self._deem(task, year, how)]
        how = _("超过 {single_up_to} 个月，计入外派期间各年度", single_up_to=self.single_up_to)
        return [self._deem(task, year, how) for year in _touched(task, start, end)]

    def _deem(self, task: Task, year: int, how: str) -> Piece:
        period = _(
            "{start}至{end}",
            start=show_date(task.facts[self.start]),
            end=show_date(task.facts[self.end]),
        )
        done = _(
            "视同完成 {year} 年度继续教育 {hours} {unit}",
            year=year,
            hours=show(self.hours),
            unit=task.policy.unit,
        )
        return Piece(
            year,
            ALL_SUBJECTS,
            self.hours,
            _("{period}{how}，考核合格，{done}", period=period, how=how, done=done),
            deemed=True,
        )

    def _year_by_days(self, task: Task) -> int:
        start, end = task.facts[self.start], task.facts[self.end]
        days = {year: _days(task, self, year) for year in _touched(task, start, end)}
        most = [year for year in days if days[year] == max(days.values())]
        decided = task.years.of(task.facts[self.decided])
        return min(most, key=lambda year: (abs(year - decided), -year))


def _days(task: Task, method: DeemedYears, year: int) -> int:
    """Days of the assignment that fall in `year`."""
    start = max(task.facts[method.start], task.years.first_day(year))
    end = min(task.facts[method.end], task.years.last_day(year))
    return int((end - start).days) + 1


def _touched(task: Task, start: date, end: date) -> range:
    return range(task.years.of(start), task.years.of(end) + 1)

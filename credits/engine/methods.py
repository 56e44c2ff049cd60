"""The ways a conversion row turns facts into hours. Each is data of the policy; none knows a notice.

A method's `pieces(task)` gives one `Piece` per indivisible bit of hours (a slot of a day, a paper, a year
taken as complete). `convert` then applies what reaches across records: conflicts, groups and caps.
"""

from __future__ import annotations

import string
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from credits.engine.numbers import ZERO, floor_to, show, show_date
from credits.engine.policy import ALL_SUBJECTS, Conditions, Kind, Policy, Rule, Slot, all_hold
from credits.engine.words import _


@dataclass(frozen=True)
class Piece:
    """`hours` of `subject` for `year`, and the reason in Chinese (`note`, no full stop). `label` and `day`
    are given for slots of a day, so that equal ones can be told together."""

    year: int
    subject: str
    hours: Decimal
    note: str
    day: date | None = None
    label: str = ""
    deemed: bool = False


@dataclass(frozen=True)
class Task:
    """One record under the rule chosen for it."""

    policy: Policy
    kind: Kind
    rule: Rule
    facts: Mapping[str, Any]

    @property
    def subject(self) -> str:
        return self.facts[self.rule.subject_fact] if self.rule.subject_fact else self.rule.subject

    @property
    def real_year(self) -> int:
        return int(self.facts[self.rule.year_of].year)

    @property
    def year(self) -> int:
        """The year the hours count for: a make-up goes to the year it makes up (R14)."""
        made_up = self.facts.get(self.rule.attributed_year_of)
        if made_up is not None and self.subject in self.rule.attributed_subjects:
            return int(made_up)
        return self.real_year

    def say(self, label: str, **more: object) -> str:
        """`label` with each `{fact}` written as a person reads it."""
        shown = {fact.id: self._shown(fact.id) for fact in self.kind.facts if fact.type != "lines"}
        return string.Formatter().vformat(label, (), {**shown, **more})

    def _shown(self, fact_id: str) -> str:
        value, fact = self.facts.get(fact_id), self.kind.fact(fact_id)
        if value is None:
            return ""
        if fact.type == "boolean":
            return _("是") if value else _("否")
        if fact.type == "subject":
            return self.policy.subject_names[value]
        if fact.type == "choice":
            return fact.choice_name(value)
        if fact.type == "date":
            return show_date(value)
        return show(value) if isinstance(value, Decimal) else str(value)

    def piece(self, hours: Decimal, label: str, **more: object) -> Piece:
        name = self.policy.subject_names[self.subject]
        note = _(
            "{said}，折算{name} {hours} {unit}",
            said=self.say(label, **more),
            name=name,
            hours=show(hours),
            unit=self.policy.unit,
        )
        if self.year != self.real_year:
            note += _("，作为补学计入 {year} 年度", year=self.year)
        return Piece(self.year, self.subject, hours, note)

    def nothing(self, why: str) -> Piece:
        """Zero hours, with the reason."""
        return Piece(self.year, self.subject, ZERO, self.say(why))


@dataclass(frozen=True)
class Case:
    when: Conditions
    hours: Decimal
    label: str


@dataclass(frozen=True)
class Table:
    """By rank, role or level: the first case whose conditions hold."""

    cases: tuple[Case, ...]

    def pieces(self, task: Task) -> Iterable[Piece]:
        for case in self.cases:
            if all_hold(case.when, task.facts):
                return [task.piece(case.hours, case.label)]
        return [task.nothing(_("没有适用的折算档次，不自动折算"))]


@dataclass(frozen=True)
class PerUnit:
    """`hours` for every full `per` of the number `fact`."""

    fact: str
    per: Decimal
    hours: Decimal
    label: str

    def pieces(self, task: Task) -> Iterable[Piece]:
        units = Decimal(task.facts[self.fact]) // self.per
        label = _(
            "{label}，每 {per} 项 {hours} {unit}",
            label=self.label,
            per=show(self.per),
            hours=show(self.hours),
            unit=task.policy.unit,
        )
        return [task.piece(units * self.hours, label)]


@dataclass(frozen=True)
class Tier:
    minimum: Decimal
    hours: Decimal
    label: str


@dataclass(frozen=True)
class Tiers:
    """By amount: the last tier whose `minimum` is reached. The amount is the number `fact`, or the full
    months or the days (`unit`) from the date `start` to the date `end`, both inclusive."""

    tiers: tuple[Tier, ...]
    unit: str
    fact: str = ""
    start: str = ""
    end: str = ""

    def pieces(self, task: Task) -> Iterable[Piece]:
        amount = self.amount(task.facts)
        reached = [tier for tier in self.tiers if tier.minimum <= amount]
        if not reached:
            least = show(self.tiers[0].minimum)
            return [
                task.nothing(
                    _("数量为 {amount}，未达到最低档 {least}，不折算", amount=show(amount), least=least)
                )
            ]
        return [task.piece(reached[-1].hours, reached[-1].label, amount=show(amount))]

    def amount(self, facts: Mapping[str, Any]) -> Decimal:
        if self.unit == "number":
            return Decimal(facts[self.fact])
        start, end = facts[self.start], facts[self.end]
        if self.unit == "days":
            return Decimal((end - start).days + 1)
        return Decimal(full_months(start, end))


@dataclass(frozen=True)
class Bonus:
    """`hours` more when the conditions hold; with `fact`, for every full `per` of it above `over`."""

    when: Conditions
    hours: Decimal
    label: str
    fact: str = ""
    over: Decimal = ZERO
    per: Decimal = Decimal(1)

    def worth(self, facts: Mapping[str, Any]) -> Decimal:
        if not all_hold(self.when, facts):
            return ZERO
        if not self.fact:
            return self.hours
        return max((Decimal(facts[self.fact]) - self.over) // self.per, ZERO) * self.hours


@dataclass(frozen=True)
class BaseBonus:
    """A base figure and what is added to it."""

    base: Decimal
    label: str
    bonuses: tuple[Bonus, ...]

    def pieces(self, task: Task) -> Iterable[Piece]:
        total, said = self.base, [f"{task.say(self.label)} {show(self.base)}"]
        for bonus in self.bonuses:
            worth = bonus.worth(task.facts)
            total += worth
            if worth:
                said.append(f"{task.say(bonus.label)} {show(worth)}")
        return [task.piece(total, "{said}", said=_("，加").join(said))]


@dataclass(frozen=True)
class ApprovedOrMinutes:
    """The hours approved for the course, or minutes / `minutes_per_hour` rounded down to `step` (R12)."""

    approved: str
    minutes: str
    minutes_per_hour: Decimal
    step: Decimal
    label: str

    def pieces(self, task: Task) -> Iterable[Piece]:
        approved = task.facts.get(self.approved)
        if approved is not None:
            return [task.piece(approved, _("{label}，按课程审定学时计", label=self.label))]
        minutes = Decimal(task.facts[self.minutes])
        hours = floor_to(minutes / self.minutes_per_hour, self.step)
        how = _(
            "课程未核定学时，按时长 {minutes} 分钟、每 {minutes_per_hour} 分钟 1 {unit}",
            minutes=show(minutes),
            minutes_per_hour=show(self.minutes_per_hour),
            unit=task.policy.unit,
        )
        return [
            task.piece(
                hours,
                _("{label}，{how}、向下取至 {step} 计", label=self.label, how=how, step=show(self.step)),
            )
        ]


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
        return [self._deem(task, year, how) for year in range(start.year, end.year + 1)]

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
        days = {year: _days(task, self, year) for year in range(start.year, end.year + 1)}
        most = [year for year in days if days[year] == max(days.values())]
        decided = task.facts[self.decided].year
        return min(most, key=lambda year: (abs(year - decided), -year))


def _days(task: Task, method: DeemedYears, year: int) -> int:
    """Days of the assignment that fall in `year`."""
    start = max(task.facts[method.start], date(year, 1, 1))
    end = min(task.facts[method.end], date(year, 12, 31))
    return int((end - start).days) + 1


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
            yield from self._of_day(task, by_day[day])

    def _of_day(self, task: Task, lines: list[Line]) -> Iterator[Piece]:
        lines = _merged(task.policy.slots, lines)
        absorbed = {gone for line in lines for gone in task.policy.slots[line.slot].absorbs}
        for line in lines:
            slot = task.policy.slots[line.slot]
            hours, label = (
                (ZERO, _("{name}并入全天", name=slot.name))
                if slot.id in absorbed
                else (slot.hours, slot.name)
            )
            yield Piece(line.day.year, line.subject, hours, "", day=line.day, label=label)


def _merged(slots: Mapping[str, Slot], lines: list[Line]) -> list[Line]:
    """Morning and afternoon of one subject become the day; nothing else changes.

    A date on which one record has several subjects keeps its parts: no split of a whole is invented.
    """
    if len({line.subject for line in lines}) > 1:
        return lines
    for whole in (slot for slot in slots.values() if slot.made_of):
        parts = [line for line in lines if line.slot in whole.made_of]
        if {line.slot for line in parts} == set(whole.made_of):
            rest = [line for line in lines if line not in parts]
            return [Line(parts[0].day, whole.id, parts[0].subject), *rest]
    return lines


@dataclass(frozen=True)
class Manual:
    """No automatic hours: a reviewer may award them by hand, with a reason."""

    label: str

    def pieces(self, task: Task) -> Iterable[Piece]:
        return [task.nothing(self.label)]


Method = Table | PerUnit | Tiers | BaseBonus | ApprovedOrMinutes | DeemedYears | Slots | Manual


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

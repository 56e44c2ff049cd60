"""The ways a conversion row turns facts into hours. Each is data of the policy; none knows a notice.

A method's `pieces(task)` gives one `Piece` per indivisible bit of hours (a slot of a day, a paper, a year
taken as complete). `convert` then applies what reaches across records: conflicts, groups and caps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from credits.engine.deemed import DeemedYears
from credits.engine.kinds import Conditions, all_hold
from credits.engine.lines import Slots
from credits.engine.months import full_months
from credits.engine.numbers import DOWN, NEAREST, ZERO, floor_to, round_to, show
from credits.engine.pieces import Piece, Task
from credits.engine.words import _


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
    """`hours` for every `per` of the number `fact`: full ones, or rounded (`round`) to `step` of one.
    `measure` is what the number counts, as sentences say it."""

    fact: str
    per: Decimal
    hours: Decimal
    label: str
    step: Decimal = Decimal(1)
    round: str = DOWN
    measure: str = ""

    def pieces(self, task: Task) -> Iterable[Piece]:
        units = round_to(Fraction(task.facts[self.fact]) / Fraction(self.per), self.step, self.round)
        return [task.piece(units * self.hours, partial(self._label, task))]

    def _label(self, task: Task) -> str:
        return _(
            "{label}，每 {per} {measure} {hours} {unit}",
            label=self.label,
            measure=self.measure or _("项"),
            per=show(self.per),
            hours=show(self.hours),
            unit=task.policy.unit,
        )


@dataclass(frozen=True)
class Tier:
    """`unit`: that of the amount `minimum`, where it is not the table's (days among months)."""

    minimum: Decimal
    hours: Decimal
    label: str
    unit: str = ""


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
        reached = [tier for tier in self.tiers if tier.minimum <= self.amount(task.facts, tier.unit)]
        if not reached:
            lowest = self.tiers[0]
            amount, least = show(self.amount(task.facts, lowest.unit)), show(lowest.minimum)
            return [
                task.nothing(_("数量为 {amount}，未达到最低档 {least}，不折算", amount=amount, least=least))
            ]
        best = reached[-1]
        return [task.piece(best.hours, best.label, amount=show(self.amount(task.facts, best.unit)))]

    def amount(self, facts: Mapping[str, Any], unit: str = "") -> Decimal:
        unit = unit or self.unit
        if unit == "number":
            return Decimal(facts[self.fact])
        start, end = facts[self.start], facts[self.end]
        if unit == "days":
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
        parts = [(self.label, self.base), *self._added(task)]
        hours = sum((worth for _label, worth in parts), ZERO)
        return [task.piece(hours, "{said}", said=partial(self._said, task, parts))]

    def _added(self, task: Task) -> Iterator[tuple[str, Decimal]]:
        for bonus in self.bonuses:
            if worth := bonus.worth(task.facts):
                yield bonus.label, worth

    def _said(self, task: Task, parts: list[tuple[str, Decimal]]) -> str:
        return _("，加").join(f"{task.say(label)} {show(worth)}" for label, worth in parts)


@dataclass(frozen=True)
class ApprovedOrMinutes:
    """The hours approved for the course, or minutes / `minutes_per_hour` rounded (`round`) to `step`
    (R12); none for less than `least` hours of minutes."""

    approved: str
    minutes: str
    minutes_per_hour: Decimal
    step: Decimal
    label: str
    round: str = DOWN
    least: Decimal = ZERO

    def pieces(self, task: Task) -> Iterable[Piece]:
        approved = task.facts.get(self.approved)
        if approved is not None:
            return [task.piece(approved, lambda: _("{label}，按课程审定学时计", label=self.label))]
        minutes = Decimal(task.facts[self.minutes])
        exact = minutes / self.minutes_per_hour
        if exact < self.least:
            return [
                task.nothing(
                    _(
                        "时长 {minutes} 分钟，不足 {least} {unit}，不折算",
                        minutes=show(minutes),
                        least=show(self.least),
                        unit=task.policy.unit,
                    )
                )
            ]
        hours = floor_to(exact, self.step) if self.round == DOWN else round_to(exact, self.step, self.round)
        return [task.piece(hours, partial(self._by_minutes, task, minutes))]

    def _by_minutes(self, task: Task, minutes: Decimal) -> str:
        how = _(
            "课程未核定学时，按时长 {minutes} 分钟、每 {minutes_per_hour} 分钟 1 {unit}",
            minutes=show(minutes),
            minutes_per_hour=show(self.minutes_per_hour),
            unit=task.policy.unit,
        )
        if self.round == DOWN:
            return _("{label}，{how}、向下取至 {step} 计", label=self.label, how=how, step=show(self.step))
        to = _("四舍五入至") if self.round == NEAREST else _("向上取至")
        return _("{label}，{how}、{to} {step} 计", label=self.label, how=how, to=to, step=show(self.step))


@dataclass(frozen=True)
class Manual:
    """No automatic hours: a reviewer may award them by hand, with a reason."""

    label: str

    def pieces(self, task: Task) -> Iterable[Piece]:
        return [task.nothing(self.label)]


Method = Table | PerUnit | Tiers | BaseBonus | ApprovedOrMinutes | DeemedYears | Slots | Manual

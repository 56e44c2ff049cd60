"""The ways a conversion row turns facts into hours. Each is data of the policy; none knows a notice.

A method's `pieces(task)` gives one `Piece` per indivisible bit of hours (a slot of a day, a paper, a year
taken as complete). `convert` then applies what reaches across records: conflicts, groups and caps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from credits.engine.deemed import DeemedYears
from credits.engine.kinds import Conditions, all_hold
from credits.engine.lines import Slots
from credits.engine.months import full_months
from credits.engine.numbers import ZERO, floor_to, show
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
    """`hours` for every full `per` of the number `fact`."""

    fact: str
    per: Decimal
    hours: Decimal
    label: str

    def pieces(self, task: Task) -> Iterable[Piece]:
        units = Decimal(task.facts[self.fact]) // self.per
        return [task.piece(units * self.hours, partial(self._label, task))]

    def _label(self, task: Task) -> str:
        return _(
            "{label}，每 {per} 项 {hours} {unit}",
            label=self.label,
            per=show(self.per),
            hours=show(self.hours),
            unit=task.policy.unit,
        )


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
    """The hours approved for the course, or minutes / `minutes_per_hour` rounded down to `step` (R12)."""

    approved: str
    minutes: str
    minutes_per_hour: Decimal
    step: Decimal
    label: str

    def pieces(self, task: Task) -> Iterable[Piece]:
        approved = task.facts.get(self.approved)
        if approved is not None:
            return [task.piece(approved, lambda: _("{label}，按课程审定学时计", label=self.label))]
        minutes = Decimal(task.facts[self.minutes])
        hours = floor_to(minutes / self.minutes_per_hour, self.step)
        return [task.piece(hours, partial(self._by_minutes, task, minutes))]

    def _by_minutes(self, task: Task, minutes: Decimal) -> str:
        how = _(
            "课程未核定学时，按时长 {minutes} 分钟、每 {minutes_per_hour} 分钟 1 {unit}",
            minutes=show(minutes),
            minutes_per_hour=show(self.minutes_per_hour),
            unit=task.policy.unit,
        )
        return _("{label}，{how}、向下取至 {step} 计", label=self.label, how=how, step=show(self.step))


@dataclass(frozen=True)
class Manual:
    """No automatic hours: a reviewer may award them by hand, with a reason."""

    label: str

    def pieces(self, task: Task) -> Iterable[Piece]:
        return [task.nothing(self.label)]


Method = Table | PerUnit | Tiers | BaseBonus | ApprovedOrMinutes | DeemedYears | Slots | Manual

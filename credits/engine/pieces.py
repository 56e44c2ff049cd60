"""What a conversion row gives: indivisible bits of hours, each with its reason."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from credits.engine.kinds import Kind
from credits.engine.numbers import ZERO, show, show_date
from credits.engine.policy import Policy
from credits.engine.rules import Rule
from credits.engine.words import _
from credits.engine.years import CALENDAR, Years

Told = str | Callable[[], str]


@dataclass(slots=True)
class Piece:
    """`hours` of `subject` for `year`, and what is told of it, in Chinese and without a full stop: made only
    when somebody reads it. `label` and `day` are given for slots of a day, so that equal ones can be told
    together. `lowered` says why less counts than the rule gave. One that counts `again` in a later year has
    an `origin`; one that is `held` waits to be approved."""

    year: int
    subject: str
    hours: Decimal
    told: Told
    day: date | None = None
    label: str = ""
    deemed: bool = False
    lowered: tuple[Told, ...] = ()
    again: bool = False
    held: bool = False
    origin: Piece | None = None

    @property
    def note(self) -> str:
        return "；".join(filter(None, map(say, (self.told, *self.lowered))))

    def lower(self, hours: Decimal, reason: Told) -> None:
        self.hours, self.lowered = hours, (*self.lowered, reason)

    def follow(self) -> None:
        """What counts again counts as much as it did the first time, and no more: it is told with that."""
        if self.origin and self.hours > self.origin.hours:
            self.hours, self.lowered = self.origin.hours, ()


def say(told: Told) -> str:
    return told if isinstance(told, str) else told()


@dataclass(slots=True)
class Task:
    """One record under the rule chosen for it."""

    policy: Policy
    kind: Kind
    rule: Rule
    facts: Mapping[str, Any]
    years: Years = CALENDAR

    @property
    def subject(self) -> str:
        return self.facts[self.rule.subject_fact] if self.rule.subject_fact else self.rule.subject

    @property
    def real_year(self) -> int:
        return self.years.of(self.facts[self.rule.year_of])

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

    def piece(self, hours: Decimal, label: Told, **more: Told) -> Piece:
        return Piece(self.year, self.subject, hours, partial(self.told, hours, label, more))

    def told(self, hours: Decimal, label: Told, more: Mapping[str, Any]) -> str:
        name = self.policy.subject_names[self.subject]
        note = _(
            "{said}，折算{name} {hours} {unit}",
            said=self.say(say(label), **{key: say(value) for key, value in more.items()}),
            name=name,
            hours=show(hours),
            unit=self.policy.unit,
        )
        if self.year != self.real_year:
            note += _("，作为补学计入 {year} 年度", year=self.year)
        return note

    def nothing(self, why: str) -> Piece:
        """Zero hours, with the reason."""
        return Piece(self.year, self.subject, ZERO, partial(self.say, why))

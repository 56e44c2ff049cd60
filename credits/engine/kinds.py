"""Kinds of activity, the facts that are asked about them, and conditions on these facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

FACT_TYPES = ("date", "year", "integer", "decimal", "boolean", "choice", "subject", "lines")


@dataclass(frozen=True)
class Choice:
    id: str
    name: str


@dataclass(frozen=True)
class Fact:
    """One question of a kind's form. `minimum`, `maximum` are inclusive; `places` counts decimals."""

    id: str
    type: str
    label: str
    help: str = ""
    optional: bool = False
    choices: tuple[Choice, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    places: int = 0
    not_before: str = ""
    not_after: str = ""

    def choice_name(self, value: str) -> str:
        return next((choice.name for choice in self.choices if choice.id == value), value)


@dataclass(frozen=True)
class Kind:
    """A kind of activity and the facts that its rule needs. `one_of`: at least one of each group is given."""

    id: str
    name: str
    description: str
    facts: tuple[Fact, ...]
    one_of: tuple[tuple[str, ...], ...]

    def fact(self, fact_id: str) -> Fact:
        return next(fact for fact in self.facts if fact.id == fact_id)


@dataclass(frozen=True)
class Condition:
    """`fact` is one of `values`, and not outside `minimum`..`maximum` (each side optional)."""

    fact: str
    values: tuple[Any, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    def holds(self, facts: Mapping[str, Any]) -> bool:
        value = facts.get(self.fact)
        if self.values:
            return value in self.values
        if value is None:
            return False
        above = self.minimum is None or value >= self.minimum
        return above and (self.maximum is None or value <= self.maximum)


Conditions = tuple[Condition, ...]


def all_hold(conditions: Conditions, facts: Mapping[str, Any]) -> bool:
    return all(condition.holds(facts) for condition in conditions)

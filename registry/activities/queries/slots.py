"""The parts of days that a record holds (R6)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from credits.engine.facts import parse_facts
from credits.engine.policy import Policy


def values_of(policy: Policy, kind: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a record as far as they can be read; `work` is none of them."""
    values, _faults = parse_facts(policy, kind, {key: value for key, value in facts.items() if key != "work"})
    return values


def parts_of(policy: Policy, kind: str, facts: Mapping[str, Any]) -> list[tuple[date, str]]:
    """(day, part of the day) for everything that the record occupies, ascending."""
    lines = values_of(policy, kind, facts).get("lines", ())
    return sorted({(line.day, part) for line in lines for part in policy.slots[line.slot].occupies})


def days_of(policy: Policy, kind: str, facts: Mapping[str, Any]) -> list[date]:
    """Every date among the facts, ascending."""
    values = values_of(policy, kind, facts)
    days = [value for value in values.values() if isinstance(value, date)]
    return sorted([*days, *(line.day for line in values.get("lines", ()))])

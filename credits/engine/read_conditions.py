"""From TOML to conditions on facts, facts that a row names, and labels with facts in them."""

from __future__ import annotations

import string
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from credits.engine.kinds import Condition, Conditions, Fact
from credits.engine.reader import Reader, as_decimal
from credits.engine.words import _, gettext_noop

OF_ACTIVITY = gettext_noop("{name} 不是该类活动的事实")
OF_PERSON = gettext_noop("对人员的条件中没有 {name}，可用的有 {known}")


def read_fact(table: Reader, key: str, facts: Mapping[str, Fact], types: Collection[str]) -> str:
    """The optional key `key`: the name of a fact of one of `types`."""
    fact = table.one_of(key, facts, "")
    if fact in facts and facts[fact].type not in types:
        table.fault(key, _("事实 {fact} 的类型应为 {types}", fact=fact, types="、".join(types)))
    return fact


def needed_fact(table: Reader, key: str, facts: Mapping[str, Fact], types: Collection[str]) -> str:
    if not table.has(key):
        table.text(key)
    return read_fact(table, key, facts, types)


def read_label(table: Reader, key: str, facts: Mapping[str, Fact], more: Collection[str] = ()) -> str:
    """A sentence part that may name facts in braces."""
    label = table.text(key)
    try:
        names = [name for _before, name, *_more in string.Formatter().parse(label) if name is not None]
    except ValueError:
        table.fault(key, _("花括号不成对"))
        return ""
    for name in names:
        if name not in facts and name not in more:
            table.fault(key, _("花括号中的 {name} 不是该类活动的事实", name=name))
    return label


def read_conditions(
    table: Reader, key: str, facts: Mapping[str, Fact], unknown: str = OF_ACTIVITY
) -> Conditions:
    """Conditions on `facts`; `unknown` says of another `{name}` that it is none of the `{known}`."""
    inner = table.section(key)
    return tuple(_condition(inner, fact, facts, unknown) for fact in inner.table)


def _condition(table: Reader, name: str, facts: Mapping[str, Fact], unknown: str) -> Condition:
    raw = table.raw(name, None)
    if name not in facts:
        table.fault(name, _(unknown, name=name, known="、".join(facts)))
    if isinstance(raw, dict):
        limits = Reader(raw, table.at(name), table.faults)
        bounds = [limits.decimal_or_none(side) for side in ("min", "max")]
        limits.done()
        return Condition(name, (), *bounds)
    values = tuple(raw) if isinstance(raw, list) else (raw,)
    for value in values:
        if name in facts and not _fits(facts[name], value):
            table.fault(name, _("{value!r} 不是事实 {name} 可能的值", value=value, name=name))
    return Condition(name, tuple(as_decimal(value) if _numeric(value) else value for value in values))


def _numeric(value: Any) -> bool:
    return as_decimal(value) is not None


def _fits(fact: Fact, value: Any) -> bool:
    """Could `value`, written in a condition, ever be the value of `fact`?"""
    if fact.type == "boolean":
        return isinstance(value, bool)
    if fact.type == "choice":
        return value in [choice.id for choice in fact.choices]
    if fact.type in ("integer", "year", "decimal"):
        return _numeric(value)
    return isinstance(value, date if fact.type == "date" else str)

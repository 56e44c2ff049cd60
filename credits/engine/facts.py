"""Reading what a person recorded. Nothing is guessed: a fault names the record and the fact.

`parse_facts` collects every fault of one record (a form shows them beside its fields); the readers
of a whole document (`records`) raise the first one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from credits.engine.kinds import Fact, Kind
from credits.engine.numbers import show_date
from credits.engine.policy import Policy
from credits.engine.values import MISSING, NONE_OF, Bad, read_value
from credits.engine.words import _


class InputFault(Exception):
    """The input cannot be read. `str()` is one Chinese line."""


@dataclass(frozen=True)
class FactFault:
    """`fact` is the fact's id, as `lines[0].slot` where it is inside; `message` a Chinese clause, for people;
    `code`, where a program asks: MISSING, NONE_OF (of the facts in `group`), NUMBER or DATE."""

    fact: str
    message: str
    code: str = ""
    group: tuple[str, ...] = ()

    @property
    def is_absence(self) -> bool:
        """Nothing was given, as against something wrong."""
        return self.code in (MISSING, NONE_OF)


def missing(fact: str) -> FactFault:
    return FactFault(fact, _("缺少此项"), MISSING)


@dataclass(frozen=True)
class Record:
    """One activity, checked. `facts` hold dates, ints, Decimals, bools, ids and `Line` tuples."""

    id: str
    kind: str
    facts: Mapping[str, Any]
    work: str = ""


def parse_facts(policy: Policy, kind: str, raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[FactFault]]:
    """The facts of one activity of `kind` (a key of `policy.kinds`), and every fault found.

    `raw` is JSON-like: dates as ISO text, numbers as int, Decimal or decimal text. A fact that is absent
    or None is missing.
    """
    definition, values, faults = policy.kinds[kind], {}, []
    known = {fact.id for fact in definition.facts}
    faults += [FactFault(str(key), _("不是该类活动的事实，请删除")) for key in raw if key not in known]
    for fact in definition.facts:
        if raw.get(fact.id) is None:
            if not fact.optional:
                faults.append(missing(fact.id))
            continue
        try:
            values[fact.id] = read_value(policy, fact, raw[fact.id])
        except Bad as bad:
            faults.append(FactFault(fact.id + bad.inside, str(bad), bad.code))
    return values, faults + _between_facts(definition, values, raw)


def _between_facts(kind: Kind, values: Mapping[str, Any], raw: Mapping[str, Any]) -> list[FactFault]:
    unanswered = [group for group in kind.one_of if all(raw.get(fact) is None for fact in group)]
    faults = [
        FactFault(_(" 或 ").join(group), _("至少提供一项"), NONE_OF, tuple(group)) for group in unanswered
    ]
    for fact in kind.facts:
        faults += _order_faults(kind, fact, values)
    return faults


def _order_faults(kind: Kind, fact: Fact, values: Mapping[str, Any]) -> list[FactFault]:
    """Dates and years that contradict each other, such as an end before the start."""
    found = []
    for other, wrong in ((fact.not_before, -1), (fact.not_after, 1)):
        if not other or fact.id not in values or other not in values:
            continue
        mine, theirs = _comparable(values[fact.id], values[other])
        if mine != theirs and (mine > theirs) == (wrong > 0):
            word = _("早于") if wrong < 0 else _("晚于")
            message = _(
                "不能{word}{label}（{other}）",
                word=word,
                label=kind.fact(other).label,
                other=_shown(values[other]),
            )
            found.append(
                FactFault(
                    fact.id, _("{message}，实际为 {value}", message=message, value=_shown(values[fact.id]))
                )
            )
    return found


def _comparable(mine: Any, theirs: Any) -> tuple[Any, Any]:
    """A year is compared with the year of a date."""
    if isinstance(mine, date) != isinstance(theirs, date):
        return getattr(mine, "year", mine), getattr(theirs, "year", theirs)
    return mine, theirs


def _shown(value: Any) -> str:
    return show_date(value) if isinstance(value, date) else str(value)

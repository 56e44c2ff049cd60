"""Rows, cases and bonuses that are never reached, requirements that never hold, tables without a last line.

Which values can decide is known from the conditions themselves: each choice, each figure, and what lies just
beside a figure. All their combinations are tried, as a record would be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import product
from math import prod
from typing import Any

from credits.engine.kinds import Condition, Conditions, Fact, Kind, all_hold
from credits.engine.methods import BaseBonus, Table
from credits.engine.numbers import show, show_date
from credits.engine.policy import Policy
from credits.engine.reader import Fault
from credits.engine.rules import Rule
from credits.engine.words import _

MOST = 60_000  # combinations; where there are more nothing is proven, and nothing said
_ANY_DAY = date(2019, 6, 1)
Facts = dict[str, Any]


def check_reached(policy: Policy) -> Iterator[Fault]:
    for index, rule in enumerate(policy.rules):
        met = [list(_met(policy, rule, policy.kinds[kind])) for kind in rule.kinds]
        for kind, facts in zip(rule.kinds, met, strict=True):
            if not facts:
                yield Fault(f"conversion[{index}].when", _idle_row(policy, rule, kind))
        everything = [facts for found in met for facts in found]
        if None not in everything and everything:
            yield from _inside(policy, rule, [one for one in everything if one], f"conversion[{index}]")


def _idle_row(policy: Policy, rule: Rule, kind: str) -> str:
    return _(
        "折算规则 {rule}（{clause}）对{kind}永远用不上：前面的规则已经包括了它的各种情形",
        rule=rule.id,
        clause=rule.source.clause or "—",
        kind=policy.kinds[kind].name,
    )


def _met(policy: Policy, rule: Rule, kind: Kind) -> Iterator[Facts | None]:
    """Combinations of facts for which `rule` is the one that is used; one None when they are too many."""
    before: list[Rule] = []
    for other in policy.rules_by_kind[kind.id]:
        if other is rule:
            break
        before.append(other)
    conditions = [*_conditions(rule), *(one for other in before for one in other.when)]
    tried = _combinations(policy, kind, conditions)
    if tried is None:
        yield None
        return
    for facts in tried:
        if all_hold(rule.when, facts) and not any(all_hold(other.when, facts) for other in before):
            yield facts


def _conditions(rule: Rule) -> list[Condition]:
    parts: list[Conditions] = [rule.when, *(one.when for one in rule.requires)]
    if isinstance(rule.method, Table):
        parts += [case.when for case in rule.method.cases]
    if isinstance(rule.method, BaseBonus):
        parts += [bonus.when for bonus in rule.method.bonuses]
    return [condition for part in parts for condition in part]


def _combinations(policy: Policy, kind: Kind, conditions: Iterable[Condition]) -> Iterator[Facts] | None:
    by_fact: dict[str, list[Condition]] = {}
    for condition in conditions:
        by_fact.setdefault(condition.fact, []).append(condition)
    values = {fact: _values(policy, kind.fact(fact), found) for fact, found in by_fact.items()}
    if prod(len(one) for one in values.values()) > MOST:
        return None
    return (_given(values, combination) for combination in product(*values.values()))


def _given(values: Mapping[str, Any], combination: tuple[Any, ...]) -> Facts:
    return {fact: value for fact, value in zip(values, combination, strict=True) if value is not None} or {
        "": None
    }


def _values(policy: Policy, fact: Fact, conditions: list[Condition]) -> list[Any]:
    """Every value of `fact` that `conditions` could tell from another; None where it may be left out."""
    absent = [None] if fact.optional else []
    if fact.type == "boolean":
        return [True, False, *absent]
    if fact.type == "choice":
        return [*(choice.id for choice in fact.choices), *absent]
    if fact.type == "subject":
        return [*(subject.id for subject in policy.subjects), *absent]
    named = {value for condition in conditions for value in condition.values}
    if fact.type not in ("integer", "year", "decimal"):
        return [*named, _ANY_DAY, *absent]
    sides = (side for one in conditions for side in (one.minimum, one.maximum) if side is not None)
    return [*sorted(_beside(fact, {Decimal(one) for one in (*named, *sides)})), *absent]


def _beside(fact: Fact, figures: set[Decimal]) -> set[Decimal]:
    step = Decimal(1).scaleb(-fact.places)
    low, high = fact.minimum or Decimal(0), fact.maximum
    near = {figure + side for figure in figures for side in (-step, Decimal(0), step)} | {low}
    return {one for one in near if one >= low and (high is None or one <= high)}


def _inside(policy: Policy, rule: Rule, met: list[Facts], at: str) -> Iterator[Fault]:
    for place, requirement in enumerate(rule.requires):
        if not any(all_hold(requirement.when, facts) for facts in met):
            message = _("折算规则 {rule} 的条件永远不满足，任何活动都不折算", rule=rule.id)
            yield Fault(f"{at}.requires[{place}].when", message)
            return
    counted = [facts for facts in met if all(all_hold(one.when, facts) for one in rule.requires)]
    if not counted:
        yield Fault(f"{at}.requires", _("折算规则 {rule} 的各项条件不能同时满足", rule=rule.id))
    elif isinstance(rule.method, Table):
        yield from _cases(policy, rule, rule.method, counted, at)
    elif isinstance(rule.method, BaseBonus):
        for place, bonus in enumerate(rule.method.bonuses):
            if not any(all_hold(bonus.when, facts) for facts in counted):
                message = _("折算规则 {rule} 的第 {number} 项加计永远用不上", rule=rule.id, number=place + 1)
                yield Fault(f"{at}.bonuses[{place}].when", message)


def _cases(policy: Policy, rule: Rule, table: Table, counted: list[Facts], at: str) -> Iterator[Fault]:
    hit, left = set(), None
    for facts in counted:
        place = next((place for place, case in enumerate(table.cases) if all_hold(case.when, facts)), None)
        if place is None:
            left = left or facts
        hit.add(place)
    for place, case in enumerate(table.cases):
        if place not in hit:
            possible = any(all_hold(case.when, facts) for facts in counted)
            yield Fault(f"{at}.cases[{place}].when", _idle_case(rule, place, possible))
    if left is not None:
        yield Fault(f"{at}.cases", _no_last(policy, rule, left))


def _idle_case(rule: Rule, place: int, possible: bool) -> str:
    why = _("前面的档次已经包括了它的各种情形") if possible else _("它的条件不能满足")
    return _(
        "{clause}的第 {number} 档永远用不上：{why}",
        clause=rule.source.clause or rule.id,
        number=place + 1,
        why=why,
    )


def _no_last(policy: Policy, rule: Rule, facts: Facts) -> str:
    kind = policy.kinds[rule.kinds[0]]
    given = [(kind.fact(fact), value) for fact, value in facts.items() if fact]
    case = "、".join(f"{fact.label} {_said(fact, value)}" for fact, value in given)
    return _(
        "{clause}的各档没有包括所有情形，如：{case}。请加上最后一档（不写 when）",
        clause=rule.source.clause or rule.id,
        case=case or _("未填写"),
    )


def _said(fact: Fact, value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Decimal):
        return show(value)
    return show_date(value) if isinstance(value, date) else fact.choice_name(str(value))

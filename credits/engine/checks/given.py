"""What conversion counts with is asked for: a fact that may be left out must not be needed."""

from __future__ import annotations

from collections.abc import Iterator

from credits.engine.deemed import DeemedYears
from credits.engine.kinds import Kind
from credits.engine.methods import ApprovedOrMinutes, PerUnit, Tiers
from credits.engine.policy import Policy
from credits.engine.reader import Fault
from credits.engine.rules import Rule
from credits.engine.words import _


def check_given(policy: Policy) -> Iterator[Fault]:
    for index, rule in enumerate(policy.rules):
        for kind in (policy.kinds[kind] for kind in rule.kinds):
            optional = {fact.id: fact.label for fact in kind.facts if fact.optional}
            for key, fact in _needed(rule):
                if fact in optional:
                    message = _(
                        "{kind}的“{label}”可以不填，折算却要用它，不填时无法折算",
                        kind=kind.name,
                        label=optional[fact],
                    )
                    yield Fault(f"conversion[{index}].{key}", message)
            yield from _either(rule, kind, f"conversion[{index}]")
    for index, kind in enumerate(policy.kinds.values()):
        yield from _bounds(kind, f"kinds[{index}]")


def _needed(rule: Rule) -> list[tuple[str, str]]:
    """(key, fact) of what a record cannot be counted without."""
    method = rule.method
    needed = [("year_of", rule.year_of), ("subject_fact", rule.subject_fact)]
    if isinstance(method, PerUnit | Tiers):
        needed.append(("fact", method.fact))
    if isinstance(method, Tiers | DeemedYears):
        needed += [("start", method.start), ("end", method.end)]
    if isinstance(method, DeemedYears):
        needed.append(("decided", method.decided))
    return [(key, fact) for key, fact in needed if fact]


def _either(rule: Rule, kind: Kind, at: str) -> Iterator[Fault]:
    if not isinstance(rule.method, ApprovedOrMinutes):
        return
    pair = {rule.method.approved, rule.method.minutes}
    always = any(fact.id in pair and not fact.optional for fact in kind.facts)
    if not always and not any(set(group) <= pair for group in kind.one_of):
        message = _("{kind}的审定学时和学习时长都可以不填，不填时无法折算（应列入 one_of）", kind=kind.name)
        yield Fault(f"{at}.minutes", message)


def _bounds(kind: Kind, at: str) -> Iterator[Fault]:
    for index, fact in enumerate(kind.facts):
        low, high = fact.minimum, fact.maximum
        if low is not None and high is not None and low > high:
            message = _("“{label}”的最小值大于最大值，什么也填不进去", label=fact.label)
            yield Fault(f"{at}.facts[{index}].min", message)
    for index, group in enumerate(kind.one_of):
        given = [kind.fact(fact).label for fact in group if not kind.fact(fact).optional]
        if given:
            message = _("“至少提供一项”没有作用：“{label}”本来就必须填写", label=given[0])
            yield Fault(f"{at}.one_of[{index}]", message)

"""Caps and groups: each acts on something."""

from __future__ import annotations

from collections.abc import Iterator

from credits.engine.lines import Slots
from credits.engine.policy import Policy
from credits.engine.reader import Fault
from credits.engine.words import _


def check_across(policy: Policy) -> Iterator[Fault]:
    daily = {kind for rule in policy.rules if isinstance(rule.method, Slots) for kind in rule.kinds}
    for index, cap in enumerate(policy.caps):
        at = f"caps[{index}]"
        if cap.per == "day" and not daily & set(cap.kinds or policy.kinds):
            message = _("上限“{text}”没有作用：它的活动类别都不按时段填报，没有每天的学时", text=cap.text)
            yield Fault(f"{at}.per", message)
        if not cap.hours:
            yield Fault(f"{at}.hours", _("上限“{text}”为 0，什么也不计", text=cap.text))
        earned = _earned(policy, cap.kinds)
        if cap.subjects and earned is not None and not earned & set(cap.subjects):
            message = _("上限“{text}”没有作用：它的活动类别不取得这些科目的学时", text=cap.text)
            yield Fault(f"{at}.subjects", message)


def _earned(policy: Policy, kinds: tuple[str, ...]) -> set[str] | None:
    """The subjects that `kinds` give; None for any."""
    rules = [rule for rule in policy.rules if not kinds or set(rule.kinds) & set(kinds)]
    if any(rule.subject_fact or isinstance(rule.method, Slots) for rule in rules):
        return None
    return {rule.subject for rule in rules}

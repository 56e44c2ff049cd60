"""What a year needs: minima that agree with each other, and that somebody can reach."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from credits.engine.deemed import DeemedYears
from credits.engine.lines import Slots
from credits.engine.numbers import ZERO, show
from credits.engine.policy import Policy, Subject
from credits.engine.reader import Fault
from credits.engine.rules import Cap, Rule
from credits.engine.words import _


def check_minima(policy: Policy) -> Iterator[Fault]:
    total = policy.total_minimum
    together = sum((subject.minimum for subject in policy.subjects), ZERO)
    if together > total:
        message = _(
            "每年合计最少 {total}，少于各科目最少学时之和 {together}（{subjects}），两者矛盾",
            total=show(total),
            together=show(together),
            subjects="、".join(f"{one.name} {show(one.minimum)}" for one in policy.subjects),
        )
        yield Fault("yearly_total.min", message)
    yield from _reachable(policy)
    yield from _deemed(policy)


def _reachable(policy: Policy) -> Iterator[Fault]:
    most: list[Decimal | None] = []
    for index, subject in enumerate(policy.subjects):
        rules = [rule for rule in policy.rules if _gives(policy, rule, subject)]
        if not rules and subject.minimum:
            message = _(
                "{name}每年要 {hours}，却没有一类活动可以取得", name=subject.name, hours=show(subject.minimum)
            )
            yield Fault(f"subjects[{index}].yearly_min", message)
        kinds = {kind for rule in rules for kind in rule.kinds}
        limit = _limit(policy, kinds, subject.id)
        most.append(limit)
        if limit is not None and limit < subject.minimum:
            yield Fault(f"subjects[{index}].yearly_min", _unreachable(subject.name, subject.minimum, limit))
    whole = _whole_limit(policy, most)
    if whole is not None and whole < policy.total_minimum:
        yield Fault("yearly_total.min", _unreachable(_("每年合计"), policy.total_minimum, whole))


def _unreachable(name: str, need: Decimal, limit: Decimal) -> str:
    return _(
        "{name}要 {need}，而上限只让人得到 {limit}，无人能够达到",
        name=name,
        need=show(need),
        limit=show(limit),
    )


def _gives(policy: Policy, rule: Rule, subject: Subject) -> bool:
    """May a record under `rule` give hours of `subject`?"""
    if rule.subject_fact or isinstance(rule.method, Slots):
        return True
    return rule.subject == subject.id


def _limit(policy: Policy, kinds: set[str], subject: str) -> Decimal | None:
    """The lowest yearly cap that stands over all `kinds` and over `subject`."""
    caps = [cap for cap in policy.caps if cap.per == "year" and _over(cap, kinds)]
    return min((cap.hours for cap in caps if not cap.subjects or subject in cap.subjects), default=None)


def _over(cap: Cap, kinds: set[str]) -> bool:
    return not cap.kinds or kinds <= set(cap.kinds)


def _whole_limit(policy: Policy, most: list[Decimal | None]) -> Decimal | None:
    """What a year can have in all by the caps; None where something is without a cap."""
    everything = {subject.id for subject in policy.subjects}
    caps = [cap for cap in policy.caps if cap.per == "year" and _over(cap, set(policy.kinds))]
    whole = [cap.hours for cap in caps if not cap.subjects or everything <= set(cap.subjects)]
    known = [limit for limit in most if limit is not None]
    return min([*whole, *([sum(known, ZERO)] if len(known) == len(most) else [])], default=None)


def _deemed(policy: Policy) -> Iterator[Fault]:
    """A year taken as complete is worth what a complete year needs."""
    for index, rule in enumerate(policy.rules):
        if isinstance(rule.method, DeemedYears) and rule.method.hours < policy.total_minimum:
            message = _(
                "视同完成全年的学时 {hours} 少于每年合计 {total}（{clause}）",
                hours=show(rule.method.hours),
                total=show(policy.total_minimum),
                clause=rule.source.clause or rule.id,
            )
            yield Fault(f"conversion[{index}].hours", message)

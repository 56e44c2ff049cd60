"""What the tables of a policy say, a sentence each, for whoever reads the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from credits.engine.difference_words import CODES
from credits.engine.kinds import Condition, Conditions
from credits.engine.needs import BLOCK, OF_MINIMUM, TERM, Carry, Need, Reduction
from credits.engine.numbers import ZERO, show
from credits.engine.policy import Policy
from credits.engine.rules import Cap, Group
from credits.engine.sources import Source
from credits.engine.words import _, gettext_noop
from credits.engine.years import BIRTH

# What is known of a person.
FACTS = {
    "level": gettext_noop("职称级别"),
    "degree": gettext_noop("学位"),
    "series": gettext_noop("系列"),
    "region": gettext_noop("所在地区"),
    "age": gettext_noop("年龄"),
    "qualified_years": gettext_noop("取得资格的年数"),
}


@dataclass(frozen=True)
class Saying:
    """A sentence and where the notice says it."""

    text: str
    source: Source


def needs_said(policy: Policy) -> Iterator[Saying]:
    """What is asked for beside the yearly minima."""
    return (Saying(_need(policy, need), need.source) for need in policy.needs)


def _need(policy: Policy, need: Need) -> str:
    subjects = "、".join(policy.subject_names[one] for one in need.subjects) or _("各科目")
    kinds = "、".join(policy.kinds[one].name for one in need.kinds)
    return _(
        "{name}{when}{subjects}{kinds}{amount}{who}",
        name=_("{name}：", name=need.name) if need.key == need.id else "",
        when=_when(need),
        subjects=subjects,
        kinds=_("（限{kinds}）", kinds=kinds) if kinds else "",
        amount=_amount(policy, need),
        who=_whom(policy, need.when, full=need.full_window),
    )


def _when(need: Need) -> str:
    if need.cycle == BLOCK:
        return _("自{first}年起每{years}年一个周期，", first=need.first_year, years=need.years)
    if need.cycle == TERM:
        return _("本人任期内每{years}年，", years=need.years)
    return _("每年") if need.years == 1 else _("任意连续{years}年合计，", years=need.years)


def _amount(policy: Policy, need: Need) -> str:
    if need.share is None:
        return _("不少于{hours}{unit}", hours=show(need.hours or ZERO), unit=policy.unit)
    share = f"{need.share.numerator}/{need.share.denominator}"
    if need.of == OF_MINIMUM:
        return _("不少于每年最低要求的{share}", share=share)
    return _("不少于总量的{share}", share=share)


def _whom(policy: Policy, when: Conditions, full: bool = False) -> str:
    parts = [_condition(policy, one) for one in when]
    if full:
        parts.append(_("此前已取得资格的"))
    return _("（适用于：{whom}）", whom="，".join(parts)) if parts else ""


def _condition(policy: Policy, one: Condition) -> str:
    if one.fact in policy.traits:
        name = policy.traits[one.fact].name
        return name if True in one.values else _("不属于{name}", name=name)
    label = _(FACTS.get(one.fact, one.fact))
    if one.values:
        values = "、".join(_value(policy, one.fact, value) for value in one.values)
        return _("{label}为{values}", label=label, values=values)
    least = _("不小于{number}", number=show(one.minimum)) if one.minimum is not None else ""
    most = _("不大于{number}", number=show(one.maximum)) if one.maximum is not None else ""
    both = _("且").join(filter(None, (least, most)))
    return f"{label}{both}"


def _value(policy: Policy, fact: str, value: Any) -> str:
    if fact == "series" and value in policy.series:
        return policy.series[value].name
    return _(CODES[value]) if value in CODES else str(value)


def carries_said(policy: Policy) -> Iterator[Saying]:
    return (Saying(_carry(policy, one), one.source) for one in policy.carries)


def _carry(policy: Policy, carry: Carry) -> str:
    most = _("每年最多{hours}{unit}", hours=show(carry.hours), unit=policy.unit) if carry.hours else ""
    years = _("{years}年内有效", years=carry.years)
    return f"{carry.text}（{'，'.join(filter(None, (most, years)))}）"


def reductions_said(policy: Policy) -> Iterator[Saying]:
    return (Saying(_reduction(policy, one), one.source) for one in policy.reductions)


def _reduction(policy: Policy, one: Reduction) -> str:
    return f"{one.text}{_whom(policy, one.when)}"


def limits_said(policy: Policy, kinds: Iterable[str] = ()) -> Iterator[Saying]:
    """Caps and groups; with `kinds`, those that reach records of these."""
    wanted = set(kinds)
    rows: list[Cap | Group] = [*policy.caps, *policy.groups]
    for row in rows:
        if not wanted or not row.kinds or wanted & set(row.kinds):
            yield Saying(row.text, row.source)


def people_said(policy: Policy) -> list[str]:
    """What the notice asks about people, and with which month their years end."""
    found = [_("本通知还看是否属于：{names}", names="、".join(one.name for one in policy.traits.values()))]
    found = found if policy.traits else []
    if policy.last_month == BIRTH:
        found.append(_("年度以本人出生月份为界"))
    elif policy.last_month != 12:
        found.append(_("年度到每年{month}月底为止", month=policy.last_month))
    return found


def also_said(policy: Policy) -> list[str]:
    """Which records of other policies count here too."""
    owns = dict.fromkeys(policy.kinds[one.own].name for one in policy.also)
    return [_("其他政策的记录符合条件的，按“{own}”同时计入，不必重复登记", own=own) for own in owns]

"""What came of an example, or was expected of it, in words: said alike, so that they can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from credits.engine.ledger import STATUS_NAMES
from credits.engine.needs import TOTAL
from credits.engine.numbers import show
from credits.engine.policy import Policy
from credits.engine.reader import as_decimal
from credits.engine.words import _, gettext_noop

PHASES = {
    "before": gettext_noop("尚未开始受理"),
    "open": gettext_noop("正在受理"),
    "after": gettext_noop("已经截止"),
}

REFUSALS = {
    "duplicate_work": gettext_noop("同一成果只计一次"),
    "slot_taken": gettext_noop("同一时段只能认定一次"),
    "item_limit": gettext_noop("超出每项的上限"),
    "day_limit": gettext_noop("超出每天的上限"),
    "work_limit": gettext_noop("超出每个成果的上限"),
    "year_limit": gettext_noop("超出每年的上限"),
    "years_limit": gettext_noop("超出若干年合计的上限"),
    "span_limit": gettext_noop("超出认定跨度合计的上限"),
    "ever_limit": gettext_noop("超出历年合计的上限"),
}


def awards_said(policy: Policy, awards: Mapping[str, Any]) -> str:
    """计入2019年 专业科目 30学时（分）; of several records each with its id."""
    parts = []
    for record in sorted(awards):
        rows = sorted([str(year), str(subject), _figure(hours)] for year, subject, hours in awards[record])
        said = "、".join(
            _(
                "计入{year}年{subject} {hours} {unit}",
                year=year,
                subject=_(policy.subject_names.get(subject, subject)),
                hours=hours,
                unit=policy.unit,
            )
            for year, subject, hours in rows
        )
        parts.append(said if len(awards) == 1 else _("{record}{said}", record=_item(record), said=said))
    return "；".join(parts)


def _figure(value: Any) -> str:
    number = as_decimal(value)
    return str(value) if number is None else show(number)


def refused_said(policy: Policy, refused: Mapping[str, Any]) -> str:
    said = (
        _("{record}不予认定，{why}", record=_item(one), why=_(REFUSALS.get(refused[one], refused[one])))
        for one in sorted(refused)
    )
    return "；".join(said) or _("没有不予认定的记录")


def _item(record: str) -> str:
    """第2项 for r2, which has no name of its own."""
    number = record.removeprefix("r")
    return _("第{number}项", number=number) if number.isdecimal() and number != record else f"{record} "


def years_said(policy: Policy, years: Mapping[str, Any]) -> str:
    return "；".join(_year_said(policy, year, years[year]) for year in sorted(years))


def _year_said(policy: Policy, year: str, line: Mapping[str, Any]) -> str:
    parts = []
    if "status" in line:
        parts.append(_(STATUS_NAMES.get(line["status"], str(line["status"]))))
    if TOTAL in line:
        parts.append(_("合计 {hours} {unit}", hours=_figure(line[TOTAL]), unit=policy.unit))
    needs = {need.id: need.name for need in policy.needs}
    names = {**policy.subject_names, TOTAL: gettext_noop("合计"), **needs}
    for key, hours in sorted(line.get("missing", {}).items()):
        if _figure(hours) == "0":
            continue
        name = _(names.get(key, key))
        parts.append(_("{name}还缺 {hours} {unit}", name=name, hours=_figure(hours), unit=policy.unit))
    return _("{year}年{parts}", year=year, parts="，".join(parts))


def complete_said(policy: Policy, complete: Any) -> str:
    return _("材料齐全") if complete else _("材料不齐")


def span_said(policy: Policy, years: Any) -> str:
    first, last = years
    return _("认定跨度 {first}—{last} 年", first=first, last=last)


def window_said(policy: Policy, phase: Any) -> str:
    return _(PHASES.get(str(phase), str(phase)))


def no_window() -> str:
    return _("没有受理时间")

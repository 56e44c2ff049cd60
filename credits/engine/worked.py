"""Working the examples of a policy: what came, and was it what the example says?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from credits.engine.convert import Result, convert
from credits.engine.evidence import evidence_for
from credits.engine.examples import Example, named_records
from credits.engine.facts import InputFault
from credits.engine.ledger import STATUS_NAMES
from credits.engine.numbers import show
from credits.engine.policy import Policy
from credits.engine.reader import as_decimal
from credits.engine.records import parse_records, parse_year_notes
from credits.engine.spans import NoSpan, span_for
from credits.engine.windows import filing_stage, window_state
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
    "year_limit": gettext_noop("超出每年的上限"),
}


@dataclass(frozen=True)
class Worked:
    """`came` and `expected` in words; `right` when they are the same."""

    example: Example
    came: str
    expected: str

    @property
    def right(self) -> bool:
        return self.came == self.expected

    def __str__(self) -> str:
        return _(
            "{clause}的算例“{title}”（{id}）：得到 {came}，应为 {expected}",
            clause=self.example.clause,
            title=self.example.title,
            id=self.example.id,
            came=self.came,
            expected=self.expected,
        )


def worked(policy: Policy, example: Example) -> Worked:
    """What the engine makes of the example, beside what it expects. A fault of its input is what came."""
    expected = [_PARTS[key][1](policy, value) for key, value in example.expect.items()]
    try:
        came = [_PARTS[key][0](policy, example) for key in example.expect]
    except KeyError as unknown:
        came = [_("没有 {name} 这一项", name=str(unknown.args[0]))]
    except (InputFault, NoSpan) as fault:
        came = [str(fault)]
    return Worked(example, _together(came), _together(expected))


def all_worked(policy: Policy) -> list[Worked]:
    return [worked(policy, example) for example in policy.examples]


def _together(parts: Iterable[str]) -> str:
    return "；".join(part for part in parts if part)


# What came


def result(policy: Policy, example: Example) -> Result:
    """The conversion of the example's records. Raises InputFault."""
    years = [int(year) for year in example.expect.get("years", {})]
    return convert(
        policy,
        parse_records(policy, named_records(example)),
        years,
        parse_year_notes(list(example.certified), "certified", "slip"),
        parse_year_notes(list(example.exempt), "exempt", "reason"),
    )


def _awards(policy: Policy, example: Example) -> str:
    found: dict[str, list[list[str]]] = {}
    for award in result(policy, example).awards:
        found.setdefault(award.record, []).append([str(award.year), award.subject, show(award.hours)])
    return _awards_said(policy, found)


def _awards_said(policy: Policy, awards: Mapping[str, Any]) -> str:
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


def _refused(policy: Policy, example: Example) -> str:
    return _refused_said(policy, {one.record: one.code for one in result(policy, example).refused})


def _refused_said(policy: Policy, refused: Mapping[str, Any]) -> str:
    said = (
        _("{record}不予认定，{why}", record=_item(one), why=_(REFUSALS.get(refused[one], refused[one])))
        for one in sorted(refused)
    )
    return "；".join(said) or _("没有不予认定的记录")


def _item(record: str) -> str:
    """第2项 for r2, which has no name of its own."""
    number = record.removeprefix("r")
    return _("第{number}项", number=number) if number.isdecimal() and number != record else f"{record} "


def _years(policy: Policy, example: Example) -> str:
    asked: Mapping[str, Any] = example.expect["years"]
    found = {}
    for line in result(policy, example).years:
        missing = {key: show(hours) for key, hours in line.missing.items()}
        missing["total"] = show(line.missing_total)
        values: dict[str, Any] = {"status": line.status, "total": show(line.total), "missing": missing}
        wanted = asked[str(line.year)]
        found[str(line.year)] = {key: _only(values[key], wanted[key]) for key in wanted if key in values}
    return _years_said(policy, found)


def _only(value: Any, wanted: Any) -> Any:
    """Of what is missing only what the example speaks of."""
    return {key: value.get(key) for key in wanted} if isinstance(value, dict) else value


def _years_said(policy: Policy, years: Mapping[str, Any]) -> str:
    return "；".join(_year_said(policy, year, years[year]) for year in sorted(years))


def _year_said(policy: Policy, year: str, line: Mapping[str, Any]) -> str:
    parts = []
    if "status" in line:
        parts.append(_(STATUS_NAMES.get(line["status"], str(line["status"]))))
    if "total" in line:
        parts.append(_("合计 {hours} {unit}", hours=_figure(line["total"]), unit=policy.unit))
    names = {**policy.subject_names, "total": gettext_noop("合计")}
    for key, hours in sorted(line.get("missing", {}).items()):
        if _figure(hours) == "0":
            continue
        name = _(names.get(key, key))
        parts.append(_("{name}还缺 {hours} {unit}", name=name, hours=_figure(hours), unit=policy.unit))
    return _("{year}年{parts}", year=year, parts="，".join(parts))


def _complete(policy: Policy, example: Example) -> str:
    materials = example.materials or {}
    state = evidence_for(policy, str(materials["kind"]), materials.get("documents", []))
    return _complete_said(policy, state.complete is not None)


def _complete_said(policy: Policy, complete: Any) -> str:
    return _("材料齐全") if complete else _("材料不齐")


def _span(policy: Policy, example: Example) -> str:
    span = span_for(policy, **{"level": "", **(example.person or {})})
    return _span_said(policy, [span.first, span.last])


def _span_said(policy: Policy, years: Any) -> str:
    first, last = years
    return _("认定跨度 {first}—{last} 年", first=first, last=last)


def _window(policy: Policy, example: Example) -> str:
    stage = filing_stage(policy.routes[example.route])
    if stage is None or stage.window is None or example.day is None:
        return _("没有受理时间")
    return _window_said(policy, window_state(stage.window, example.day).phase)


def _window_said(policy: Policy, phase: Any) -> str:
    return _(PHASES.get(str(phase), str(phase)))


_PARTS: Mapping[str, tuple[Callable[[Policy, Example], str], Callable[[Policy, Any], str]]] = {
    "awards": (_awards, _awards_said),
    "refused": (_refused, _refused_said),
    "years": (_years, _years_said),
    "complete": (_complete, _complete_said),
    "span": (_span, _span_said),
    "window": (_window, _window_said),
}


# Which clauses want examples


def clauses_with_figures(policy: Policy) -> list[str]:
    """The clauses that bear a figure a person can fall on either side of, in the order of the file."""
    sources = [
        policy.total_source,
        *(subject.source for subject in policy.subjects if subject.minimum),
        *(span.source for span in policy.spans),
        *(stage.source for route in policy.routes.values() for stage in route.stages if stage.window),
        *(rule.source for rule in policy.rules),
        *(cap.source for cap in policy.caps),
        *(group.source for group in policy.groups),
        *(row.source for row in policy.evidence),
    ]
    return list(dict.fromkeys(source.clause for source in sources if source.clause))


def clauses_without(policy: Policy) -> list[str]:
    """Of these, those without an example just inside and one just outside."""
    sides = {(example.clause, example.inside) for example in policy.examples}
    wanted = clauses_with_figures(policy)
    return [one for one in wanted if not {(one, True), (one, False)} <= sides]

"""Working the examples of a policy: what came, and was it what the example says?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from credits.engine.convert import Result, convert
from credits.engine.evidence import evidence_for
from credits.engine.example_words import (
    awards_said,
    complete_said,
    no_window,
    refused_said,
    span_said,
    window_said,
    years_said,
)
from credits.engine.examples import Example, named_records
from credits.engine.facts import InputFault
from credits.engine.needs import TOTAL
from credits.engine.numbers import show
from credits.engine.person_input import parse_person
from credits.engine.policy import Policy
from credits.engine.records import parse_records, parse_year_notes
from credits.engine.spans import NoSpan, span_for
from credits.engine.windows import filing_stage, window_state
from credits.engine.words import _


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


def result(policy: Policy, example: Example) -> Result:
    """The conversion of the example's records. Raises InputFault."""
    years = [int(year) for year in example.expect.get("years", {})]
    return convert(
        policy,
        parse_records(policy, named_records(example)),
        years,
        parse_year_notes(list(example.certified), "certified", "slip"),
        parse_year_notes(list(example.exempt), "exempt", "reason"),
        person=parse_person(policy, example.person or {}),
        approved=example.approved,
    )


def _awards(policy: Policy, example: Example) -> str:
    found: dict[str, list[list[str]]] = {}
    for award in result(policy, example).awards:
        found.setdefault(award.record, []).append([str(award.year), award.subject, show(award.hours)])
    return awards_said(policy, found)


def _refused(policy: Policy, example: Example) -> str:
    return refused_said(policy, {one.record: one.code for one in result(policy, example).refused})


def _years(policy: Policy, example: Example) -> str:
    asked: Mapping[str, Any] = example.expect["years"]
    found = {}
    for line in result(policy, example).years:
        lacks = {**line.missing, TOTAL: line.missing_total, **line.further_missing}
        missing = {key: show(hours) for key, hours in lacks.items()}
        values: dict[str, Any] = {"status": line.status, TOTAL: show(line.total), "missing": missing}
        wanted = asked[str(line.year)]
        found[str(line.year)] = {key: _only(values[key], wanted[key]) for key in wanted if key in values}
    return years_said(policy, found)


def _only(value: Any, wanted: Any) -> Any:
    """Of what is missing only what the example speaks of."""
    return {key: value.get(key) for key in wanted} if isinstance(value, dict) else value


def _complete(policy: Policy, example: Example) -> str:
    materials = example.materials or {}
    state = evidence_for(policy, str(materials["kind"]), materials.get("documents", []))
    return complete_said(policy, state.complete is not None)


def _span(policy: Policy, example: Example) -> str:
    person = parse_person(policy, example.person or {})
    known = {key: getattr(person, key) for key in ("degree", "series", "region") if getattr(person, key)}
    span = span_for(policy, level=person.level, **known)
    return span_said(policy, [span.first, span.last])


def _window(policy: Policy, example: Example) -> str:
    stage = filing_stage(policy.routes[example.route])
    if stage is None or stage.window is None or example.day is None:
        return no_window()
    return window_said(policy, window_state(stage.window, example.day).phase)


_PARTS: Mapping[str, tuple[Callable[[Policy, Example], str], Callable[[Policy, Any], str]]] = {
    "awards": (_awards, awards_said),
    "refused": (_refused, refused_said),
    "years": (_years, years_said),
    "complete": (_complete, complete_said),
    "span": (_span, span_said),
    "window": (_window, window_said),
}

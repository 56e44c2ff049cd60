"""What a worked example would have to expect so that it comes out under another policy."""

from __future__ import annotations

from typing import Any

from credits.engine.evidence import evidence_for
from credits.engine.examples import Example
from credits.engine.facts import InputFault
from credits.engine.numbers import show
from credits.engine.policy import Policy
from credits.engine.spans import NoSpan, span_for
from credits.engine.windows import filing_stage, window_state
from credits.engine.worked import result, worked


def reworked(policy: Policy, example: Example) -> dict[str, Any] | None:
    """The `expect` of an example as `policy` has it, key by key what it speaks of; None where what it brings
    cannot be weighed at all. Raises nothing."""
    try:
        return {key: _now(policy, example, key) for key in example.expect}
    except (InputFault, NoSpan, KeyError):
        return None


def _now(policy: Policy, example: Example, key: str) -> Any:
    if key == "span":
        span = span_for(policy, **{"level": "", **(example.person or {})})
        return [span.first, span.last]
    if key == "complete":
        materials = example.materials or {}
        state = evidence_for(policy, str(materials["kind"]), materials.get("documents", []))
        return state.complete is not None
    if key == "awards":
        return _awards(policy, example)
    if key == "refused":
        return {one.record: one.code for one in result(policy, example).refused}
    return _years(policy, example) if key == "years" else _window(policy, example)


def _window(policy: Policy, example: Example) -> str:
    """Before, open or after; KeyError where the route has none."""
    stage = filing_stage(policy.routes[example.route])
    if stage is None or stage.window is None or example.day is None:
        raise KeyError(example.route)
    return window_state(stage.window, example.day).phase


def _awards(policy: Policy, example: Example) -> dict[str, list[list[Any]]]:
    found: dict[str, list[list[Any]]] = {}
    for award in result(policy, example).awards:
        found.setdefault(award.record, []).append([award.year, award.subject, _figure(award.hours)])
    return found


def _figure(hours: Any) -> Any:
    """As a file has it: an integer, or a quoted decimal."""
    return int(hours) if hours == hours.to_integral_value() else show(hours)


def _years(policy: Policy, example: Example) -> dict[str, dict[str, Any]]:
    found = {}
    for line in result(policy, example).years:
        asked = example.expect["years"][str(line.year)]
        missing = {**line.missing, "total": line.missing_total}
        values: dict[str, Any] = {"status": line.status, "total": _figure(line.total)}
        values["missing"] = {key: _figure(missing[key]) for key in asked.get("missing", {}) if key in missing}
        found[str(line.year)] = {key: values[key] for key in asked}
    return found


def wrong_examples(policy: Policy) -> list[tuple[Example, str, str]]:
    """(example, what it says, what comes) of those that do not come out."""
    rows = (worked(policy, example) for example in policy.examples)
    return [(one.example, one.expected, one.came) for one in rows if not one.right]

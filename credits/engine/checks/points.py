"""A point's parameter that also stands in a rule is the same in both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from credits.engine.policy import Policy
from credits.engine.reader import Fault, as_decimal
from credits.engine.words import _


def check_points(policy: Policy) -> Iterator[Fault]:
    for index, point in enumerate(policy.points.values()):
        for key, places in point.same_as.items():
            at = f"points[{index}].same_as.{key}"
            if key not in point.values:
                yield Fault(at, _("{point} 的参数中没有 {key}", point=point.id, key=key))
                continue
            for place in places:
                yield from _same(policy, f"points[{index}].values.{key}", at, point.values[key], place)


def _same(policy: Policy, path: str, at: str, value: Any, place: str) -> Iterator[Fault]:
    found = list(values_at(policy.written.tree, place.split(".")))
    if not found:
        yield Fault(at, _("没有 {place} 这一处", place=place))
    for other in found:
        if _plain(other) != _plain(value):
            message = _(
                "参数为 {value}，而规则中（{place}）为 {other}，两者矛盾",
                value=value,
                place=place,
                other=other,
            )
            yield Fault(path, message)
            return


def values_at(value: Any, steps: list[str]) -> Iterator[Any]:
    """What stands at a place such as conversion.assignment.hours, routes.*.stages.notice.working_days or
    conversion.award.cases.1.hours (entries by their id or by their number from 0; * for all)."""
    if not steps:
        yield value
        return
    step, rest = steps[0], steps[1:]
    if isinstance(value, Mapping):
        if step in value:
            yield from values_at(value[step], rest)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            names = ("*", str(index), item.get("id") if isinstance(item, Mapping) else None)
            if step in names:
                yield from values_at(item, rest)


def _plain(value: Any) -> Any:
    """0.5, "0.5" and "0.50" are one figure; a boolean is none."""
    number = as_decimal(value)
    return value if number is None else number.normalize()

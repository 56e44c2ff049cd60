"""Routes: each ends, its steps stand in an order that can be gone, and everything is approved by somebody."""

from __future__ import annotations

from collections.abc import Iterator

from credits.engine.policy import Policy
from credits.engine.reader import Fault
from credits.engine.ways import Route
from credits.engine.words import _

ENDS = ("issue", "record")


def check_routes(policy: Policy) -> Iterator[Fault]:
    claimed: dict[tuple[str, str], Route] = {}
    for index, route in enumerate(policy.routes.values()):
        at = f"routes[{index}]"
        for check in (_end, _order, _windows, _province):
            yield from check(route, at)
        yield from _subjects(policy, route, at)
        yield from _claimed(route, at, claimed)


def _end(route: Route, at: str) -> Iterator[Fault]:
    kinds = [stage.kind for stage in route.stages]
    ends = [place for place, kind in enumerate(kinds) if kind in ENDS]
    if not ends:
        message = _(
            "流程“{name}”没有结果：最后应有出具认定单（issue）或登记（record）的环节", name=route.name
        )
        yield Fault(f"{at}.stages", message)
        return
    for place in range(ends[0] + 1, len(kinds)):
        if not (kinds[place] == "issue" and kinds[place - 1] == "record"):
            message = _(
                "流程“{name}”在“{end}”之后还有“{stage}”，而流程到那里已经办结",
                name=route.name,
                end=route.stages[place - 1].name,
                stage=route.stages[place].name,
            )
            yield Fault(f"{at}.stages[{place}]", message)
    if all(route.stages[place].optional for place in ends):
        message = _("流程“{name}”的结果环节不能省略", name=route.name)
        yield Fault(f"{at}.stages[{ends[-1]}].optional", message)


def _order(route: Route, at: str) -> Iterator[Fault]:
    reviewed = False
    for place, stage in enumerate(route.stages):
        if stage.kind == "review" and not stage.optional:
            reviewed = True
        elif stage.kind != "review" and not reviewed:
            message = _(
                "流程“{name}”的“{stage}”之前没有必经的审核环节，无从办理",
                name=route.name,
                stage=stage.name,
            )
            yield Fault(f"{at}.stages[{place}]", message)
            return


def _windows(route: Route, at: str) -> Iterator[Fault]:
    before = None
    for place, stage in enumerate(route.stages):
        if stage.window and before and stage.window.closes < (before.opens or before.closes):
            message = _(
                "流程“{name}”的“{stage}”在前一环节开始受理之前就已截止", name=route.name, stage=stage.name
            )
            yield Fault(f"{at}.stages[{place}].window.closes", message)
        before = stage.window or before


def _province(route: Route, at: str) -> Iterator[Fault]:
    offices = {office for stage in route.stages for office in (stage.office, *stage.also_offices)}
    if route.reaches_province and "province" not in offices:
        message = _("流程“{name}”写明由省里办理，却没有省里的环节", name=route.name)
        yield Fault(f"{at}.reaches_province", message)
    if not route.reaches_province and "province" in offices:
        message = _("流程“{name}”写明不由省里办理，却有省里的环节", name=route.name)
        yield Fault(f"{at}.reaches_province", message)


def _subjects(policy: Policy, route: Route, at: str) -> Iterator[Fault]:
    approved = {subject for stage in route.stages if not stage.optional for subject in stage.subjects}
    for subject in policy.subjects:
        if subject.minimum and approved and subject.id not in approved:
            message = _("流程“{name}”没有必经的环节审核{subject}", name=route.name, subject=subject.name)
            yield Fault(f"{at}.stages", message)


def _claimed(route: Route, at: str, claimed: dict[tuple[str, str], Route]) -> Iterator[Fault]:
    """Of two routes for the same people the later one would never be gone."""
    for unit in route.covers:
        for level in route.levels:
            other = claimed.setdefault((unit, level), route)
            if other is not route:
                message = _(
                    "流程“{name}”与“{other}”适用于同一类单位（{unit}）的同一级别，后一个永远用不上",
                    name=route.name,
                    other=other.name,
                    unit=unit,
                )
                yield Fault(f"{at}.covers", message)
                return

"""Routes as data: which one a case takes, and its stages in order."""

from __future__ import annotations

from collections.abc import Collection

from credits.engine.policy import Policy
from credits.engine.ways import Certificate, Route, Stage
from credits.engine.words import _


class NoRoute(LookupError):
    """No route of the policy fits. `str()` is a Chinese sentence."""


def route_for(policy: Policy, organisation_route: str, level: str) -> Route:
    """The route for people of an organisation of `organisation_route` (provincial, university, …) who apply
    for a title of `level`. Raises NoRoute."""
    for route in policy.routes.values():
        if organisation_route in route.covers and level in route.levels:
            return route
    raise NoRoute(
        _(
            "{application_year} 年度政策没有适用于该单位和该级别职称的办理流程，请联系主管部门。",
            application_year=policy.application_year,
        )
    )


def stages_of(route: Route, wanted: Collection[str] = ()) -> tuple[Stage, ...]:
    """The stages in order; an optional one only when its id is in `wanted`."""
    return tuple(stage for stage in route.stages if not stage.optional or stage.id in wanted)


def next_stage(route: Route, stage_id: str, wanted: Collection[str] = ()) -> Stage | None:
    """The stage after `stage_id`, or None at the end."""
    stages = stages_of(route, wanted)
    index = [stage.id for stage in stages].index(stage_id)
    return stages[index + 1] if index + 1 < len(stages) else None


def certificate_for(policy: Policy, region: str, level: str) -> Certificate | None:
    """The certificate of its own that a city issues to people of `level`; None where it issues none."""
    found = policy.certificates.values()
    return next((one for one in found if region in one.regions and level in one.levels), None)

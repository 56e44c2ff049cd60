"""An application as the tables of an answer: span, route with its stages and windows, certificate."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from credits.engine.application import Application
from credits.engine.spans import remaining_years
from credits.engine.ways import Certificate, Route, Span, Stage, Window
from credits.engine.windows import window_state


def application_dict(
    application: Application, certified: Collection[int], exempt: Collection[int]
) -> dict[str, Any]:
    """`certificate` and `why` stand there only where there is one."""
    span, route = application.span, application.route
    found: dict[str, Any] = {
        "span": span and _span(span, certified, exempt),
        "route": route and _route(route, application.day),
    }
    if application.certificate:
        found["certificate"] = _certificate(application.certificate)
    return found | ({"why": list(application.why)} if application.why else {})


def _span(span: Span, certified: Collection[int], exempt: Collection[int]) -> dict[str, Any]:
    """`examine` are the years that are neither certified nor exempt."""
    left = remaining_years(span, certified)
    return {
        "id": span.id,
        "name": span.name,
        "first": span.first,
        "last": span.last,
        "clause": span.source.clause,
        "certified": list(left.certified),
        "exempt": [year for year in left.examine if year in exempt],
        "examine": [year for year in left.examine if year not in exempt],
    }


def _route(route: Route, day: date | None) -> dict[str, Any]:
    return {
        "id": route.id,
        "name": route.name,
        "reaches_province": route.reaches_province,
        "stages": [_stage(stage, day) for stage in route.stages],
    }


def _stage(stage: Stage, day: date | None) -> dict[str, Any]:
    """`working_days` and `window` stand there only where the stage has them."""
    found: dict[str, Any] = {
        "id": stage.id,
        "kind": stage.kind,
        "office": stage.office,
        "name": stage.name,
        "clause": stage.source.clause,
        "optional": stage.optional,
    }
    if stage.working_days:
        found["working_days"] = stage.working_days
    if stage.window:
        found["window"] = _window(stage.window, day)
    return found


def _window(window: Window, day: date | None) -> dict[str, Any]:
    opens = window.opens and window.opens.isoformat()
    found: dict[str, Any] = {"opens": opens, "closes": window.closes.isoformat()}
    if day is None:
        return found
    state = window_state(window, day)
    return found | {"phase": state.phase, "days_left": state.days_left, "why": state.sentence}


def _certificate(certificate: Certificate) -> dict[str, Any]:
    return {"id": certificate.id, "title": certificate.title, "name": certificate.name}

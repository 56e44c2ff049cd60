"""What a person who applies asks beside the hours: which years, by which route, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from credits.engine.facts import InputFault
from credits.engine.person import Person
from credits.engine.person_input import one_of, only, read_date
from credits.engine.policy import Policy
from credits.engine.routes import NoRoute, certificate_for, route_for
from credits.engine.spans import NoSpan, span_for
from credits.engine.ways import Certificate, Route, Span
from credits.engine.words import _

# What is asked of the person where a span looks at it.
_LOOKED_AT = {"degree": "degrees", "series": "series_flags", "region": "regions"}


@dataclass(frozen=True)
class Application:
    """`span` and `route` are None where the policy has none for this person, or nobody asked for a route;
    `why` says so, a sentence each. `day` is the date at which the windows are looked at."""

    span: Span | None
    route: Route | None
    certificate: Certificate | None
    day: date | None
    why: tuple[str, ...]

    @property
    def years(self) -> tuple[int, ...]:
        return self.span.years if self.span else ()


def parse_application(policy: Policy, raw: Any, person: Person) -> Application:
    """`application` of a document, for `person`. Raises InputFault: also where something is not known of the
    person that a span looks at, for which span it is would be guessed."""
    only(raw, "application", ("organisation", "day"))
    _known(policy, person)
    why: list[str] = []
    return Application(
        _span(policy, person, why),
        _route(policy, raw.get("organisation"), person.level, why),
        certificate_for(policy, person.region, person.level),
        None if raw.get("day") is None else read_date(raw["day"], "application.day"),
        tuple(why),
    )


def _known(policy: Policy, person: Person) -> None:
    spans = [span for span in policy.spans if not span.levels or person.level in span.levels]
    asked = [key for key, of in _LOOKED_AT.items() if any(getattr(span, of) for span in spans)]
    for key in ("level", *asked):
        if not getattr(person, key):
            raise InputFault(_("person.{key}：缺少此项，认定跨度与此有关", key=key))


def _span(policy: Policy, person: Person, why: list[str]) -> Span | None:
    known: Mapping[str, str] = {key: getattr(person, key) for key in _LOOKED_AT if getattr(person, key)}
    try:
        return span_for(policy, level=person.level, **known)
    except NoSpan as none:
        why.append(str(none))
        return None


def _route(policy: Policy, organisation: Any, level: str, why: list[str]) -> Route | None:
    if organisation is None:
        return None
    covered = dict.fromkeys(one for route in policy.routes.values() for one in route.covers)
    try:
        return route_for(policy, one_of(organisation, "application.organisation", covered), level)
    except NoRoute as none:
        why.append(str(none))
        return None

"""Choices whose names are the site's: asked each time, so that no migration holds the name of a place."""

from typing import Any

from cejc.site import site
from registry.enums import OrganisationKind, ReviewState, Role, Route

Choices = list[tuple[str, Any]]


def roles() -> Choices:
    return list(Role.choices)


def kinds() -> Choices:
    return list(OrganisationKind.choices)


def routes() -> Choices:
    return list(Route.choices)


def review_states() -> Choices:
    return list(ReviewState.choices)


def regions() -> Choices:
    """The place itself, then its parts, by their codes."""
    return [(one.code, one.name) for one in site().regions]


def whole_place() -> str:
    """The code of the place itself."""
    return site().regions[0].code


def region_name(code: str) -> str:
    """What the site calls it; a code that it no longer lists is its own name."""
    return next((one.name for one in site().regions if one.code == code), code)

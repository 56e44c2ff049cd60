"""Lists of the changes of people's files: every kind together, what waits longest first."""

from typing import Any

from registry.models import User
from registry.models.person_request import ENDED, OPEN, PersonRequest
from registry.queries.names import people_named
from registry.services.person_request import Procedure, procedures

MOST = 500  # of each kind; older ones are found by name


def found(
    user: User, *, q: str = "", kind: str = "", state: str = ""
) -> list[tuple[Procedure, PersonRequest]]:
    """(procedure, request) that `user` may see; a query for each kind."""
    lines: list[tuple[Procedure, Any]] = []
    for procedure in procedures():
        if kind and procedure.slug != kind:
            continue
        rows = procedure.model._default_manager.visible_to(user)
        if state != "all":
            rows = rows.filter(state__in=ENDED if state == "ended" else OPEN)
        if q:
            rows = rows.filter(professional__in=people_named(q))
        rows = rows.select_related("professional", "organisation", "asked_by").order_by("-asked_at", "-pk")
        lines += [(procedure, row) for row in rows[:MOST]]
    return sorted(lines, key=_moment, reverse=state != "")


def _moment(line: tuple[Procedure, Any]) -> Any:
    return line[1].asked_at, line[1].pk


def own_open(user: User) -> list[tuple[Procedure, PersonRequest]]:
    """The person's own that are under way."""
    return [
        (procedure, row)
        for procedure in procedures()
        for row in procedure.model._default_manager.filter(professional=user.professional_id, state__in=OPEN)
    ]

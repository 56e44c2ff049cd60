"""Lists of the changes of people's files: every kind together, what waits longest first."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from cejc.lib.db.ready import Keys, ready
from registry.changes.models import IdentityChange
from registry.changes.models.person_request import OPEN, PersonRequest
from registry.changes.procedure import Procedure, procedures
from registry.enums import SUPERVISING, RequestState, Role
from registry.people.models import User
from registry.people.queries.names import people_named


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
            rows = rows.exclude(state__in=OPEN) if state == "ended" else rows.open()
        if q:
            rows = rows.filter(professional__in=people_named(q))
        rows = rows.select_related("professional", "organisation", "asked_by").order_by("-asked_at", "-pk")
        lines += [(procedure, row) for row in rows]
    return sorted(lines, key=_moment, reverse=state != "")


def _moment(line: tuple[Procedure, Any]) -> Any:
    return line[1].asked_at, line[1].pk


def old_names(people: Collection[int]) -> Iterable[tuple[int, str]]:
    """(person, name) of names that two officers changed."""
    rows = IdentityChange.objects.filter(professional__in=people, state=RequestState.DONE)
    return rows.values_list("professional", "old_name")


def waiting_count(user: User) -> int:
    """How many wait for an officer's own step; one query for every kind together."""
    units, person = [seat.organisation_id for seat in user.seats_as(Role.HR)], user.professional_id
    if units and person and not user.has_role(Role.PROVINCE, *SUPERVISING):
        return len(_asked_of_units(units, person))
    first, *others = [rows.values_list("pk") for rows in waiting_rows(user)]
    return first.union(*others, all=True).count()


@ready
def _asked_of_units(units: Keys, person: int) -> QuerySet[Any, Any]:
    """What waits for the personnel officers of units, who have no other seat."""
    first, *others = [
        procedure.model._default_manager.filter(organisation__in=units, state=RequestState.ASKED)
        .exclude(professional=person)
        .order_by()
        .values_list("pk")
        for procedure in procedures()
    ]
    return first.union(*others, all=True)


def waiting_rows(user: User) -> list[QuerySet[Any]]:
    """What waits for an officer's own step, kind by kind."""
    return [
        procedure.model._default_manager.filter(_asked(user) | _confirmed(user, procedure))
        .exclude(professional=user.professional_id)
        .order_by()
        for procedure in procedures()
    ]


def _asked(user: User) -> Q:
    units = [seat.organisation_id for seat in user.seats_as(Role.HR)]
    found = Q(organisation__in=units)
    if user.has_role(Role.PROVINCE):
        found |= Q(organisation=None)
    return found & Q(state=RequestState.ASKED)


def _confirmed(user: User, procedure: Procedure) -> Q:
    found = Q(pk__in=[])
    if not procedure.provincial:
        for seat in user.seats_as(*SUPERVISING):
            found |= Q(organisation__path__startswith=seat.organisation.path)
    if user.has_role(Role.PROVINCE):
        found = ~Q(pk=None) if procedure.provincial else found | Q(organisation=None)
    others = Q(first_person=None) | ~Q(first_person=user.professional_id)
    return found & others & Q(state=RequestState.CONFIRMED)

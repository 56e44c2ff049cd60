"""One person's page: what the rooms know of one person, put together for who may see it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from registry.activities.queries.activity import approved_of
from registry.enums import EmploymentState, Role
from registry.machinery.forms.choices import title_series_name
from registry.people import access
from registry.people.access import signed_in
from registry.people.http import SignedInRequest
from registry.people.models import Employment, Professional
from registry.people.moves.employment import EMPLOYMENT
from registry.people.permissions import is_hr_of, is_self
from registry.people.queries.employment import years_of_employers
from registry.people.queries.people import has_account

SHOWN = 100  # approved records


@signed_in.reads
def detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One person, as HR, the supervising department or the province may see."""
    person = access.professional_of(request.user, public_id)
    places = list(
        Employment.objects.visible_to(request.user)
        .filter(professional=person)
        .select_related("organisation", "professional")
    )
    kept = next(
        (place for place in places if is_hr_of(request.user, place.organisation) and _is_live(place)), None
    )
    context = {
        "person": person,
        "employments": sorted(places, key=lambda place: (place.valid_from, place.pk), reverse=True),
        "kept": kept,
        "moves": EMPLOYMENT.open_to(request.user, kept) if kept else {},
        "has_account": has_account(person),
        "is_self": is_self(request.user, person),
        "title_series": title_series_name(person.title_series) if person.title_series else "",
        "gone": _gone(person),
        "may_hold": request.user.has_role(Role.PROVINCE),
        "employers": years_of_employers(person),
        "approved": list(approved_of(person, request.user)[:SHOWN]),
    }
    return render(request, "registry/people/people/detail.html", context)


def _gone(person: Professional) -> dict[str, Any] | None:
    """A tag beside the name of whoever died or was erased."""
    if person.died_on:
        return {"label": _("已去世"), "kind": "neutral"}
    return {"label": _("已注销"), "kind": "neutral"} if person.erased_at else None


def _is_live(place: Employment) -> bool:
    return place.valid_until is None and place.state != EmploymentState.REFUSED

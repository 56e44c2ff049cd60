"""One's login: what it may do, its password and second factor; the role switch, and where a role leads."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from registry.machinery import places
from registry.people.access import signed_in
from registry.people.http import SignedInRequest
from registry.people.providers import name_of, providers


@signed_in.reads
def overview(request: SignedInRequest) -> HttpResponse:
    from allauth.mfa.utils import is_mfa_enabled

    context = {
        "seats": request.user.seats,
        "second_factor_on": is_mfa_enabled(request.user),
        "identities": _identities(request),
        "attempts": request.user.login_attempts.order_by("-at")[:10],
    }
    return render(request, "account/overview.html", context)


def _identities(request: SignedInRequest) -> list[dict[str, Any]]:
    """The providers by which one may log in, and those that were, each with the binding or None; no query
    where the set-up names none."""
    named = {one.id: one.name for one in providers()}
    if not named:
        return []
    bound = {row.provider: row for row in request.user.bindings.order_by("pk")}
    return [{"id": key, "name": name_of(key), "bound": bound.get(key)} for key in {**named, **bound}]


@signed_in.acts
def switch_role(request: SignedInRequest, key: str) -> HttpResponse:
    """Choose the seat to act from, or "self"; what a person may do does not change with it."""
    allowed = {str(seat.public_id) for seat in request.user.seats}
    if request.user.professional_id:
        allowed.add("self")
    if key not in allowed:
        raise Http404
    request.session["acting"] = key
    return redirect("/")


@signed_in.reads
def more(request: SignedInRequest) -> HttpResponse:
    """What the rail has no room for: the places beyond the first five of the seat acted from."""
    return render(request, "registry/desk/places.html", {"rest": places.beyond(request)})

"""The address /: the front page for a visitor, one's own first screen for a login."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from certification.views.public import front
from registry.enums import Role
from registry.training.queries.course_review import open_opinions

HOMES = {Role.ADMIN: "registry:accounts", Role.AUDITOR: "registry:audit", Role.BASE: "registry:base-home"}


def home(request: HttpRequest) -> HttpResponse:
    """An office sees its desk, an administrator the accounts, a professional the years of the span."""
    if not request.user.is_authenticated:
        return front(request)
    seat = getattr(request, "acting", None)
    if seat is None:
        # Whoever is asked as an expert came for that; the own years are one place further.
        return redirect("registry:opinions" if open_opinions(request.user) else "registry:home")
    return redirect(HOMES.get(seat.role, "certification:desk"))

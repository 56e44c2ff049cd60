"""The address /, and beside it what search engines may read, and the accessibility statement."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cejc.lib.shelf import shelved
from certification.views.public import front
from registry.enums import Role
from registry.training.queries.course_review import open_opinions

HOMES = {
    Role.ADMIN: "registry:accounts",
    Role.SECURITY: "registry:seat-requests",
    Role.AUDITOR: "registry:audit",
    Role.BASE: "registry:base-home",
}
# Pages about persons are for whoever was given their address.
OPEN = ("/$", "/rules/", "/help/", "/catalogue/", "/accessibility/", "/log/", "/static/")
ROBOTS = "User-agent: *\n" + "".join(f"Allow: {one}\n" for one in OPEN) + "Disallow: /\n"


def home(request: HttpRequest) -> HttpResponse:
    """A visitor sees the front page, an office its desk, an administrator the accounts, a professional the
    years of the span."""
    if not request.user.is_authenticated:
        return front(request)
    seat = getattr(request, "acting", None)
    if seat is None:
        # Whoever is asked as an expert came for that; the own years are one place further.
        return redirect("registry:opinions" if open_opinions(request.user) else "registry:home")
    return redirect(HOMES.get(seat.role, "certification:desk"))


@cache_control(public=True, max_age=86400)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@require_safe
@shelved(lambda _request: [])
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the footer leads to: how far the portal is accessible, and how to report an error."""
    return render(request, "accessibility.html")

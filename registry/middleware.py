"""What every request carries: the demo's clock, the seat a person acts from, the second factor."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from registry.services import audit, demo_clock

Handler = Callable[[HttpRequest], HttpResponse]


class ClockMiddleware:
    """Set the demo's clock for the request, and name the request in the audit log."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        demo_clock.apply()
        audit.bind_request(getattr(request, "id", "") or request.headers.get("X-Request-ID", ""))
        return self.get_response(request)


class ActingMembershipMiddleware:
    """`request.acting`: the seat chosen in the role switch, or None when acting as a professional.

    It arranges what a person sees first; what a person may do comes from all seats in force.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acting = _chosen_seat(request) if request.user.is_authenticated else None
        return self.get_response(request)


def _chosen_seat(request: HttpRequest):
    chosen = request.session.get("acting")
    seats = request.user.seats
    if chosen == "self" and request.user.professional_id:
        return None
    return next((seat for seat in seats if str(seat.public_id) == chosen), seats[0] if seats else None)


class SecondFactorMiddleware:
    """A login with a staff role sets up a second factor before anything else, where the set-up asks for it."""

    OPEN = ("/accounts/", "/static/", "/health/", "/display/")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._owes_second_factor(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _owes_second_factor(self, request: HttpRequest) -> bool:
        if not settings.CEJC_SECOND_FACTOR or not request.user.is_authenticated or not request.user.is_office:
            return False
        if request.path.startswith(self.OPEN):
            return False
        from allauth.mfa.utils import is_mfa_enabled

        return not is_mfa_enabled(request.user)

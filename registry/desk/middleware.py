"""What every request carries: the demo's clock, the seat a person acts from, the second factor."""

from collections.abc import Collection
from typing import Any, cast

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from cejc.lib.db.ready import ready
from cejc.lib.faults import reading_goes_on
from cejc.lib.middleware import Middleware
from cejc.lib.writing import identity
from credits.queries import policy_held
from registry.machinery import places
from registry.machinery.services import audit, demo_clock
from registry.people import looking
from registry.people.address import client_address
from registry.people.http import SignedInRequest
from registry.people.models import Membership
from registry.people.services import device, look, password_age
from registry.people.services.second_factor import FACTORS
from registry.people.views import find
from registry.platforms.api.problems import explained


class ApiProblemMiddleware(Middleware):
    """Below /api/ a program asks: whatever refuses or breaks, a problem
    document is the answer and never a page."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return explained(request, response) if request.path.startswith("/api/") else response


class ClockMiddleware(Middleware):
    """Set the demo's clock for the request, and name the request in the audit log."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(
            "/health/"
        ):  # asks nothing of the database that it does not mean to ask
            demo_clock.apply()
        audit.bind_request(getattr(request, "id", "") or request.headers.get("X-Request-ID", ""))
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with policy_held():  # one screen goes by one policy
            return self.get_response(request)


class IdleMiddleware(Middleware):
    """Staff sessions end after CEJC_STAFF_IDLE seconds without a
    request (the machine's time, not the demo's)."""

    KEPT = (
        60  # seconds: how exactly the last request is remembered, so that not every page writes the session
    )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated or not request.user.is_office:
            return self.get_response(request)
        moment = int(timezone.now().timestamp())
        seen = request.session.get("seen", moment)
        if moment - seen > settings.CEJC_STAFF_IDLE:
            return self._ended(request)
        if "seen" not in request.session or moment - seen >= self.KEPT:
            request.session["seen"] = moment
        return self.get_response(request)

    def _ended(self, request: HttpRequest) -> HttpResponse:
        logout(request)
        minutes = settings.CEJC_STAFF_IDLE // 60
        messages.warning(
            request, _("您已超过%s分钟没有操作，为保护数据，系统已退出登录。请重新登录。") % minutes
        )
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")


class DeviceMiddleware(Middleware):
    """Keeps on which devices a login is open; one write in ten minutes."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            with reading_goes_on():  # a page is read also where this cannot be written just now
                device.note(request)
        return self.get_response(request)


class NumberInAddressMiddleware(Middleware):
    """An identity number is never carried in an address: neither into a
    list nor from there into its links."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.method == "GET" and not request.path.startswith("/api/")
        if asked and any(
            identity.holds_number(str(one)) for _name, given in request.GET.lists() for one in given
        ):
            return find.refused(request)
        return self.get_response(request)


class PasswordDueMiddleware(Middleware):
    """A login with a first password set by somebody else, or one that is too old, chooses another before
    anything else."""

    OPEN = ("/accounts/", "/static/", "/health/", "/display/")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        due = password_age.due(request.user) if request.user.is_authenticated else ""
        if due and not request.path.startswith(self.OPEN):
            messages.info(request, due)
            return redirect("account_change_password")
        return self.get_response(request)


class ActingMembershipMiddleware(Middleware):
    """`request.acting`: the seat chosen in the role switch, or None when acting as a professional.

    It arranges what a person sees first; what a person may do comes from all seats in force.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seat = _chosen_seat(cast(SignedInRequest, request)) if request.user.is_authenticated else None
        cast(SignedInRequest, request).acting = seat
        with audit.acting_from(seat):
            response = self.get_response(request)
        if request.method == "POST" and request.user.is_authenticated:
            places.note_act(response)
        return response


def _chosen_seat(request: SignedInRequest) -> Membership | None:
    chosen = request.session.get("acting")
    seats = request.user.seats
    if chosen == "self" and request.user.professional_id:
        return None
    return next((seat for seat in seats if str(seat.public_id) == chosen), seats[0] if seats else None)


class SecondFactorMiddleware(Middleware):
    """A login with a staff role sets up a second factor before anything
    else, where the set-up asks for it."""

    OPEN = ("/accounts/", "/static/", "/health/", "/display/")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._owes_second_factor(request):
            return redirect("mfa_index")
        return self.get_response(request)

    def _owes_second_factor(self, request: HttpRequest) -> bool:
        if not settings.CEJC_SECOND_FACTOR or not request.user.is_authenticated or not request.user.is_office:
            return False
        if request.path.startswith(self.OPEN):
            return False
        return not _second_factors(request.user.pk)


class LooksMiddleware(Middleware):
    """Whose record was shown to somebody else is written before the answer leaves (registry.people.looking).

    An answer that shows nothing (a redirect, a refusal) is no look. Where it cannot be written, its
    error is the answer: nobody sees what is not on record.
    """

    SHOWN = (200, 206, 422)  # 422: a form again, beside what it is about

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def write(seen: Collection[looking.Seen]) -> None:
            asked = cast(SignedInRequest, request)
            if asked.user.is_authenticated:
                address = client_address(request) or ""
                look.keep(viewer=asked.user, seen=seen, seat=asked.acting, address=address)

        with looking.watching(write, request.user) as watch:
            response = self.get_response(request)
        if response.status_code in self.SHOWN:
            watch.flush()
        return response


@ready
def _second_factors(user: int) -> QuerySet[Authenticator, Any]:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).order_by("pk").values_list("pk")[:1]

"""What the layout shows on every page."""

from typing import Any, cast
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cejc import clock
from cejc.site import site
from cejc.views import large_text
from cejc.views.login_state import copy_owner
from registry.machinery import places
from registry.people.http import SignedInRequest
from registry.people.models.message import unread_of
from registry.people.services import password_age


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame of templates/base.html: who I am, where I can go, what is waiting."""
    user = getattr(request, "user", None)
    known = bool(user and user.is_authenticated)
    return {
        "frame": _site(request) | (_login(cast(SignedInRequest, request)) if known else _stranger(request))
    }


def _site(request: HttpRequest) -> dict[str, Any]:
    return {
        "site_name": _("继续教育学时认定"),
        "demo": settings.CEJC_DEMO,
        "demo_clock": clock.now() if settings.CEJC_DEMO else None,
        "demo_clock_url": f"{reverse('registry:demo-clock')}?next={quote(request.path)}",
        "large_text": request.COOKIES.get(large_text.COOKIE) == "1",
        "copy_owner": copy_owner(getattr(request, "user", None)),
        "help_url": reverse("certification:help"),
        "contact": settings.CEJC_CONTACT or site().contact,
        "organiser": settings.CEJC_ORGANISER or site().names["organiser"],
        "site_code": settings.CEJC_SITE_CODE,
        "record_number": settings.CEJC_RECORD_NUMBER,
    }


def _stranger(request: HttpRequest) -> dict[str, Any]:
    """Where to log in, and the other language; programs have one, and their pages with them."""
    other = next(one for one in settings.LANGUAGES if one[0] != get_language())
    return {
        "login_url": reverse("account_login"),
        "language": None if request.path.startswith("/api/") else other,
    }


def _login(request: SignedInRequest) -> dict[str, Any]:
    """The same number of queries whatever the roles: seats and unread
    messages, and what the role's places count."""
    user, acting = request.user, getattr(request, "acting", None)
    return {
        "user_display": str(user),
        "acting_seat": acting,
        "acting_as": str(acting) if acting else _("我的继续教育"),
        "roles": _roles(user, acting),
        "places": [] if password_age.due(user) else places.for_request(request),
        "unread": unread_of(user.pk),
        "messages_url": reverse("registry:messages"),
        "account_url": reverse("registry:account"),
        "logout_url": reverse("account_logout"),
    }


def _roles(user: Any, acting: Any) -> list[dict[str, Any]]:
    """Every seat, and oneself as a professional, for the role switch (one entry: no switch is shown)."""
    rows = [
        _role(str(seat), str(seat.public_id), acting is not None and seat.pk == acting.pk)
        for seat in user.seats
    ]
    if user.professional_id:
        rows.append(_role(_("我的继续教育"), "self", acting is None))
    return rows


def _role(label: str, key: str, current: bool) -> dict[str, Any]:
    return {
        "label": label,
        "url": reverse("registry:role-switch", args=[key]),
        "current": current,
        "method": "post",
    }

"""What the layout shows on every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cejc import clock


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame of templates/base.html: who I am, where I can go, what is waiting."""
    user = getattr(request, "user", None)
    known = bool(user and user.is_authenticated)
    return {
        "frame": {
            "site_name": _("继续教育学时认定"),
            "user_display": str(user) if known else "",
            "acting_as": str(request.acting) if known and getattr(request, "acting", None) else "",
            "roles": [],
            "places": [],
            "unread": user.messages_received.unread().count() if known else 0,
            "demo": settings.CEJC_DEMO,
            "demo_clock": clock.now() if settings.CEJC_DEMO else None,
            "large_text": request.COOKIES.get("large_text") == "1",
            "contact": settings.CEJC_CONTACT,
            "organiser": settings.CEJC_ORGANISER,
            "site_code": settings.CEJC_SITE_CODE,
            "record_number": settings.CEJC_RECORD_NUMBER,
        }
    }

"""Above the machine's capacity strangers are asked to come again: work that was begun goes through."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

from cejc.lib import waiting
from cejc.lib.middleware import Middleware

RETRY_SECONDS = 10
# Programs with a key, and whoever watches over the portal, are no strangers.
KNOWN = ("/health/", "/metrics/", "/api/")


class CrowdMiddleware(Middleware):
    """A request without a session that waited for a thread longer than CEJC_CROWD_SECONDS is not begun: 503,
    at the cost of a twentieth of a page. Whoever is logged in waits, and then is answered."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit = settings.CEJC_CROWD_SECONDS
        if not limit or waiting.seconds() <= limit or _is_known(request):
            return self.get_response(request)
        return _come_again()


def _come_again() -> HttpResponse:
    answer = HttpResponse(_page(get_language()), status=503)
    answer["Retry-After"], answer["Cache-Control"] = str(RETRY_SECONDS), "no-store"
    answer["Content-Length"] = str(len(answer.content))
    # Not a line of the log for each of thousands: what a crowd needs least.
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer


def _is_known(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES or request.path.startswith(KNOWN)


@lru_cache(maxsize=8)
def _page(_language: str) -> str:
    return render_to_string("errors/503_crowd.html")

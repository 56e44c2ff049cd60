"""Who has read or changed something at the primary never gets an older state from the replica: how far the
primary was then goes along in a cookie. Forged, it shows its owner an older list, or none from there."""

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from cejc.lib.db import replica
from cejc.lib.middleware import Middleware, Next

SEEN = f"{settings.COOKIE_PREFIX}seen"
# By then it is played, or the replica too late to answer at all.
SEEN_SECONDS = 300
DIGITS = 16


class ReplicaMiddleware(Middleware):
    def __init__(self, get_response: Next) -> None:
        if not replica.is_there():
            raise MiddlewareNotUsed
        super().__init__(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.seen_place = _place(request.COOKIES.get(SEEN, ""))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if _is_remembered(request):
            _note(request, response)
        return response


def _is_remembered(request: HttpRequest) -> bool:
    """Whoever is known, or has sent something."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or request.method not in ("GET", "HEAD", "OPTIONS")


def _note(request: HttpRequest, response: HttpResponse) -> None:
    """Where the server stood that answered."""
    try:
        there = getattr(request, "read_there", False)
        place = replica.follower.played if there else replica.written()
    except DatabaseError:  # then no list is read from the replica either: the login is asked of the primary
        return
    response.set_cookie(
        SEEN,
        f"{place:x}",
        max_age=SEEN_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.CEJC_HTTPS,
    )


def _place(said: str) -> int:
    try:
        return int(said[:DIGITS], 16)
    except ValueError:
        return 0

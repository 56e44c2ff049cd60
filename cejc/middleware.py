"""What every answer needs that no single view knows."""

import structlog
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from cejc.errors import TooMany
from cejc.lib import patience
from cejc.lib.faults import trouble_of
from cejc.lib.middleware import Middleware
from cejc.views import errors

log = structlog.get_logger("cejc.middleware")
SAFE = ("GET", "HEAD", "OPTIONS")
# The longest address that is read; gunicorn is told to take a little more, so that the answer is ours.
LONGEST_ADDRESS = 8000
# Seconds that a statement waits for a lock: who reads a page is told
# soon, who sends something waits a while for it.
PATIENCE_READING, PATIENCE_WRITING = 2.0, 10.0


class HeadMiddleware(Middleware):
    """HEAD is answered as GET is, without the body: every page knows it, whatever its view says."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        response = self.get_response(request)
        request.method = "HEAD"
        return _without_body(response)


def _without_body(response: HttpResponseBase) -> HttpResponse:
    bare = HttpResponse(status=response.status_code, reason=response.reason_phrase)
    bare.headers, bare.cookies = response.headers, response.cookies
    if not response.streaming and "Content-Length" not in bare:
        bare["Content-Length"] = str(len(response.content))  # type: ignore[attr-defined]
    # Closed when the answer is.
    bare._resource_closers = response._resource_closers  # type: ignore[attr-defined]
    return bare


class PageMiddleware(Middleware):
    """No answer without a word: an error that came without a page gets
    ours. No page is kept by a cache in between."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        too_long = len(request.META.get("QUERY_STRING", "")) + len(request.path) > LONGEST_ADDRESS
        response = errors.address_too_long(request) if too_long else self.get_response(request)
        if response.status_code >= 400 and not response.streaming and not response.content:
            response = errors.explained(response)
        # Asked again every time: what one login saw is not shown to the next at the same machine.
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class AnyCacheMiddleware(Middleware):
    """What a view has marked as the same for everybody says so: nothing of it varies, and no cookie goes with
    it, whatever else has looked at the request."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(response, "for_any_cache", False):
            response.cookies.clear()
            response.headers.pop("Vary", None)
        return response


class PatienceMiddleware(Middleware):
    """A locked database is not waited for longer than a person waits."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with patience.waiting(PATIENCE_READING if request.method in SAFE else PATIENCE_WRITING):
            return self.get_response(request)


class SessionMiddleware(DjangoSessionMiddleware):
    """A page that was read is answered also where what the session notes of it cannot be written just now.

    Django says of a session that a locked database did not take that it was deleted, and answers 400.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except (DatabaseError, SessionInterrupted) as fault:
            found = trouble_of(fault)
            if found is None:
                raise
            if request.method not in SAFE:
                return errors.unable(found)
            log.warning("session not kept", reason=str(fault))
            return response


class FaultMiddleware(Middleware):
    """The disk is full, a lock is held, the database or the files are away, somebody tries too often: say so.

    What fails outside a view comes to the same answers by `cejc.views.errors.server_error`.
    """

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, TooMany):
            return errors.too_many(request, exception)
        found = trouble_of(exception)
        if found is None:
            return None
        log.error("not able just now", trouble=str(found), reason=str(exception), path=request.path)
        return errors.unable(found)

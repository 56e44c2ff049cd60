"""Strangers' pages are answered from the shelf (cejc/lib/shelf.py) and carry an ETag.

It stands inside of what belongs to every answer (headers, language, limits of waiting) and outside of
all that makes a person of a request. Whoever carries a session, or a sentence that waits for the next
page, is never answered from here, nor does a page drawn for them get here.
"""

import re
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH, CsrfViewMiddleware, get_token
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from cejc.lib.middleware import Middleware
from cejc.lib.shelf import Ground, Kept, Place, shelf, show_others
from cejc.views import large_text

# Whoever has such a cookie gets a page of their own.
OWN = (settings.SESSION_COOKIE_NAME, f"{settings.COOKIE_PREFIX}messages")
# Asked for again each time, kept by nobody but the visitor's own browser: the tokens in it are theirs.
FRESH = "private, no-cache"
NOT_KEPT = {"cache-control", "expires", "content-length"}
TOKEN = re.compile(rb"(?<![0-9A-Za-z])[0-9A-Za-z]{64}(?![0-9A-Za-z])")


class ShelfMiddleware(Middleware):
    """Off in the demo: its clock may stand anywhere and every page shows it."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_strangers(request):
            return self.get_response(request)
        key = _key(request)
        found = shelf.get(key)
        if found and found.ground.stands():
            return _answer(request, found)
        place = request.shelf_place = Place(key)  # type: ignore[attr-defined]
        response = self.get_response(request)
        page = place.page or _kept(request, response, place.ground)
        if page is None:
            return response
        shelf.put(key, page)
        if place.page is None:
            show_others(place, page)
        return _answer(request, page)


def _is_strangers(request: HttpRequest) -> bool:
    if request.method != "GET" or settings.CEJC_DEMO or any(name in request.COOKIES for name in OWN):
        return False
    return "HTTP_HX_REQUEST" not in request.META and "HTTP_AUTHORIZATION" not in request.META


def _key(request: HttpRequest) -> tuple[Any, ...]:
    """All that a stranger's page depends on; a host that is none of ours is refused here as elsewhere."""
    large = request.COOKIES.get(large_text.COOKIE) == "1"
    return request.get_host(), request.scheme, request.get_full_path(), get_language(), large


def _kept(request: HttpRequest, response: HttpResponse, ground: Ground | None) -> Kept | None:
    """The page as it may be shown to the next stranger; None if it was this visitor's alone."""
    if ground is None or response.status_code != 200 or response.streaming:
        return None
    if set(response.cookies) - {settings.CSRF_COOKIE_NAME}:
        return None
    headers = [(name, value) for name, value in response.items() if name.lower() not in NOT_KEPT]
    return Kept.of(_pieces(response.content, request.META.get("CSRF_COOKIE", "")), headers, ground)


def _pieces(body: bytes, secret: str) -> list[bytes]:
    """The body without this visitor's tokens, cut where they stood."""
    pieces, start = [], 0
    for found in TOKEN.finditer(body):
        if secret and _secret_in(found[0].decode()) == secret:
            pieces.append(body[start : found.start()])
            start = found.end()
    return [*pieces, body[start:]]


def _secret_in(token: str) -> str:
    """What Django masked: a token is a mask, and the secret moved on by it, letter by letter."""
    place = CSRF_ALLOWED_CHARS.index
    pairs = zip(token[CSRF_SECRET_LENGTH:], token[:CSRF_SECRET_LENGTH], strict=True)
    return "".join(CSRF_ALLOWED_CHARS[place(one) - place(mask)] for one, mask in pairs)


def _answer(request: HttpRequest, page: Kept) -> HttpResponse:
    """The page with tokens of this visitor, or word that the browser has it already."""
    csrf, body = CsrfViewMiddleware(lambda _request: HttpResponse()), page.pieces[0]
    if len(page.pieces) > 1:
        csrf.process_request(request)
        body = get_token(request).encode().join(page.pieces)
    response = HttpResponse(body)
    for name, value in page.headers:
        response.headers[name] = value
    response["Content-Length"], response["Cache-Control"] = str(len(body)), FRESH
    response["ETag"] = page.tag(request.META["CSRF_COOKIE"] if len(page.pieces) > 1 else "")
    response = get_conditional_response(request, etag=response["ETag"], response=response) or response
    return cast(HttpResponse, csrf.process_response(request, response))

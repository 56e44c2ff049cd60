"""A lane and the script of its page (static/js/lane_ahead.js).

The script fetches the next page while this one is read (`Lane-Ahead`): nobody has that item on the
screen yet, so nothing is taken, begun or said there. A decision, or a step to the next item, names the
page that is at hand and the edit number in it (`Lane-Ready: ADDRESS EDIT`). The answer names where to go
on (`Lane-Next`), and where that is the very page, and nothing has changed in it, brings what stands
around it now. Without the script all is as plain forms have it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import resolve

from cejc.errors import Refused
from registry.activities.services.opened import Unopened

AHEAD, READY, NEXT = "Lane-Ahead", "Lane-Ready", "Lane-Next"
View = Callable[..., HttpResponse]
# What stands around the item of that public id and edit number now, for
# ui/lane_now.html; None: the item has changed.
Around = Callable[[Any, UUID, str], dict[str, Any] | None]


def is_ahead(request: HttpRequest) -> bool:
    return AHEAD in request.headers


def goes_on(request: HttpRequest) -> bool:
    """The page's script asks, and takes another answer than a browser."""
    return READY in request.headers


def unopened(request: HttpRequest) -> list[str]:
    """The files that the page has not shown to its reader; none when the reader has pressed a second time."""
    return [] if request.POST.get("sure") else request.POST.getlist("unopened")


def asked_again(request: HttpRequest, refusal: Refused) -> HttpResponse | None:
    """The sentence that asks for a second press, for the page's script, which keeps the page."""
    if goes_on(request) and isinstance(refusal, Unopened):
        return JsonResponse({"again": refusal.sentence}, status=409)
    return None


def in_lane(around: Around) -> Callable[[View], View]:
    """Answer the page's script as the head of this module says; `around` is what changes there."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            found = view(request, *args, **kwargs)
            if goes_on(request) and isinstance(found, HttpResponseRedirect):
                return _told(request, found.url, around)
            return found

        return cast(View, answer)

    return decorate


def arrived(request: HttpRequest) -> HttpResponse:
    """The script steps to this item, whose page it may have: back here, which `in_lane` makes its answer."""
    return redirect(request.get_full_path())


def _told(request: HttpRequest, to: str, around: Around) -> HttpResponse:
    address, _space, edit = request.headers[READY].partition(" ")
    there = resolve(urlsplit(to).path).kwargs.get("public_id") if to == address else None
    context = around(request, there, edit) if there else None
    answer = render(request, "ui/lane_now.html", context) if context else HttpResponse(status=204)
    answer[NEXT] = to
    return answer

"""Error pages: each says what happened, what was not done, and what to do next."""

import math
import sys

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from cejc.errors import TooMany
from cejc.lib.faults import Trouble, trouble_of
from cejc.middleware_login import page_of

# What a machine that cannot just now answers, and after how many seconds it may be asked again.
UNABLE = {
    Trouble.BUSY: (503, "errors/503_busy.html", 10),
    Trouble.AWAY: (503, "errors/503_away.html", 30),
    Trouble.FILES: (503, "errors/503.html", 60),
    Trouble.READ_ONLY: (503, "errors/503_read_only.html", 300),
    Trouble.FULL: (507, "errors/507.html", 300),
}
# Pages of answers that come with a status alone.
PAGES = {
    400: "errors/400.html",
    403: "errors/403.html",
    404: "errors/404.html",
    405: "errors/405.html",
    409: "errors/409.html",
    413: "errors/413.html",
    414: "errors/414.html",
    429: "errors/429.html",
    500: "errors/500.html",
    503: "errors/503_away.html",
    507: "errors/507.html",
}
KEPT = ("Allow", "Retry-After", "Cache-Control")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; a body over the limit reaches this handler too and is answered with 413."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request, exception)
    return render(request, "errors/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the sentence of the refusal when the exception carries one."""
    return render(request, "errors/403.html", {"sentence": str(exception or "")}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/413.html", status=413)


def address_too_long(request: HttpRequest) -> HttpResponse:
    """414, before anything of the address is read."""
    return HttpResponse(render_to_string("errors/414.html"), status=414)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429, with the sentence of the limit and how long to wait; also for the limits of django-allauth."""
    wait = exception.wait if isinstance(exception, TooMany) else 60
    context = {"sentence": str(exception or ""), "minutes": math.ceil(wait / 60)}
    answer = HttpResponse(render_to_string("errors/429.html", context), status=429)
    answer["Retry-After"] = str(wait)
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the page is too old, or cookies are off. What was typed stays in the
    browser, and the page leads back to it."""
    if request.headers.get("X-Requested-With") == "autosave":
        sentence = _("页面已过期，内容还没有保存到服务器。")
        return JsonResponse({"code": "csrf", "sentence": sentence}, status=403)
    return render(request, "errors/csrf.html", {"back": page_of(request)}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or what the machine cannot do just now; without context
    processors: what failed must not fail again here."""
    fault = sys.exc_info()[1]
    if isinstance(fault, TooMany):
        return too_many(request, fault)
    if found := trouble_of(fault):
        return unable(found)
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def unable(trouble: Trouble) -> HttpResponse:
    """503 or 507: nothing is wrong with what was asked."""
    status, template, wait = UNABLE[trouble]
    answer = HttpResponse(render_to_string(template), status=status)
    answer["Retry-After"] = str(wait)
    return answer


def explained(response: HttpResponseBase) -> HttpResponse:
    """The page of an answer that came with a status alone; what its head says besides stays."""
    usual = "errors/400.html" if response.status_code < 500 else "errors/500.html"
    page = HttpResponse(
        render_to_string(PAGES.get(response.status_code, usual), {"code": response.status_code}),
        status=response.status_code,
    )
    page.cookies = response.cookies
    for name in KEPT:
        if name in response:
            page[name] = response[name]
    if response.status_code in (429, 503) and "Retry-After" not in page:
        page["Retry-After"] = "60"
    return page

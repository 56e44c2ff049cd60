"""Error pages: each says what happened, that nothing was changed, and what to do next."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


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


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the page is too old, or cookies are off; the person's typing is still in the browser's history."""
    return render(request, "errors/csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, rendered without context processors: whatever failed must not fail again here."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def storage_unavailable(request: HttpRequest) -> HttpResponse:
    """503: the place of the files does not answer."""
    answer = HttpResponse(render_to_string("errors/503.html"), status=503)
    answer["Retry-After"] = "60"
    return answer

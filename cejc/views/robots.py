"""`/robots.txt`: what a search engine may read. Pages about persons are
for whoever was given their address."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

OPEN = ("/$", "/rules/", "/help/", "/catalogue/", "/accessibility/", "/static/")
TEXT = "User-agent: *\n" + "".join(f"Allow: {one}\n" for one in OPEN) + "Disallow: /\n"


@cache_control(public=True, max_age=86400)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(TEXT, content_type="text/plain; charset=utf-8")

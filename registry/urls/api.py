"""Addresses of the API for platforms: its own token endpoint, and nothing else of OpenID Connect."""

from allauth.idp.oidc import views as oauth
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from cejc.lib import throttle
from registry.api.problems import Trouble, answer
from registry.api.root import api, guarded
from registry.auth import client_address
from registry.views import api_reading

# Besides what is called: the document, which is only read.
READ = {"openapi-json": require_safe}


def _guard(entries: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    for entry in entries:
        if isinstance(entry, URLPattern):
            entry.callback = READ.get(entry.name or "", guarded)(entry.callback)
        else:
            _guard(entry.url_patterns)
    return entries


@csrf_exempt
def missing(request: HttpRequest) -> HttpResponse:
    """Whatever else begins with /api/: a program asked, so a problem document is the answer."""
    return answer(request, Trouble("no_such_path"))


@csrf_exempt
def token(request: HttpRequest) -> HttpResponse:
    """A secret costs a slow hash to check: who asks too often is refused before it."""
    name = f"api-token:{client_address(request)}"
    if throttle.is_over(name, settings.CEJC_API_TOKENS_PER_HOUR):
        return answer(request, Trouble("rate_limited"))
    throttle.count(name)
    if "resource" in request.POST or "resource" in request.GET:
        return JsonResponse({"error": "invalid_target"}, status=400)
    return oauth.token(request)


urlpatterns = [
    path("oauth/token", token, name="oauth-token"),
    path("oauth/revoke", oauth.revoke, name="oauth-revoke"),
    path("v1/", csrf_exempt(api_reading.index), name="api-reading"),
    path("v1/problems", csrf_exempt(api_reading.problems), name="api-problems"),
    path("v1/", (_guard(api.urls[0]), *api.urls[1:])),
    re_path(r"^.*$", missing),
]

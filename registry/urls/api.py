"""Addresses of the API for platforms: its own token endpoint, and nothing else of OpenID Connect."""

from allauth.core.internal.httpkit import extract_basic_auth
from allauth.idp.oidc import views as oauth
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from registry.machinery.services import throttle
from registry.people.address import client_address
from registry.platforms.api.problems import Trouble, answer
from registry.platforms.api.root import api, guarded
from registry.platforms.models import ApiClient
from registry.platforms.views import api_reading

WRONG_AN_HOUR = 30  # wrong secrets of one client from one address, before the next wrong one is told to wait
WRONG_A_MINUTE = (
    120  # wrong secrets from one address, before nothing from there is hashed for the rest of the minute
)
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
    """A secret costs a slow hash to check: a client that asks too often, or a flood, is refused before it.

    Tokens are counted for each client, failures for each client and address: what one does wrong keeps no
    other out, and a right secret is let through after any number of wrong ones.
    """
    client, address = _client_id(request), client_address(request)
    asked, missed, flood = (
        f"api-token:{client}",
        f"api-token-miss:{client}:{address}",
        f"api-token-flood:{address}",
    )
    for name, limit in ((asked, settings.CEJC_API_TOKENS_PER_HOUR), (flood, WRONG_A_MINUTE)):
        if throttle.is_over(name, limit):
            return _slowed(request, name)
    if "resource" in request.POST or "resource" in request.GET:
        return JsonResponse({"error": "invalid_target"}, status=400)
    found = oauth.token(request)
    if found.status_code < 400:
        throttle.count(asked)
        return found
    throttle.count(flood, 60)
    return found if throttle.count(missed) <= WRONG_AN_HOUR else _slowed(request, missed)


def _slowed(request: HttpRequest, name: str) -> HttpResponse:
    return answer(request, Trouble("rate_limited", wait=throttle.seconds_left(name)))


def _client_id(request: HttpRequest) -> str:
    """Who asks, as far as there is such a client; all strangers are one."""
    claimed = extract_basic_auth(request.headers)[0] or request.POST.get("client_id", "")
    known = "\x00" not in claimed and ApiClient.objects.filter(oauth=claimed[:100]).exists()
    return claimed if known else "unknown"


urlpatterns = [
    path("oauth/token", token, name="oauth-token"),
    path("oauth/revoke", oauth.revoke, name="oauth-revoke"),
    path("v1/", csrf_exempt(api_reading.index), name="api-reading"),
    path("v1/problems", csrf_exempt(api_reading.problems), name="api-problems"),
    path("v1/", (_guard(api.urls[0]), *api.urls[1:])),
    re_path(r"^.*$", missing),
]

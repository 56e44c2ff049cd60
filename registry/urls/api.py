"""Addresses of the API for platforms: its own token endpoint, and nothing else of OpenID Connect."""

from allauth.idp.oidc import views as oauth
from django.urls import URLPattern, URLResolver, path

from registry.api.root import api, guarded


def _guard(entries: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    for entry in entries:
        if isinstance(entry, URLPattern):
            entry.callback = guarded(entry.callback)
        else:
            _guard(entry.url_patterns)
    return entries


urlpatterns = [
    path("oauth/token", oauth.token, name="oauth-token"),
    path("oauth/revoke", oauth.revoke, name="oauth-revoke"),
    path("v1/", (_guard(api.urls[0]), *api.urls[1:])),
]

"""System checks: an unsafe or broken set-up is said at the start, not found out by a user."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import connection


@register(Tags.security, deploy=True)
def demo_is_not_production(app_configs: Any, **kwargs: Any) -> list[Error]:
    """The demo configuration switches second factors off and lets the clock be set."""
    if not settings.CEJC_DEMO:
        return []
    return [Error("CEJC_DEMO is on: demo logins, no second factor, a clock that can be set.", id="cejc.E001")]


CACHES = ("redis://", "rediss://", "valkey://", "valkeys://", "unix://")


@register(Tags.security, deploy=True)
def cache_is_shared(app_configs: Any, **kwargs: Any) -> list[Error]:
    """What counts is never kept in it, but whoever names one wants nodes to have it in common."""
    if not settings.CEJC_CACHE_URL or settings.CEJC_CACHE_URL.startswith(CACHES):
        return []
    return [
        Error(
            "CEJC_CACHE_URL is not the address of Redis or Valkey (redis://host:6379/0). Leave it unset "
            "where there is none: only pages of strangers are drawn more often then.",
            id="cejc.E004",
        )
    ]


@register(Tags.security, deploy=True)
def proxy_is_named(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Without it everybody behind the proxy would be one address, and TLS would not be known to be TLS."""
    if settings.CEJC_BEHIND_PROXY is not None or not settings.CEJC_HTTPS:
        return []
    return [
        Error(
            "CEJC_BEHIND_PROXY is not set: behind a proxy it must be true (and CEJC_PROXY_COUNT say "
            "how many proxies there "
            "are), or all callers count as one address; where gunicorn itself speaks TLS, set it to false.",
            id="cejc.E005",
        )
    ]


@register(Tags.security)
def login_providers_are_whole(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A provider that lacks a key would fail at somebody's login."""
    from registry.people.providers import faults

    return [Error(f"CEJC_LOGIN_PROVIDERS: {fault}.", id="cejc.E006") for fault in faults()]


@register(Tags.database)
def postgres_locale(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Error]:
    """A database in the C locale finds no Chinese trigrams."""
    if not databases or connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT datctype FROM pg_database WHERE datname = current_database()")
        ctype = cursor.fetchone()[0]
    if ctype in ("C", "POSIX"):
        return [Error(f"The database's locale is {ctype}: create it with C.UTF-8 or ICU.", id="cejc.E002")]
    return []

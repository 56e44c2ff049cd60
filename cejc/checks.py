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


SHARED_CACHES = ("DatabaseCache", "RedisCache", "PyMemcacheCache", "PyLibMCCache")


@register(Tags.security, deploy=True)
def limits_are_shared(app_configs: Any, **kwargs: Any) -> list[Error]:
    """In a cache of each process a limit of 5 is 5 a process, and a
    second factor's code serves once a process."""
    backend = settings.CACHES["default"]["BACKEND"]
    if backend.endswith(SHARED_CACHES):
        return []
    return [
        Error(
            f"CEJC_CACHE_URL names {backend.rpartition('.')[2]}, which other processes or machines do "
            f"not see: limits of "
            "attempts and used codes of second factors would be counted in each apart. Leave it unset "
            "(a table), or name "
            "Redis or Memcached.",
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

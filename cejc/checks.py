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

from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class CejcConfig(AppConfig):
    """Machinery that knows no domain: layout, tags, commands, system checks."""

    name = "cejc"

    def ready(self) -> None:
        from cejc import checks  # noqa: F401
        from cejc.lib import checks as lib_checks  # noqa: F401
        from cejc.lib import patience  # noqa: F401  (a receiver of every new connection)
        from cejc.lib.db.labels import keep_labels
        from cejc.site import use_terms

        keep_labels()
        use_terms()
        post_migrate.connect(_make_cache_table, sender=self)


def _make_cache_table(using: str, **_known: Any) -> None:
    """The shared cache's table, where the cache is one; no step of an upgrade can forget it."""
    call_command("createcachetable", database=using, verbosity=0)

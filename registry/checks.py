"""System checks of the registry."""

from typing import Any

from django.core.checks import Error, Tags, register

from cejc.lib import guards
from registry.guards import ALL, NO_TRUNCATE


@register(Tags.database)
def guards_stand(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Error]:
    """The triggers that keep the audit log append-only are there (`check --database default`)."""
    return guards.errors("registry", "registry_auditentry", ALL, NO_TRUNCATE) if databases else []

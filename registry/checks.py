"""System checks of the registry."""

from typing import Any

from django.core.checks import Error, Tags, register
from django.db import connection

from cejc.lib import guards
from registry.guards import ALL, NO_TRUNCATE


@register(Tags.database)
def guards_stand(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Error]:
    """The triggers that keep the audit log append-only are there (`check --database default`)."""
    if not databases or "registry_auditentry" not in connection.introspection.table_names():
        return []
    lacking = guards.missing(connection, ALL, NO_TRUNCATE)
    if not lacking:
        return []
    return [Error(f"Database guards are missing: {', '.join(lacking)}. Run migrate.", id="registry.E001")]

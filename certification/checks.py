"""System checks of the certification room."""

from typing import Any

from django.core.checks import Error, Tags, register
from django.db import connection

from cejc.lib import guards
from certification.guards import ALL, NO_TRUNCATE


@register(Tags.database)
def guards_stand(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Error]:
    """The triggers that keep slips and notices as they were are there (`check --database default`)."""
    if not databases or "certification_slip" not in connection.introspection.table_names():
        return []
    lacking = guards.missing(connection, ALL, NO_TRUNCATE)
    if not lacking:
        return []
    return [
        Error(f"Database guards are missing: {', '.join(lacking)}. Run migrate.", id="certification.E001")
    ]

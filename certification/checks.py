"""System checks of the certification room."""

from typing import Any

from django.core.checks import Error, Tags, register

from cejc.lib import guards
from certification.guards import ALL, NO_TRUNCATE


@register(Tags.database)
def guards_stand(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Error]:
    """The triggers that keep slips and notices as they were are there (`check --database default`)."""
    return guards.errors("certification", "certification_slip", ALL, NO_TRUNCATE) if databases else []

"""System checks of the machinery."""

from typing import Any

from django.core.checks import Error, register

from cejc.lib.paper import hbsubset


@register()
def harfbuzz_subset(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Without this library WeasyPrint says nothing but a line in the log, and takes 24 times as long."""
    if hbsubset.is_loadable():
        return []
    return [
        Error(
            "libharfbuzz-subset is missing: slips would take 24 times as long. Install libharfbuzz-subset0.",
            id="cejc.E003",
        )
    ]

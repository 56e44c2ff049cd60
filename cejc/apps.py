from django.apps import AppConfig


class CejcConfig(AppConfig):
    """Machinery that knows no domain: layout, tags, commands, system checks."""

    name = "cejc"

    def ready(self) -> None:
        from cejc import checks  # noqa: F401
        from cejc.lib import checks as lib_checks  # noqa: F401

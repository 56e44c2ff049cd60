from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = "人员与机构"

    def ready(self) -> None:
        from cejc.lib import guards
        from registry import checks, wiring  # noqa: F401
        from registry import guards as own

        guards.keep(self, own.ALL, own.NO_TRUNCATE)
        wiring.connect()

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = "人员与机构"

    def ready(self) -> None:
        from registry import checks, guards, wiring  # noqa: F401

        guards.keep(self, guards.ALL, guards.NO_TRUNCATE)
        wiring.connect()

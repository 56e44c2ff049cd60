from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "certification"
    verbose_name = "认定"

    def ready(self) -> None:
        from cejc.lib import guards
        from certification import checks, wiring  # noqa: F401
        from certification import guards as own

        guards.keep(self, own.ALL, own.NO_TRUNCATE)
        wiring.connect()

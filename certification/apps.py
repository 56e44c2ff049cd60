from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "certification"
    verbose_name = "认定"

    def ready(self) -> None:
        from certification import checks, wiring  # noqa: F401
        from certification import guards as own_guards
        from registry import guards

        guards.keep(self, own_guards.ALL, own_guards.NO_TRUNCATE)
        wiring.connect()

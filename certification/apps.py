from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "certification"
    verbose_name = "认定"

    def ready(self) -> None:
        from certification import checks  # noqa: F401
        from certification.queries.ledger import certified_years
        from registry.queries.ledger import register_certified

        register_certified(certified_years)

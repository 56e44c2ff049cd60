from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "certification"
    verbose_name = "认定"

    def ready(self) -> None:
        from certification import checks, own_sentences, places  # noqa: F401
        from certification.queries.ledger import certified_years
        from registry.queries.ledger import register_certified

        register_certified(certified_years)
        places.register_all()
        own_sentences.register_all()

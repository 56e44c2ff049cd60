from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "certification"
    verbose_name = "认定"

    def ready(self) -> None:
        from certification import checks, own_sentences, places  # noqa: F401
        from certification.queries.application import application_of
        from certification.queries.ledger import certified_years
        from certification.services import figures
        from certification.services.recheck import activity_taken_back
        from registry.queries.application import register_application
        from registry.queries.ledger import register_certified
        from registry.services import audit
        from registry.services.taking_back import register_listener

        register_certified(certified_years)
        register_listener(activity_taken_back)
        register_application(application_of)
        places.register_all()
        own_sentences.register_all()
        audit.listen(figures.mark)

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = "人员与机构"

    def ready(self) -> None:
        from registry import checks, own_places, own_sentences  # noqa: F401
        from registry.forms import words

        own_places.register_all()
        own_sentences.register_all()
        words.adopt()

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = "人员与机构"

    def ready(self) -> None:
        from registry import checks, guards, own_places, own_questions, own_sentences, own_tasks  # noqa: F401
        from registry.forms import words
        from registry.services import (  # noqa: F401
            audit,
            completion_settle,
            completion_wake,
            death,
            erasure,
            identity_change,
            merge,
            webhook,
        )
        from registry.services.registration_reopening import on_taken_back
        from registry.services.taking_back import register_listener

        guards.keep(self, guards.ALL, guards.NO_TRUNCATE)
        own_places.register_all()
        own_sentences.register_all()
        own_tasks.register_all()
        own_questions.register_all()
        words.adopt()
        register_listener(on_taken_back)
        audit.listen(completion_settle.follow)
        audit.listen(completion_wake.wake)
        audit.listen(webhook.heard)

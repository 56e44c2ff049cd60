from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = "人员与机构"

    def ready(self) -> None:
        from registry import checks, guards  # noqa: F401
        from registry.activities.services.taking_back import register_listener
        from registry.changes.services import death, erasure, identity_change, merge  # noqa: F401
        from registry.desk import own_places, own_questions, own_sentences, own_tasks
        from registry.machinery.forms import words
        from registry.machinery.services import audit
        from registry.platforms.services import webhook
        from registry.results.services import completion_settle, completion_wake
        from registry.yearly.services.registration_reopening import on_taken_back

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

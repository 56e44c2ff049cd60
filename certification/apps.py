from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "certification"
    verbose_name = "认定"

    def ready(self) -> None:
        from certification import checks, own_sentences, places  # noqa: F401
        from certification import guards as own_guards
        from certification.models.figures import FigureDirty, PersonYear
        from certification.queries import who_may
        from certification.queries.application import application_of, last_day_of
        from certification.queries.followed import what_followed
        from certification.queries.ledger import aside_of_slips, checked_years
        from certification.services import figures, ground, leaving
        from certification.services.recheck import activity_taken_back
        from registry import guards
        from registry.activities.queries.ledger import register_certified
        from registry.activities.services.taking_back import register_listener
        from registry.changes.services import death, erasure, merge
        from registry.machinery.services import audit, holds
        from registry.people.services import standing
        from registry.results.queries.course_hours import register_relied
        from registry.yearly.queries.application import register_application, register_last_day
        from registry.yearly.queries.aside import register_aside

        guards.keep(self, own_guards.ALL, own_guards.NO_TRUNCATE)
        register_certified(checked_years)
        register_aside(aside_of_slips)
        register_listener(activity_taken_back)
        death.register_listener(leaving.call_off)
        erasure.register_keeper(leaving.papers)
        erasure.register_blocker(leaving.under_way)
        erasure.register_relied(leaving.relied_on)
        register_relied(leaving.resting_on)
        for derived in (PersonYear, FigureDirty):
            merge.register_derived(derived)
        register_application(application_of)
        register_last_day(last_day_of)
        places.register_all()
        own_sentences.register_all()
        who_may.register_all()
        holds.register_hold(ground.hold)
        holds.register_followed(what_followed)
        # What moves because of it is counted with the rest: the figures listen last.
        audit.listen(ground.hear)
        audit.listen(figures.mark)
        # Last, when everything that follows from an act has been done.
        audit.listen(standing.follow)

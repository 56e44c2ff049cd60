from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificationConfig(AppConfig):
    name = "certification"
    released = "0002_number_search"  # later ones run beside an old version: cejc/lib/db/unstopped.py
    verbose_name = _("认定")

    def ready(self) -> None:
        from cejc.lib.db import guards
        from certification import guards as own
        from certification import wiring

        guards.keep(self, own.ALL, own.NO_TRUNCATE)
        wiring.connect()

from django.apps import AppConfig
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cejc.site.words import said_by
from credits.engine.words import speak_by


class CreditsConfig(AppConfig):
    """How many hours is this worth, under which policy, and why?"""

    name = "credits"
    released = "0001_initial"  # later ones run beside an old version: cejc/lib/db/unstopped.py
    verbose_name = _("学时折算政策")

    def ready(self) -> None:
        speak_by(gettext)
        from credits.spoken import PLACES, WORDS

        said_by({**WORDS, **PLACES})

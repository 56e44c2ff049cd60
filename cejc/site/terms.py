"""What a place calls the things that texts speak of: a catalogue behind the catalogue.

`[terms]` of a site's file says it: a word of the portal's texts, and what it is here. It holds for every text
that goes through gettext, in code and in templates, and for no word that somebody typed.
"""

import re
from functools import lru_cache
from gettext import NullTranslations

from django.conf import settings
from django.utils.translation import trans_real

from cejc.site.profile import Site
from cejc.site.reading import site


def said_here(text: str) -> str:
    """`text` in the words of the site; of several words that fit the longest."""
    here = site()
    if not here.terms:
        return text
    return _words(here).sub(lambda found: here.terms[found[0]], text)


@lru_cache(maxsize=8)
def _words(one: Site) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(one.terms, key=len, reverse=True))))


class Terms(NullTranslations):
    """Asked for what is in no catalogue, which is every text of the language that texts are written in."""

    def gettext(self, message: str) -> str:
        return said_here(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return said_here(super().ngettext(msgid1, msgid2, n))


def use_terms() -> None:
    """Once a process, when the applications are ready."""
    trans_real.translation(settings.LANGUAGE_CODE).add_fallback(Terms())

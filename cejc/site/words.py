"""Texts that name the place: `{office}` in them is what the site calls it, in the language of the reader."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from django.utils import translation
from django.utils.functional import lazy

from cejc.site.profile import Site
from cejc.site.reading import site

PLACE = re.compile(r"\{(\w+)\}")
# What other kinds of units are called on pages of strangers.
KINDS_IN_ENGLISH = {
    "departments": "Competent department",
    "provincial_units": "Provincial unit",
    "universities": "Self-assessing university",
    "cities": "City",
}
# Who reads English types the figures of a number.
NUMBERS_TO_TYPE = {"slip_number": "2020-1", "handbook_number": "2020-1"}


# Words that are no site's but those of what is in force when the sentence is read.
_said: dict[str, Callable[[], str]] = {}


def said_by(words: Mapping[str, Callable[[], str]]) -> None:
    """Let `{key}` in a text be what its function says (AppConfig.ready)."""
    _said.update(words)


def _word(found: re.Match[str], words: Mapping[str, str]) -> str:
    key = found[1]
    return words[key] if key in words else _said[key]() if key in _said else found[0]


@lru_cache(maxsize=8)
def words_of(one: Site, english: bool) -> dict[str, str]:
    """What may stand in braces, and what it is."""
    papers = {"handbook": "".join(one.papers.handbook)}
    number = one.papers.handbook_number.format(year=2020, serial=1)
    chinese = {**one.names, **one.examples, **papers, "handbook_number": number}
    chinese["office_name"] = one.names["office"]
    return chinese | NUMBERS_TO_TYPE | KINDS_IN_ENGLISH | dict(one.english) if english else chinese


def of_site(key: str) -> str:
    """One name of the site."""
    words = words_of(site(), translation.get_language() == "en")
    return words[key] if key in words else _said[key]()


def named(text: str) -> str:
    """`text` with the site's names in their places; what else stands in braces is somebody else's."""
    if "{" not in text:
        return text
    words = words_of(site(), translation.get_language() == "en")
    return PLACE.sub(lambda found: _word(found, words), text)


def gettext(text: str) -> str:
    """Django's, and `named`."""
    return named(translation.gettext(text))


gettext_lazy = lazy(gettext, str)

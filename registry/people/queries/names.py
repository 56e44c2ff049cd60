"""Finding professionals by part of a name, of one or two characters too, without reading every row."""

import re

from django.db.models import Q, QuerySet

from cejc.lib.db.grams import Has
from cejc.lib.writing import names, pinyin
from cejc.lib.writing.text import visible
from registry.people.models import Professional

for _field in Professional._meta.fields:
    if _field.name in ("name", "name_key"):
        _field.register_lookup(Has)


# What stands in an address for one person, found by an identity number that must not stand there.
_KEY = re.compile(r"#([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


def key_of(person: Professional) -> str:
    """The text that `people_named` takes for this one person."""
    return f"#{person.public_id}"


def people_named(text: str) -> QuerySet[Professional]:
    """Those whose name holds `text`, or whose readings or initials hold its letters.

    Between the parts of a name any dot finds, and none; letters with marks are found with and without these.
    Use it as `filter(professional__in=people_named(text))`, also beside conditions on other tables: the
    index is used inside, where an OR over a join would read every row.
    """
    typed = visible(text).strip()
    if key := _KEY.fullmatch(typed):
        return Professional.objects.filter(public_id=key[1])
    found = Q(name__has=typed)
    if (dotted := names.with_middle_dots(typed)) != typed:
        found |= Q(name__has=dotted)
    # The key holds the bare name where the name has something between
    # its parts, and readings in plain letters.
    for letters in sorted({pinyin.folded(typed), pinyin.plain(typed)} - {""}):
        found |= Q(name_key__has=letters)
    return Professional.objects.filter(found)

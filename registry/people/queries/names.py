"""Finding professionals by part of a name, of one or two characters too, without reading every row."""

import re
from typing import Any

from django.db.models import Lookup, Q, QuerySet
from django.db.models.lookups import IContains

from cejc.lib.writing import names, pinyin
from cejc.lib.writing.text import visible
from registry.people.models import Professional


class NameHas(Lookup):
    """`icontains` that PostgreSQL answers from the index on
    `name_grams` (registry/migrations/0003_name_grams.py).

    What holds the text also holds every one and two characters of it: the index finds the few rows that do,
    `icontains` decides among them, so that both databases find the same.
    """

    lookup_name = "has"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        sql, values = compiler.compile(IContains(self.lhs, self.rhs))
        return sql, tuple(values)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, values = compiler.compile(self.lhs)
        sql, found = self.as_sql(compiler, connection)
        return f"(name_grams({column}) @> name_grams(%s) AND {sql})", (*values, self.rhs, *found)


for _field in Professional._meta.fields:
    if _field.name in ("name", "name_key"):
        _field.register_lookup(NameHas)


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

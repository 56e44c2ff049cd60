"""Text found by part of it, of one or two characters too, from an index on `name_grams`."""

from typing import Any

from django.db.models import Lookup
from django.db.models.lookups import IContains


class Has(Lookup):
    """`icontains` that PostgreSQL answers from the index on `name_grams` of a column
    (registry/migrations/0003_name_search.py).

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

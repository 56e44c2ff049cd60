"""Queries that every request asks, compiled once a process: Django takes longer to put such a statement
together than the database to answer it.

    @ready
    def seats_of(user: int, day: date) -> QuerySet[Membership]:
        return Membership.objects.in_force(day).filter(user=user).select_related("organisation")

`seats_of(3, today)` is the list of what the query finds: rows of the model or, of `values_list`, tuples. Its
arguments are numbers, days or texts that are compared as they are.
"""

from collections.abc import Callable
from datetime import date
from functools import update_wrapper
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, get_related_populators

P = ParamSpec("P")
Row = TypeVar("Row")

# What stands for the argument with this place while the statement is put together.
STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda place: 2_000_000_011 + place,
    date: lambda place: date(9000 + place, 2, 3),
    str: lambda place: f"\ue000{place}\ue000",
}


class Ready:
    """A query with its statement, and how a row of the answer becomes what the query would have given."""

    def __init__(self, make: Callable[..., QuerySet[Any, Any]]) -> None:
        update_wrapper(self, make)
        self.make, self.compiled = make, {}  # type: ignore[var-annotated]
        self.kinds = [one.annotation for one in signature(make).parameters.values()]

    def __call__(self, *values: Any) -> list[Any]:
        known = self.compiled.get(connection.vendor)
        if known is None:
            known = self.compiled[connection.vendor] = _Compiled(self.make, self.kinds)
        return known.ask(values)


class _Compiled:
    def __init__(self, make: Callable[..., QuerySet[Any, Any]], kinds: list[type]) -> None:
        stand_ins = [STAND_INS[kind](place) for place, kind in enumerate(kinds)]
        rows: Any = make(*stand_ins)
        compiler = rows.query.get_compiler(connection=connection)
        self.sql, values = compiler.as_sql()
        places = {str(one): place for place, one in enumerate(stand_ins)}
        self.values = [(places.get(str(one)), one) for one in values]
        if {place for place, _value in self.values if place is not None} != set(places.values()):
            raise TypeError(f"{make.__qualname__}: an argument is not compared as it is")
        expressions = [one[0] for one in compiler.select]
        self.converters = list(compiler.get_converters(expressions).items())
        self.read = _rows_of_model(compiler) if rows._iterable_class is ModelIterable else tuple

    def ask(self, given: tuple[Any, ...]) -> list[Any]:
        own = [connection.ops.adapt_datefield_value(one) if isinstance(one, date) else one for one in given]
        values = [fixed if place is None else own[place] for place, fixed in self.values]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            rows = cursor.fetchall()
        return [self.read(self._converted(row)) for row in rows]

    def _converted(self, row: Any) -> list[Any]:
        found = list(row)
        for place, (converters, expression) in self.converters:
            for one in converters:
                found[place] = one(found[place], expression, connection)
        return found


def _rows_of_model(compiler: Any) -> Callable[[list[Any]], Any]:
    """As Django's own ModelIterable reads a row, with what `select_related` added."""
    info, select = compiler.klass_info, compiler.select
    model, start, end = info["model"], info["select_fields"][0], info["select_fields"][-1] + 1
    names = [one[0].target.attname for one in select[start:end]]
    related = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]

    def read(row: list[Any]) -> Any:
        found = model.from_db(connection.alias, names, row[start:end])
        for one in related:
            one.populate(row, found)
        return found

    return read


def ready(make: Callable[P, QuerySet[Any, Row]]) -> Callable[P, list[Row]]:
    return Ready(make)  # type: ignore[return-value]

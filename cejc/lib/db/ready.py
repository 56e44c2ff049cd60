"""Queries that every request asks, compiled once a process: Django takes longer to put such a statement
together than the database to answer it.

    @ready
    def seats_of(user: int, day: date) -> QuerySet[Membership]:
        return Membership.objects.in_force(day).filter(user=user).select_related("organisation")

`seats_of(3, today)` is the list of what the query finds: rows of the model or, of `values_list`, tuples. Its
arguments are numbers, days, moments or texts that are compared as they are, and `Keys`, lists of numbers that
something is in (nothing is in an empty one). What is a `Shape` is put into the statement instead, so that
each value of it has a statement of its own: an order, a state; never what people typed.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import update_wrapper
from inspect import signature
from threading import Lock
from typing import Annotated, Any, ParamSpec, TypeVar, cast
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators

P = ParamSpec("P")
Row = TypeVar("Row")

Keys = list[int]
Shape = Annotated[Any, "part of the statement"]
MOST_SHAPES = 500
MOST = 2**63 - 1
PLACE = re.compile(r"(?<!%)%s")

# What stands for the argument with this place while the statement is put together.
STAND_INS: dict[Any, Callable[[int], Any]] = {
    int: lambda place: 31_011 + place,  # fits the smallest column of numbers
    Keys: lambda place: [31_011 + place],
    date: lambda place: date(9000 + place, 2, 3),
    datetime: lambda place: datetime(9000 + place, 2, 3, tzinfo=UTC),
    UUID: lambda place: UUID(int=place + 1),
    str: lambda place: f"\ue000{place}\ue000",
}


class Ready:
    """A query with its statement, and how a row of the answer becomes what the query would have given."""

    def __init__(self, make: Callable[..., QuerySet[Any, Any]]) -> None:
        update_wrapper(self, make)
        self.make, self.compiled = make, {}  # type: ignore[var-annotated]
        self.kinds = [one.annotation for one in signature(make).parameters.values()]
        self.shapes = [place for place, kind in enumerate(self.kinds) if kind is Shape]

    def __call__(self, *values: Any) -> list[Any]:
        return self._known(values).ask(values)

    def statement(self, *values: Any) -> tuple[str, list[Any]]:
        """What the database would be asked: for whoever asks it again and again (cejc/lib/shelf.py)."""
        return self._known(values).statement(values)

    def _known(self, values: tuple[Any, ...]) -> "_Compiled":
        key = connection.vendor, *(values[place] for place in self.shapes)
        known = self.compiled.get(key)
        if known is None:
            if len(self.compiled) >= MOST_SHAPES:
                raise TypeError(f"{self.make.__qualname__}: a shape has too many values")
            known = self.compiled[key] = _Compiled(self.make, self.kinds, values)
        return known


class _Compiled:
    def __init__(
        self, make: Callable[..., QuerySet[Any, Any]], kinds: list[Any], given: tuple[Any, ...]
    ) -> None:
        stand_ins = [
            given[place] if kind is Shape else STAND_INS[kind](place) for place, kind in enumerate(kinds)
        ]
        rows: Any = make(*stand_ins)
        compiler = rows.query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        asked = {place: kind for place, kind in enumerate(kinds) if kind is not Shape}
        places = {_said(stand_ins[place]): place for place in asked}
        self.values = [(places.get(str(one)), one) for one in values]
        if {place for place, _value in self.values if place is not None} != set(asked):
            raise TypeError(f"{make.__qualname__}: an argument is not compared as it is")
        self.lists = [place for place, kind in asked.items() if kind == Keys]
        # With lists the statement is cut where a value stands, so that as many can stand there as are given.
        self.sql, self.parts = sql, PLACE.split(sql)
        expressions = [one[0] for one in compiler.select]
        self.converters = list(compiler.get_converters(expressions).items())
        self.read = _rows_of_model(compiler) if rows._iterable_class is ModelIterable else tuple

    def ask(self, given: tuple[Any, ...]) -> list[Any]:
        if any(not given[place] for place in self.lists):
            return []
        with connection.cursor() as cursor:
            cursor.execute(*self.statement(given))
            rows = cursor.fetchall()
        return [self.read(self._converted(row)) for row in rows]

    def statement(self, given: tuple[Any, ...]) -> tuple[str, list[Any]]:
        return self._with_lists(given) if self.lists else (self.sql, self._values(given))

    def _values(self, given: tuple[Any, ...]) -> list[Any]:
        return [fixed if place is None else _adapted(given[place]) for place, fixed in self.values]

    def _with_lists(self, given: tuple[Any, ...]) -> tuple[str, list[Any]]:
        said, values = [self.parts[0]], []  # type: ignore[var-annotated]
        for (place, fixed), behind in zip(self.values, self.parts[1:], strict=True):
            own = list(given[place]) if place in self.lists else [fixed if place is None else given[place]]
            said += [", ".join(["%s"] * len(own)), behind]
            values += own if place is None else map(_adapted, own)
        return "".join(said), values

    def _converted(self, row: Any) -> list[Any]:
        found = list(row)
        for place, (converters, expression) in self.converters:
            for one in converters:
                found[place] = one(found[place], expression, connection)
        return found


class Again:
    """Statements that one reader asks again and again, in full: the longest unused goes first."""

    def __init__(self, most: int) -> None:
        self.most, self.lock = most, Lock()
        self.known: OrderedDict[Any, _Compiled] = OrderedDict()

    def __call__(self, key: Any, make: Callable[[], QuerySet[Any, Any]]) -> list[Any]:
        """The rows of `make()`, whose statement depends on `key` alone; `[]` where nothing can be found."""
        found = self._get((connection.vendor, key))
        if found is None:
            try:
                found = _Compiled(make, [], ())
            except EmptyResultSet:
                return []
            self._put((connection.vendor, key), found)
        return found.ask(())

    def _get(self, key: Any) -> "_Compiled | None":
        with self.lock:
            if key in self.known:
                self.known.move_to_end(key)
            return self.known.get(key)

    def _put(self, key: Any, found: "_Compiled") -> None:
        with self.lock:
            self.known[key] = found
            while len(self.known) > self.most:
                self.known.popitem(last=False)


def _said(stand_in: Any) -> str:
    return str(_adapted(stand_in[0] if isinstance(stand_in, list) else stand_in))


def _adapted(value: Any) -> Any:
    """As the database takes it; a number that no column holds as the largest, which is nothing's."""
    if isinstance(value, int):
        return min(value, MOST)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


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


def hand_out(rows: Iterable[Model], name: str, found: Iterable[Any], key: str) -> None:
    """`found` as what belongs to each of `rows` by the relation `name`, as if it had been prefetched."""
    by_row: dict[Any, list[Any]] = {row.pk: [] for row in rows}
    for one in found:
        by_row[getattr(one, key)].append(one)
    for row in rows:
        own = getattr(row, name).all()
        own._result_cache, own._prefetch_done = by_row[row.pk], True
        row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = own


def statement(asking: Callable[..., list[Any]], *values: Any) -> tuple[str, list[Any]]:
    """The statement of a `ready` query and its values."""
    return cast(Ready, asking).statement(*values)


def ready(make: Callable[P, QuerySet[Any, Row]]) -> Callable[P, list[Row]]:
    return Ready(make)  # type: ignore[return-value]

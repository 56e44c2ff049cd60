"""Many new rows of one table at once: by COPY where the database is PostgreSQL."""

import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db import connection, models

from cejc.lib.db import together
from cejc.lib.db.together import Statement

# Below, one INSERT is as quick, and its statement can be read in a log.
FEW = 50
NOTHING = b"\\N".decode()  # known by itself: a text may read the same
PIECE = 500
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_SPECIAL = re.compile(r"[\\\t\n\r]")
_AS_THEY_ARE = (
    models.CharField,
    models.TextField,
    models.ForeignKey,
    models.BigAutoField,
    models.BigIntegerField,
)


def insert(rows: Sequence[models.Model]) -> None:
    """Enter unsaved `rows`, all of one model, and set their keys, as `bulk_create` does.

    COPY spares the making and the parsing of statements that hold every value: a third of the time of
    `bulk_create` for a thousand rows. What the database refuses is raised as django.db's IntegrityError or
    DataError; nothing of `rows` is entered then.
    """
    if not rows:
        return
    if connection.vendor != "postgresql" or len(rows) < FEW:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=PIECE)
        return
    _number(rows)
    _copy(type(rows[0]), {one: _written(rows, one) for one in _fields(type(rows[0]))})
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


class Mold:
    """New rows of one model, of which `names` are said in turn; the rest is what its fields default to.

    For thousands of rows, and for those of every service: a model's own constructor looks for each field by
    its name, at twice the time, and the ORM puts a statement together in more than the database needs for it.
    """

    def __init__(self, model: type[models.Model], *names: str) -> None:
        fields = model._meta.concrete_fields
        places = {one.attname: place for place, one in enumerate(fields)}
        rest = [(place, one) for place, one in enumerate(fields) if one.attname not in names]
        self._model, self._places = model, [places[name] for name in names]
        self._made = [(at, one.default) for at, one in rest if one.has_default() and callable(one.default)]
        self._fixed: list[Any] = [None] * len(fields)
        for place, one in rest:
            self._fixed[place] = one.get_default()
        self._given = [(places[one.attname], one) for one in _given(model)]
        self._sent = [(at, _as_sent(one)) for at, one in self._given]

    def cast(self, *values: Any) -> Any:
        """An unsaved row with `values`, in the order of `names`."""
        return self._model(*self._held(values))

    def add(self, rows: Sequence[Sequence[Any]], before: Sequence[Statement] = ()) -> None:
        """Enter a row for each of `rows`, the values of `names`; nobody asks the keys that the database gives
        them. `before`: what is to be done before, in the same message where that can be."""
        if connection.vendor == "postgresql" and len(rows) >= FEW:
            together.send(before)
            held = list(map(self._held, rows))
            _copy(self._model, {one: _texts([row[at] for row in held], one) for at, one in self._given})
            return
        cut = [rows[start : start + FEW] for start in range(0, len(rows), FEW)]
        together.send([*before, *map(self._statement, cut)])

    def unless_there(self, rows: Sequence[Sequence[Any]]) -> list[Statement]:
        """The statements that enter a row for each of `rows`, but for those that a unique value forbids."""
        cut = [rows[start : start + FEW] for start in range(0, len(rows), FEW)]
        return [(f"{sql} ON CONFLICT DO NOTHING", values) for sql, values in map(self._statement, cut)]

    def _held(self, values: Sequence[Any]) -> list[Any]:
        held = self._fixed.copy()
        for place, default in self._made:
            held[place] = default()
        for place, value in zip(self._places, values, strict=True):
            held[place] = value
        return held

    def _statement(self, rows: Sequence[Sequence[Any]]) -> Statement:
        held = map(self._held, rows)
        return _statement(self._model, len(rows)), [sent(row[at]) for row in held for at, sent in self._sent]


@lru_cache(maxsize=256)
def _statement(model: type[models.Model], count: int) -> str:
    fields = _given(model)
    marks = ", ".join(["(" + ", ".join(["%s"] * len(fields)) + ")"] * count)
    return f"INSERT INTO {_named(model, fields)} VALUES {marks}"  # noqa: S608


@lru_cache(maxsize=64)
def _given(model: type[models.Model]) -> list[Any]:
    """What is said of a new row: all but the key that the database gives it."""
    return [one for one in _fields(model) if not isinstance(one, models.AutoField)]


def _as_sent(field: Any) -> Callable[[Any], Any]:
    """How a value of `field` is handed to the database; most are texts, and those as they are."""

    def sent(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    if isinstance(field, models.JSONField):
        return lambda value: None if value is None else _as_json(value, field.encoder)
    if type(field) in (models.CharField, models.TextField):
        return lambda value: value if type(value) is str else sent(value)
    return sent


def add_keys(model: type[models.Model], name: str, keys: Sequence[int]) -> None:
    """Enter a row for each of `keys`, of which nothing else is said: a mark, put down many at a time."""
    together.send([marks(model, name, keys)])


def marks(model: type[models.Model], name: str, keys: Sequence[int]) -> Statement:
    """The statement that does so."""
    field: Any = model._meta.get_field(name)
    said = f"INSERT INTO {_named(model, [field])} SELECT"
    if connection.vendor == "postgresql":
        return f"{said} unnest(%s)", [list(keys)]
    return f"{said} value FROM json_each(%s)", [json.dumps(list(keys))]


def _fields(model: type[models.Model]) -> list[Any]:
    return [one for one in model._meta.concrete_fields if not getattr(one, "generated", False)]


def _named(model: type[models.Model], fields: Sequence[Any]) -> str:
    """The table and its columns, as statements name them."""
    columns = ", ".join(connection.ops.quote_name(str(one.column)) for one in fields)
    return f"{connection.ops.quote_name(model._meta.db_table)} ({columns})"


def _copy(model: type[models.Model], columns: dict[Any, list[str]]) -> None:
    """By COPY, from the texts of each field."""
    lines = io.BytesIO("\n".join(map("\t".join, zip(*columns.values(), strict=True))).encode())
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(f"COPY {_named(model, list(columns))} FROM STDIN", lines)


def _number(rows: Sequence[models.Model]) -> None:
    """Take as many keys from the table's own sequence as there are rows without one."""
    rows = [row for row in rows if row.pk is None]
    if not rows:
        return
    key, table = rows[0]._meta.pk, rows[0]._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(table), key.column, len(rows)],
        )
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number


def _written(rows: Sequence[models.Model], field: Any) -> list[str]:
    """The values of one field of rows, as COPY reads them."""
    if isinstance(field, models.ForeignKey):
        _take_keys(rows, field)
    if type(field).pre_save is not models.Field.pre_save:
        return _texts([field.pre_save(row, True) for row in rows], field)
    return _texts(map(attrgetter(field.attname), rows), field)


def _texts(values: Iterable[Any], field: Any) -> list[str]:
    if isinstance(field, models.JSONField):
        return _escaped([_as_json(one, field.encoder) for one in values])
    if type(field) not in _AS_THEY_ARE:
        values = map(field.get_prep_value, values)
    return _escaped([one if type(one) is str else _shown(one) for one in values])


def _as_json(value: Any, encoder: Any) -> str:
    if value is None:
        return NOTHING
    return json.dumps(value, cls=encoder) if value or value not in ([], {}) else repr(value)


def _escaped(texts: list[str]) -> list[str]:
    """Looked at together, because hardly any column holds what must be escaped."""
    if not _SPECIAL.search("".join(texts)):
        return texts
    return [one if one is NOTHING else one.translate(_ESCAPED) for one in texts]


def _take_keys(rows: Sequence[models.Model], field: Any) -> None:
    """The keys of what rows belong to, which may have been entered after the rows were made."""
    for row in [one for one in rows if getattr(one, field.attname) is None]:
        if field.is_cached(row):
            found = field.get_cached_value(row)
            setattr(row, field.attname, found and getattr(found, field.target_field.attname))


def _shown(value: Any) -> str:
    if value is None:
        return NOTHING
    if value is True or value is False:
        return "t" if value else "f"
    return value.isoformat() if isinstance(value, date) else str(value)


def update(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Bring the fields `names` of kept `rows`, all of one model, to what they are now: one statement."""
    if not rows:
        return
    fields: list[Any] = [rows[0]._meta.get_field(name) for name in names]
    for one in fields:
        if isinstance(one, models.ForeignKey):
            _take_keys(rows, one)
    if connection.vendor == "postgresql":
        _update_from_json(rows, [rows[0]._meta.pk, *fields])
        return
    if rows[0].get_deferred_fields():  # what was not read would be read, a row at a time
        type(rows[0])._base_manager.bulk_update(rows, names, batch_size=PIECE // 2)
        return
    type(rows[0])._base_manager.bulk_create(
        rows, batch_size=PIECE // 2, update_conflicts=True, unique_fields=["id"], update_fields=list(names)
    )


def _update_from_json(rows: Sequence[models.Model], fields: Sequence[Any]) -> None:
    quote = connection.ops.quote_name
    key, *others = [quote(one.column) for one in fields]
    kinds = ", ".join(f"{quote(one.column)} {one.rel_db_type(connection)}" for one in fields)
    given = ", ".join(f"{one} = given.{one}" for one in others)
    readers = [(one.column, one.attname, _json_of(one)) for one in fields]
    held = [{column: read(getattr(row, name)) for column, name, read in readers} for row in rows]
    table = quote(rows[0]._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} AS kept SET {given} FROM json_to_recordset(%s) AS given({kinds})"  # noqa: S608
            f" WHERE kept.{key} = given.{key}",
            [json.dumps(held)],
        )


def _json_of(field: Any) -> Callable[[Any], Any]:
    """How the value of a field stands in JSON for the database to read."""
    if isinstance(field, models.JSONField):
        return lambda value: value
    if isinstance(field, models.BooleanField | models.ForeignKey | models.AutoField):
        return lambda value: value
    return lambda value: None if value is None else _plain(field.get_prep_value(value))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value if isinstance(value, int) else str(value)

"""Worked examples of a notice: what a person brings, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from credits.engine.read_kinds import keep
from credits.engine.reader import Fault, Reader
from credits.engine.words import _

# What an example may expect -> what it has to bring for it.
EXPECTED = {
    "awards": "records",
    "refused": "records",
    "years": "records",
    "complete": "materials",
    "span": "person",
    "window": "day",
}


def _awards(value: Any) -> bool:
    return _table_of(value, lambda rows: isinstance(rows, list) and all(_award(row) for row in rows))


def _award(row: Any) -> bool:
    """[2019, "professional", 30]: year, subject, hours."""
    kinds = (int, str, int | str)
    return isinstance(row, list) and len(row) == 3 and all(map(isinstance, row, kinds))


def _refused(value: Any) -> bool:
    return _table_of(value, lambda code: isinstance(code, str))


def _years(value: Any) -> bool:
    return _table_of(value, _year) and all(year.isdecimal() and len(year) == 4 for year in value)


def _year(line: Any) -> bool:
    """{ status = "short", total = 60, missing = { public = 30 } }: each key optional."""
    known = {"status": str, "total": int | str, "missing": dict}
    return _table_of(line, lambda _any: True) and all(
        key in known and isinstance(value, known[key]) for key, value in line.items()
    )


def _span(value: Any) -> bool:
    return isinstance(value, list) and [type(one) for one in value] == [int, int]


def _table_of(value: Any, fits: Callable[[Any], bool]) -> bool:
    return isinstance(value, dict) and all(fits(inner) for inner in value.values())


_SHAPES: Mapping[str, Callable[[Any], bool]] = {
    "awards": _awards,
    "refused": _refused,
    "years": _years,
    "complete": lambda value: isinstance(value, bool),
    "span": _span,
    "window": lambda value: value in ("before", "open", "after"),
}


@dataclass(frozen=True)
class Example:
    """For `clause`, just `inside` it or just outside. `records`, `person` and `approved` are as a document of
    `convert` has them, `materials` a kind and its documents; `route` and `day` ask for a window."""

    id: str
    clause: str
    title: str
    inside: bool
    expect: Mapping[str, Any]
    points: tuple[str, ...] = ()
    records: tuple[Mapping[str, Any], ...] = ()
    materials: Mapping[str, Any] | None = None
    person: Mapping[str, Any] | None = None
    route: str = ""
    day: date | None = None
    certified: tuple[Mapping[str, Any], ...] = ()
    exempt: tuple[Mapping[str, Any], ...] = ()
    approved: tuple[str, ...] = ()


def named_records(example: Example) -> list[dict[str, Any]]:
    """The records with an id each: r1, r2, … by their place where none is given."""
    return [{"id": f"r{place}", **one} for place, one in enumerate(example.records, start=1)]


def read_examples(
    root: Reader, year: int, clauses: Collection[str], points: Collection[str]
) -> tuple[Example, ...]:
    """`clauses` are those of the notice's text; any may be named where there is none. Days are of `year`."""
    examples: dict[str, Example] = {}
    for table in root.tables("examples", required=False):
        example = _example(table, year, points)
        if clauses and example.clause and example.clause not in clauses:
            table.fault("clause", _("通知正文中没有“{clause}”这一条", clause=example.clause))
        keep(table, examples, example.id, example)
    return tuple(examples.values())


def _example(table: Reader, year: int, points: Collection[str]) -> Example:
    expect = _table(table, "expect") or {}
    for key, value in expect.items():
        if key not in EXPECTED:
            table.fault(f"expect.{key}", _("没有名为 {key} 的键", key=key))
        elif not _SHAPES[key](value):
            table.fault(f"expect.{key}", _("写法有误，见政策文件格式说明"))
        elif not table.has(EXPECTED[key]):
            table.fault(EXPECTED[key], _("缺少此项"))
    if not expect:
        table.fault("expect", _("缺少此项"))
    return Example(
        id=table.identifier(),
        clause=table.text("clause"),
        title=table.text("title"),
        inside=table.boolean("inside"),
        expect=MappingProxyType(expect),
        points=table.names("points", points, ()),
        records=_tables(table, "records"),
        materials=_table(table, "materials"),
        person=_table(table, "person"),
        route=table.text("route", ""),
        day=table.month_day("day", year),
        certified=_tables(table, "certified"),
        exempt=_tables(table, "exempt"),
        approved=table.names("approved", None, ()),
    )


def _table(table: Reader, key: str) -> dict[str, Any] | None:
    value = table.raw(key, None)
    if value is None:
        return None
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    table.faults.append(Fault(table.at(key), _("应为表")))
    return None


def _tables(table: Reader, key: str) -> tuple[Mapping[str, Any], ...]:
    value = table.raw(key, [])
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return tuple(_plain(item) for item in value)
    table.faults.append(Fault(table.at(key), _("应为表的列表")))
    return ()


def _plain(value: Any) -> Any:
    """Dates as a document of `convert` writes them; decimals are in quotes already."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value

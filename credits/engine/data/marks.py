"""What hangs on data: the differences from the base, and the values of the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from credits.engine.data.parts import Datum
from credits.engine.differences import ADDED, REMOVED, Difference
from credits.engine.extends import above
from credits.engine.yearly_values import Path, Value, values_of


@dataclass
class Marks:
    """By the path that they hang on. `lost` is what was taken out, or hangs on nothing."""

    on: dict[str, list[Difference]] = field(default_factory=dict)
    added: set[str] = field(default_factory=set)
    lost: list[Difference] = field(default_factory=list)


def marks(data: Iterable[Datum], found: Iterable[Difference]) -> Marks:
    """Each difference on the row, else the datum, that it lies in."""
    places = {path for datum in data for path in (datum.path, *(row.path for row in datum.rows))}
    made = Marks()
    for one in found:
        at = "" if one.kind == REMOVED else _up_to(places, one.path)
        if not at:
            made.lost.append(one)
        elif one.kind == ADDED and one.path == at:
            made.added.add(at)
        else:
            made.on.setdefault(at, []).append(one)
    return made


def _up_to(places: set[str], path: str) -> str:
    while path and path not in places:
        path = above(path)
    return path


def marked(datum: Datum, made: Marks) -> Datum:
    """`datum` with its differences; it is added when it, or what it lies in, is."""
    rows = tuple(
        replace(row, changes=tuple(made.on.get(row.path, ())), added=row.path in made.added)
        for row in datum.rows
    )
    if not datum.ids:  # of the head: each row is for itself
        return replace(datum, rows=rows)
    added = bool(_up_to(made.added, datum.path))
    return replace(datum, rows=rows, added=added, changes=tuple(made.on.get(datum.path, ())))


def with_acts(data: Iterable[Datum], tree: Mapping[str, Any]) -> list[Datum]:
    """`data` of a whole file, each row with the values of the form that stand in it."""
    rows = {row.ids for datum in data for row in datum.rows}
    acts: dict[Path, list[Value]] = {}
    for value in values_of(tree):
        at = value.path
        while at and at not in rows:
            at = at[:-1]
        if at and value.now is not None:
            acts.setdefault(at, []).append(value)
    return [
        replace(datum, rows=tuple(replace(row, acts=tuple(acts.get(row.ids, ()))) for row in datum.rows))
        for datum in data
    ]

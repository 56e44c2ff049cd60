"""The tree of a policy file cut into data: each has a place in the file, a clause, and rows in plain words.

Every value of the file stands in one row of one datum, but for what a datum is called by and rests on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from credits.engine.checks.walk import tables
from credits.engine.data.same_as import places_said
from credits.engine.differences import UNSAID, Difference
from credits.engine.policy import Policy
from credits.engine.reader import below
from credits.engine.sources import Point
from credits.engine.value_words import Names, is_tables, kinds_of, label
from credits.engine.words import _, gettext_noop
from credits.engine.yearly_values import Path, Value

RESTS_ON = ("id", "basis", "clause", "points")  # of a datum itself: no rows
CALLED_BY = ("name", "title")  # of an entry of a list: how the datum is called
HEAD = gettext_noop("通知本身")


@dataclass(frozen=True)
class Row:
    """One key of a datum in words. `path` as differences have it, `ids` as the values of the form; `acts` are
    those of these values that stand in it, `changes` what of it is otherwise than in the base."""

    path: str
    ids: Path
    label: str
    value: str
    acts: tuple[Value, ...] = ()
    added: bool = False
    changes: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Datum:
    """One table of the file, without the tables in it that rest on a clause of their own. `section` is the
    part of the file, `where` what it is called; `clause` as the file cites it, "" where nothing is cited."""

    path: str
    ids: Path
    section: str
    where: str
    clause: str
    basis: str
    points: tuple[Point, ...]
    rows: tuple[Row, ...]
    added: bool = False
    changes: tuple[Difference, ...] = ()

    @property
    def anchor(self) -> str:
        """What a page calls it; only points are linked to."""
        return f"point-{self.ids[1]}" if self.ids[:1] == ("points",) else ""


@dataclass(frozen=True)
class At:
    """Where a walk stands."""

    path: str = ""
    ids: Path = ()
    keys: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    clause: str = ""

    kinds: tuple[str, ...] = ()

    def key(self, key: str, names: Names) -> At:
        keys = (*self.keys, key)
        words = (*self.words, names.called(keys, self.kinds))
        return replace(self, path=below(self.path, key), ids=(*self.ids, key), keys=keys, words=words)

    def entry(self, index: int, item: Mapping[str, Any], name: str) -> At:
        ids = (*self.ids, item.get("id", index))
        words = (*self.words[:-1], f"{self.words[-1]}“{name}”")
        kinds = kinds_of(item, self.keys) or self.kinds
        return replace(self, path=f"{self.path}[{index}]", ids=ids, words=words, kinds=kinds)

    def under(self, clause: str) -> At:
        return replace(self, clause=clause or self.clause)


def data_of(policy: Policy) -> list[Datum]:
    """Every datum of a policy, in the order of its file; the plain values of its head one by one in front."""
    tree = {key: value for key, value in policy.written.tree.items() if key not in UNSAID}
    walk = _Walk(policy)
    return [*walk.head(tree), *walk.parts(tree)]


class _Walk:
    def __init__(self, policy: Policy) -> None:
        self.names, self.tree = Names(policy), policy.written.tree
        self.points = policy.points
        self.used = {key: clause.id for clause in policy.clauses for key in clause.keys}

    def head(self, tree: Mapping[str, Any]) -> Iterator[Datum]:
        """Plain values that rest on one clause, or on none, together."""
        by_clause: dict[str, list[Row]] = {}
        for key, value in tree.items():
            if not isinstance(value, dict) and not is_tables(value):
                by_clause.setdefault(self.used.get(key, ""), []).append(
                    self._row(value, At().key(key, self.names))
                )
        for clause, rows in by_clause.items():
            yield Datum(rows[0].path, (), _(HEAD), _(HEAD), clause, "", (), tuple(rows))

    def parts(self, tree: Mapping[str, Any]) -> Iterator[Datum]:
        for key, value in tree.items():
            at = At().key(key, self.names).under(self.used.get(key, ""))
            if isinstance(value, dict):
                yield from self.table(value, at)
            elif is_tables(value):
                for here, item in self._entries(value, at):
                    yield from self.table(item, here, RESTS_ON + CALLED_BY)

    def table(self, table: Mapping[str, Any], at: At, unsaid: tuple[str, ...] = RESTS_ON) -> Iterator[Datum]:
        """The datum of `table`, and those inside it. Without a clause of its own it stands with the first of
        these."""
        at = at.under(str(table.get("clause", "")))
        rows: list[Row] = []
        inside: list[Datum] = []
        for key, value in table.items():
            if key not in unsaid:
                for here, item in self._below(value, at.key(key, self.names)):
                    if _rests_alone(item):
                        inside += self.table(
                            item, here, RESTS_ON + (CALLED_BY if here.path[-1] == "]" else ())
                        )
                    else:
                        rows.append(self._row(item, here))
        clause = at.clause or next((one.clause for one in inside if one.clause), "")
        basis, points = (
            str(table.get("basis", "")),
            tuple(self.points[one] for one in table.get("points", ())),
        )
        section, where = label(at.keys[:1]), " › ".join(at.words)
        yield Datum(at.path, at.ids, section, where, clause, basis, points, tuple(rows))
        yield from inside

    def _below(self, value: Any, at: At) -> Iterator[tuple[At, Any]]:
        return self._entries(value, at) if is_tables(value) else iter([(at, value)])

    def _entries(self, items: list[Any], at: At) -> Iterator[tuple[At, Mapping[str, Any]]]:
        for index, item in enumerate(items):
            key = str(item.get("id", index + 1))
            yield at.entry(index, item, self.names.entry(item, key)), item

    def _row(self, value: Any, at: At) -> Row:
        if at.keys[-1] == "same_as":
            return Row(at.path, at.ids, at.words[-1], places_said(value, self.tree, self.names))
        return Row(at.path, at.ids, at.words[-1], self.names.shown(value, at.keys, at.kinds))


def _rests_alone(value: Any) -> bool:
    """It, or a table in it, rests on a clause of its own."""
    return isinstance(value, dict) and any(
        "basis" in table or "clause" in table for _path, _keys, table in tables(value)
    )

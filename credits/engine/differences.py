"""What one notice says otherwise than another, clause by clause, in words of an officer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from credits.engine.policy import Policy
from credits.engine.reader import below
from credits.engine.value_words import Names, is_tables, kinds_of

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
UNSAID = ("format", "name", "examples", "clauses")  # of the whole: told elsewhere, or nothing of the notice
_CLAUSE = re.compile(r"(附?)([一二三四五六七八九十])(?:\(([一二三四五六七八九十])\)|(\d+))?")


@dataclass(frozen=True)
class Difference:
    """At `path` of the whole: `where` in words, what it `was` and what it is `now` ("" where nothing)."""

    clause: str
    path: str
    where: str
    was: str
    now: str
    kind: str


def differences(base: Policy, policy: Policy) -> list[Difference]:
    """Every value in which `policy` differs from `base`, in the order of the notice's clauses."""
    was = {key: value for key, value in base.written.tree.items() if key not in UNSAID}
    now = {key: value for key, value in policy.written.tree.items() if key not in UNSAID}
    found = list(_Walk(base, policy).tables(was, now, _Place()))
    return sorted(found, key=lambda one: clause_rank(one.clause))


def clause_rank(clause: str) -> tuple[int, ...]:
    """Sorts clauses as they stand in a notice: the head, 一, 一(二), 三, 附一2, 附二10, then the others."""
    if not clause:
        return (0,)
    found = _CLAUSE.match(clause)
    if not found:
        return (3,)
    annex, part, paragraph, item = found.groups()
    inside = _ordinal(paragraph) if paragraph else int(item or 0)
    return (2 if annex else 1, _ordinal(part), inside)


def _ordinal(numeral: str) -> int:
    return "一二三四五六七八九十".index(numeral) + 1


@dataclass(frozen=True)
class _Place:
    """Where a walk stands: the path, its keys without indexes, its words, and the clause that covers it and
    the kinds of activity it is for."""

    path: str = ""
    keys: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    clause: str = ""
    kinds: tuple[str, ...] = ()

    def at(self, key: str, names: Names) -> _Place:
        keys = (*self.keys, key)
        words = (*self.words, names.called(keys, self.kinds))
        return replace(self, path=below(self.path, key), keys=keys, words=words)

    def entry(self, index: int, item: Mapping[str, Any], name: str) -> _Place:
        words = (*self.words[:-1], f"{self.words[-1]}“{name}”")
        kinds = kinds_of(item, self.keys) or self.kinds
        return replace(self, path=f"{self.path}[{index}]", words=words, kinds=kinds)

    def under(self, was: Mapping[str, Any], now: Mapping[str, Any]) -> _Place:
        return replace(self, clause=str(now.get("clause") or was.get("clause") or self.clause))


class _Walk:
    """`path` of what is gone is that of the base."""

    def __init__(self, base: Policy, policy: Policy) -> None:
        self.names = Names(base, policy)

    def tables(self, was: Mapping[str, Any], now: Mapping[str, Any], place: _Place) -> Iterator[Difference]:
        here = place.under(was, now)
        for key in dict.fromkeys([*was, *now]):
            if was.get(key) != now.get(key):
                yield from self._values(was.get(key), now.get(key), here.at(key, self.names))

    def _values(self, was: Any, now: Any, place: _Place) -> Iterator[Difference]:
        if isinstance(was, dict) and isinstance(now, dict):
            yield from self.tables(was, now, place)
        elif is_tables(was) and is_tables(now):
            yield from self._lists(was, now, place)
        elif is_tables(was or now) and not (was and now):
            yield from self._lists(was or [], now or [], place)
        else:
            kind = ADDED if was is None else REMOVED if now is None else CHANGED
            yield self._told(was, now, place, kind)

    def _lists(self, was: list[Any], now: list[Any], place: _Place) -> Iterator[Difference]:
        before = {_id(item, index): (index, item) for index, item in enumerate(was)}
        after = {_id(item, index): (index, item) for index, item in enumerate(now)}
        for key in dict.fromkeys([*after, *before]):
            if key not in after:
                index, item = before[key]
                here = place.entry(index, item, self.names.entry(item, key)).under(item, {})
                yield self._told(item, None, here, REMOVED)
            elif key not in before:
                index, item = after[key]
                here = place.entry(index, item, self.names.entry(item, key)).under({}, item)
                yield self._told(None, item, here, ADDED)
            else:
                index, item = after[key]
                yield from self.tables(
                    before[key][1], item, place.entry(index, item, self.names.entry(item, key))
                )

    def _told(self, was: Any, now: Any, place: _Place, kind: str) -> Difference:
        before, after = (self.names.shown(one, place.keys, place.kinds) for one in (was, now))
        return Difference(place.clause, place.path, " › ".join(place.words), before, after, kind)


def _id(item: Mapping[str, Any], index: int) -> str:
    return str(item.get("id", index + 1))

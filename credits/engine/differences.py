"""What one notice says otherwise than another, clause by clause, in words of an officer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from credits.engine.difference_words import CODED, CODES, LABELS
from credits.engine.numbers import show_date
from credits.engine.policy import Policy
from credits.engine.reader import below
from credits.engine.words import _

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
_UNSAID = ("format", "name", "examples", "clauses")  # of the whole: told elsewhere, or nothing of the notice
_PLACES = re.compile(r"\{[^}]*\}")
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
    was = {key: value for key, value in base.written.tree.items() if key not in _UNSAID}
    now = {key: value for key, value in policy.written.tree.items() if key not in _UNSAID}
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
    """Where a walk stands: the path, its keys without indexes, its words, and the clause that covers it."""

    path: str = ""
    keys: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    clause: str = ""

    def at(self, key: str) -> _Place:
        return _Place(
            below(self.path, key), (*self.keys, key), (*self.words, label((*self.keys, key))), self.clause
        )

    def entry(self, index: int, name: str) -> _Place:
        words = (*self.words[:-1], f"{self.words[-1]}“{name}”")
        return _Place(f"{self.path}[{index}]", self.keys, words, self.clause)

    def under(self, was: Mapping[str, Any], now: Mapping[str, Any]) -> _Place:
        clause = now.get("clause") or was.get("clause") or self.clause
        return _Place(self.path, self.keys, self.words, str(clause))


def label(keys: tuple[str, ...]) -> str:
    """How the key is called: by its path, else by itself."""
    known = (".".join(keys[start:]) for start in range(len(keys)))
    found = next((LABELS[one] for one in known if one in LABELS), None)
    return _(found) if found else keys[-1]


class _Walk:
    """`path` of what is gone is that of the base."""

    def __init__(self, base: Policy, policy: Policy) -> None:
        self.names = _Names(base, policy)

    def tables(self, was: Mapping[str, Any], now: Mapping[str, Any], place: _Place) -> Iterator[Difference]:
        here = place.under(was, now)
        for key in dict.fromkeys([*was, *now]):
            if was.get(key) != now.get(key):
                yield from self._values(was.get(key), now.get(key), here.at(key))

    def _values(self, was: Any, now: Any, place: _Place) -> Iterator[Difference]:
        if isinstance(was, dict) and isinstance(now, dict):
            yield from self.tables(was, now, place)
        elif _tables(was) and _tables(now):
            yield from self._lists(was, now, place)
        elif _tables(was or now) and not (was and now):
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
                here = place.entry(index, self.names.entry(item, key)).under(item, {})
                yield self._told(item, None, here, REMOVED)
            elif key not in before:
                index, item = after[key]
                here = place.entry(index, self.names.entry(item, key)).under({}, item)
                yield self._told(None, item, here, ADDED)
            else:
                index, item = after[key]
                yield from self.tables(before[key][1], item, place.entry(index, self.names.entry(item, key)))

    def _told(self, was: Any, now: Any, place: _Place, kind: str) -> Difference:
        shown = self.names.shown(was, place.keys), self.names.shown(now, place.keys)
        return Difference(place.clause, place.path, " › ".join(place.words), *shown, kind)


def _tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _id(item: Mapping[str, Any], index: int) -> str:
    return str(item.get("id", index + 1))


class _Names:
    """Values of the two policies as a person reads them."""

    def __init__(self, *policies: Policy) -> None:
        self.kinds = {kind.id: kind.name for one in policies for kind in one.kinds.values()}
        self.documents = {doc.id: doc.name for one in policies for doc in one.documents.values()}
        self.subjects = {key: name for one in policies for key, name in one.subject_names.items()}
        self.routes = {route.id: route.name for one in policies for route in one.routes.values()}
        self.slots = {slot.id: slot.name for one in policies for slot in one.slots.values()}

    def entry(self, item: Mapping[str, Any], key: str) -> str:
        """How an entry of a list is called: by its name, what it is for, its sentence, or its place."""
        named = item.get("name") or item.get("title")
        if not named and isinstance(item.get("kinds"), list):
            named = "、".join(self.kinds.get(kind, str(kind)) for kind in item["kinds"])
        named = named or _PLACES.sub("…", str(item.get("label", "")))
        return str(named or ("id" in item and key) or _("第 {number} 项", number=key))

    def shown(self, value: Any, keys: tuple[str, ...]) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return _("是") if value else _("否")
        if isinstance(value, dict):
            parts = [key for key in value if key not in ("id", "name", "basis", "clause", "points")]
            return "，".join(f"{label((*keys, key))} {self.shown(value[key], (*keys, key))}" for key in parts)
        if isinstance(value, list):
            return ("；" if _tables(value) else "、").join(self.shown(one, keys) for one in value)
        return show_date(value) if isinstance(value, date) else self._code(str(value), keys[-1])

    def _code(self, text: str, key: str) -> str:
        own = {"kinds": self.kinds, "needs": self.documents, "covers": self.routes, "made_of": self.slots}
        own |= {"subject": self.subjects, "subjects": self.subjects, "absorbs": self.slots}
        if key in own:
            return own[key].get(text, text)
        return _(CODES[text]) if key in CODED and text in CODES else text

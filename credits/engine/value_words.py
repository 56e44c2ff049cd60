"""Values of a policy file as a person reads them: how a key is called, and what a value is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from credits.engine.difference_words import CODED, CODES, CODES_OF, FACT_KEYS, LABELS
from credits.engine.kinds import Fact
from credits.engine.numbers import show_date
from credits.engine.policy import Policy
from credits.engine.said import FACTS
from credits.engine.words import _, gettext_noop

Keys = tuple[str, ...]
_PLACES = re.compile(r"\{([a-z_]+)[^}]*\}")
_PLACED = {
    "amount": gettext_noop("数量"),
    "serial": gettext_noop("流水号"),
    "year": gettext_noop("年度"),
}
_OF_TEXT = ("label", "why", "number")  # keys of texts that have places for facts
_DAY = re.compile(r"([12]\d{3})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_DAY_OF_YEAR = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_RULING = re.compile(r"（R\d+(?:、R\d+)*）")
_UNSAID = ("id", "name", "basis", "clause", "points")  # of a table that is told in one line


def label(keys: Keys) -> str:
    """How the key is called: by its path, else by itself."""
    known = (".".join(keys[start:]) for start in range(len(keys)))
    found = next((LABELS[one] for one in known if one in LABELS), None)
    if not found and keys[-2:-1] == ("offices",):
        found = CODES.get(keys[-1])
    return _(found) if found else keys[-1]


def _plain(text: str) -> str:
    """A day as people write it; a text without the numbers of our rulings, which say nothing to a reader."""
    if found := _DAY.fullmatch(text):
        return _("{year}年{month}月{day}日", year=found[1], month=int(found[2]), day=int(found[3]))
    if found := _DAY_OF_YEAR.fullmatch(text):
        return _("{month}月{day}日", month=int(found[1]), day=int(found[2]))
    return _RULING.sub("", text)


def is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def kinds_of(item: Mapping[str, Any], keys: Keys) -> Keys:
    """The kinds of activity (ids) that an entry of the list at `keys` is for; none where it says none."""
    if keys == ("kinds",):
        return (str(item.get("id", "")),)
    found = item.get("kinds")
    return tuple(str(one) for one in found) if isinstance(found, list) else ()


class Names:
    """Values of some policies as a person reads them. `kinds` are the ids of the kinds of activity that the
    entry is for: what is asked about these has the say."""

    def __init__(self, *policies: Policy) -> None:
        self.kinds = {kind.id: kind.name for one in policies for kind in one.kinds.values()}
        self.documents = {doc.id: doc.name for one in policies for doc in one.documents.values()}
        self.subjects = {key: name for one in policies for key, name in one.subject_names.items()}
        self.routes = {route.id: route.name for one in policies for route in one.routes.values()}
        self.slots = {slot.id: slot.name for one in policies for slot in one.slots.values()}
        self.series = {row.id: row.name for one in policies for row in one.series.values()}
        self.traits = {row.id: row.name for one in policies for row in one.traits.values()}
        self.of = {row.id: row.name for one in policies for row in one.needs if row.name} | self.subjects
        self._facts = {
            (kind.id, fact.id): fact
            for one in reversed(policies)
            for kind in one.kinds.values()
            for fact in kind.facts
        }

    def entry(self, item: Mapping[str, Any], key: str) -> str:
        """How an entry of a list is called: by its name, what it is for, its sentence, or its place."""
        named = item.get("name") or item.get("title")
        if not named and isinstance(item.get("kinds"), list):
            named = "、".join(self.kinds.get(kind, str(kind)) for kind in item["kinds"])
        named = named or _PLACES.sub("…", str(item.get("label", "")))
        return str(named or ("id" in item and key) or _("第 {number} 项", number=key))

    def shown(self, value: Any, keys: Keys, kinds: Keys = ()) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return _("是") if value else _("否")
        if isinstance(value, dict):
            return self._table(value, keys, kinds)
        if isinstance(value, list):
            return self._list(value, keys, kinds)
        return show_date(value) if isinstance(value, date) else _plain(self._code(str(value), keys, kinds))

    def _list(self, value: list[Any], keys: Keys, kinds: Keys) -> str:
        """Of a list in a list one each, of what a condition names any."""
        if any(isinstance(one, list) for one in value):
            inner = [one if isinstance(one, list) else [one] for one in value]
            return "、".join(_("或").join(self.shown(one, keys, kinds) for one in among) for among in inner)
        between = "；" if is_tables(value) else _("或") if keys[-2:-1] == ("when",) else "、"
        return between.join(self.shown(one, keys, kinds) for one in value)

    def _table(self, table: Mapping[str, Any], keys: Keys, kinds: Keys) -> str:
        if keys[-2:-1] == ("when",) and table.keys() <= {"min", "max"}:
            return self._range(table)
        parts = [key for key in table if key not in _UNSAID]
        if not parts and "name" in table:
            return str(table["name"])
        return "，".join(self._part(table[key], (*keys, key), kinds) for key in parts)

    def _part(self, value: Any, keys: Keys, kinds: Keys) -> str:
        """A key that is called as the table it is in is not called twice."""
        said, shown = self.called(keys, kinds), self.shown(value, keys, kinds)
        return shown if said == label(keys[:-1]) else f"{said} {shown}"

    def _range(self, table: Mapping[str, Any]) -> str:
        least = _("不小于{number}", number=table["min"]) if "min" in table else ""
        most = _("不大于{number}", number=table["max"]) if "max" in table else ""
        return _("且").join(filter(None, (least, most)))

    def called(self, keys: Keys, kinds: Keys = ()) -> str:
        """How the key is called: a condition by the fact that it asks for."""
        if keys[-2:-1] != ("when",):
            return label(keys)
        asked, key = self._fact(keys[-1], kinds), keys[-1]
        return asked.label if asked else self.traits.get(key) or _(FACTS.get(key, key))

    def _fact(self, fact: str, kinds: Keys) -> Fact | None:
        """The fact as one of `kinds` asks it, else as any kind does where no kinds are said."""
        among = kinds or tuple(kind for kind, _fact in self._facts)
        return next((self._facts[kind, fact] for kind in among if (kind, fact) in self._facts), None)

    def _code(self, text: str, keys: Keys, kinds: Keys) -> str:
        key = keys[-1]
        if key in _OF_TEXT:
            return _PLACES.sub(lambda place: f"｛{self._placed(place[1], kinds)}｝", text)
        if key in FACT_KEYS and (asked := self._fact(text, kinds)):
            return asked.label
        if keys[-2:-1] == ("when",):
            return self._held(text, key, kinds)
        name = self._own(key).get(text)
        return name if name is not None else self._of_codes(text, keys)

    def _placed(self, place: str, kinds: Keys) -> str:
        asked = self._fact(place, kinds)
        return asked.label if asked else _(_PLACED.get(place, "…"))

    def _held(self, text: str, fact: str, kinds: Keys) -> str:
        """A value that a condition asks for."""
        asked = self._fact(fact, kinds)
        if asked:
            return self.subjects.get(text, text) if asked.type == "subject" else asked.choice_name(text)
        return self.series.get(text, text) if fact == "series" else _(CODES.get(text, text))

    def _own(self, key: str) -> Mapping[str, str]:
        own = {"kinds": self.kinds, "kind": self.kinds, "needs": self.documents, "covers": self.routes}
        own |= {"made_of": self.slots, "absorbs": self.slots, "series": self.series, "of": self.of}
        if key in ("subject", "subjects", "attributed_subjects", "approval_subjects"):
            return self.subjects
        return own.get(key, {})

    def _of_codes(self, text: str, keys: Keys) -> str:
        for key in (keys[-1], *keys[-2:-1]):
            if text in CODES_OF.get(key, {}):
                return _(CODES_OF[key][text])
        return _(CODES[text]) if keys[-1] in CODED and text in CODES else text

"""Where a parameter stands once more, in words: caps.day_limit.hours -> 上限“…” › 学时."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from credits.engine.value_words import Names, kinds_of

ALL = "*"  # of a list: every entry


def places_said(value: Any, tree: Mapping[str, Any], names: Names) -> str:
    """`value` is a table parameter -> places. Each is said once."""
    places = [place for places in value.values() for place in places] if isinstance(value, dict) else []
    return "；".join(dict.fromkeys(_place(str(place).split("."), tree, names) for place in places))


def _place(parts: list[str], tree: Mapping[str, Any], names: Names) -> str:
    words: list[str] = []
    keys: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    here: Any = tree
    for part in parts:
        if isinstance(here, list):
            item = _entry(here, part)
            if part != ALL and isinstance(item, Mapping):
                words[-1] += f"“{names.entry(item, _number(part))}”"
                kinds = kinds_of(item, keys) or kinds
            here = item
        else:
            keys = (*keys, part)
            words.append(names.called(keys, kinds))
            here = here.get(part) if isinstance(here, Mapping) else None
    return " › ".join(words)


def _entry(entries: list[Any], part: str) -> Any:
    """By its id, by its place, or the first where all are meant and each has the next key."""
    if part == ALL:
        return entries[0] if entries else None
    known = [one for one in entries if isinstance(one, Mapping) and one.get("id") == part]
    return (
        known[0] if known else entries[int(part)] if part.isdecimal() and int(part) < len(entries) else None
    )


def _number(part: str) -> str:
    return str(int(part) + 1) if part.isdecimal() else part

"""Where a fault of a policy file lies, as an officer calls it: 认定跨度“一般人员” › 止年."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from credits.engine.reader import Fault
from credits.engine.value_words import label

_STEP = re.compile(r"([A-Za-z0-9_-]+)|\[(\d+)\]")
_PATH = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+|\[\d+\])*")
CALLED_BY = ("name", "title")


def in_words(fault: Fault, text: str, whole: Mapping[str, Any]) -> str:
    """The path is one of the file `text`, which may say only what differs from its base; what an entry is
    called stands in `whole` then, and so does what is inherited. "" where the path is none of a file that can
    be read."""
    path = fault.path
    try:
        own: Any = whole if fault.inherited else tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return ""
    if not _PATH.fullmatch(path):
        return ""
    words, keys, there = list[str](), tuple[str, ...](), whole
    for key, index in _STEP.findall(path):
        if key:
            keys = (*keys, key)
            words.append(label(keys))
            own, there = _under(own, key), _under(there, key)
            continue
        own = own[int(index)] if isinstance(own, list) and int(index) < len(own) else None
        there = _same(own, there)
        words[-1] += _called((own, there), whole, int(index))
    return " › ".join(words)


def _under(table: Any, key: str) -> Any:
    return table.get(key) if isinstance(table, Mapping) else None


def _same(entry: Any, rows: Any) -> Any:
    """The entry of the whole that bears the same id."""
    wanted = _under(entry, "id")
    listed = rows if isinstance(rows, list) else []
    return next((row for row in listed if wanted is not None and _under(row, "id") == wanted), None)


def _called(rows: tuple[Any, Any], whole: Mapping[str, Any], index: int) -> str:
    for row in rows:
        named = next((row[key] for key in CALLED_BY if _under(row, key)), None) or _kinds(row, whole)
        if isinstance(named, str):
            return f"“{named}”"
    return f"[{index + 1}]"


def _kinds(row: Any, whole: Mapping[str, Any]) -> str | None:
    """What an entry for some kinds of activity is for."""
    wanted = _under(row, "kinds")
    listed = whole.get("kinds")
    if not isinstance(wanted, list) or not isinstance(listed, list):
        return None
    names = {_under(one, "id"): _under(one, "name") for one in listed}
    return "、".join(str(names.get(one) or one) for one in wanted)

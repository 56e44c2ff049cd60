"""`extends`: a file that says only what differs from a base, and the whole that the two make.

Tables merge key by key, lists of tables with an `id` merge by it, any other value takes the base's place.
What a fault of the whole is called in the extension's own file, `Places` knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from credits.engine.reader import Fault, below
from credits.engine.words import _

# How an entry of a list is placed or taken out, and which keys of a table are: none stays in the whole.
PLACING = ("before", "after", "remove")
WITHOUT = "without"


@dataclass
class Places:
    """`own`: path in the whole -> path in the extension; `inherited`: paths that the base said."""

    base: str = ""
    own: dict[str, str] = field(default_factory=dict)
    inherited: set[str] = field(default_factory=set)

    def told(self, faults: list[Fault]) -> list[Fault]:
        """The faults of the whole as the writer of the extension can find them."""
        return [self._told(fault) for fault in faults] if self.base else faults

    def _told(self, fault: Fault) -> Fault:
        place = fault.path
        while place:
            if place in self.own:
                return replace(fault, path=self.own[place] + fault.path[len(place) :])
            if place in self.inherited:
                message = _("{message}（沿用 {base} 的内容）", message=fault.message, base=self.base)
                return replace(fault, message=message, inherited=True)
            place = above(place)
        return fault


def above(path: str) -> str:
    """The path one step up: a.b[2] -> a.b -> a -> "" (an index is a step of its own)."""
    cut = max(path.rfind("."), path.rfind("["))
    return path[:cut] if cut > 0 else ""


class Merge:
    """One extension laid over its base. `faults` name paths of the extension's own file."""

    def __init__(self, base: str, faults: list[Fault]) -> None:
        self.places, self.faults = Places(base), faults

    def whole(self, base: Mapping[str, Any], mine: Mapping[str, Any]) -> dict[str, Any]:
        return self._table(base, mine, "", "")

    def _table(self, base: Mapping[str, Any], mine: Mapping[str, Any], at: str, own: str) -> dict[str, Any]:
        """`at` is where the table stands in the whole, `own` where in the extension."""
        gone = self._without(base, mine, own)
        merged = {}
        for key in [*(key for key in base if key not in gone), *(key for key in mine if key not in base)]:
            if key == WITHOUT:
                continue
            here = below(at, key)
            if key not in mine:
                merged[key] = base[key]
                self.places.inherited.add(here)
                continue
            there = below(own, key)
            merged[key] = self._value(base.get(key), mine[key], here, there)
        return merged

    def _without(self, base: Mapping[str, Any], mine: Mapping[str, Any], own: str) -> set[str]:
        gone = mine.get(WITHOUT, [])
        at = below(own, WITHOUT)
        if not isinstance(gone, list) or not all(isinstance(key, str) for key in gone):
            self.faults.append(Fault(at, _("应为文字列表")))
            return set()
        for key in gone:
            if key not in base:
                message = _("{base} 的此处没有 {key}，无从去掉", base=self.places.base, key=key)
                self.faults.append(Fault(at, message))
        return {key for key in gone if key not in mine}

    def _value(self, base: Any, mine: Any, at: str, own: str) -> Any:
        self.places.own[at] = own
        if isinstance(base, dict) and isinstance(mine, dict):
            return self._table(base, mine, at, own)
        if _has_ids(mine) and (base is None or _has_ids(base)):
            return self._list(base or [], mine, at, own)
        return mine

    def _list(
        self, base: list[dict[str, Any]], mine: list[dict[str, Any]], at: str, own: str
    ) -> list[dict[str, Any]]:
        order, from_base = [item["id"] for item in base], {item["id"]: item for item in base}
        from_mine: dict[str, tuple[dict[str, Any], str]] = {}
        for index, item in enumerate(mine):
            there, key = f"{own}[{index}]", item["id"]
            if key in from_mine:
                self.faults.append(Fault(f"{there}.id", _("标识 {key} 重复", key=key)))
                continue
            from_mine[key] = item, there
            self._place(order, item, there)
        return [
            self._entry(from_base.get(key), from_mine.get(key), f"{at}[{index}]")
            for index, key in enumerate(order)
        ]

    def _place(self, order: list[str], item: Mapping[str, Any], there: str) -> None:
        """Where the entry stands in `order`, which is the order of the whole in the end."""
        key, known = item["id"], item["id"] in order
        if "remove" in item:
            self._remove(order, item, there)
            return
        if not known:
            order.append(key)
        for side in ("before", "after"):
            beside = item.get(side)
            if beside is None:
                continue
            if beside not in order or beside == key:
                message = _("没有 {beside} 这一项，不能排在它的前后", beside=str(beside)[:60])
                self.faults.append(Fault(f"{there}.{side}", message))
                continue
            order.remove(key)
            order.insert(order.index(beside) + (side == "after"), key)

    def _remove(self, order: list[str], item: Mapping[str, Any], there: str) -> None:
        if item["remove"] is not True or set(item) != {"id", "remove"}:
            self.faults.append(Fault(f"{there}.remove", _("去掉一项只写 id 和 remove = true")))
        elif item["id"] not in order:
            message = _("{base} 没有 {key} 这一项，无从去掉", base=self.places.base, key=item["id"])
            self.faults.append(Fault(there, message))
        else:
            order.remove(item["id"])

    def _entry(
        self, base: dict[str, Any] | None, mine: tuple[dict[str, Any], str] | None, at: str
    ) -> dict[str, Any]:
        if mine is None:
            self.places.inherited.add(at)
            return base or {}
        item, there = mine
        self.places.own[at] = there
        said = {key: value for key, value in item.items() if key not in PLACING}
        return self._table(base or {}, said, at, there)


def _has_ids(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, dict) and isinstance(item.get("id"), str) for item in value)
    )

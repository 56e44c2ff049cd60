"""Reading what a document says of a person: `person` of `manage.py convert`. Raises InputFault."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from credits.engine.facts import InputFault
from credits.engine.person import Employed, Person
from credits.engine.policy import Policy
from credits.engine.records import parse_year
from credits.engine.values import Bad, brief, parse_date, parse_number
from credits.engine.ways import DEGREES, LEVELS
from credits.engine.words import _


def parse_person(policy: Policy, raw: Any) -> Person:
    """Every key may be absent; null says as much."""
    only(raw, "person", _READERS)
    given = {key: value for key, value in raw.items() if value is not None}
    found = {key: _READERS[key](policy, value, f"person.{key}") for key, value in given.items()}
    traits = found.pop("traits", {})
    return Person(
        **found,
        traits=tuple(trait for trait, holds in traits.items() if holds),
        lacks=tuple(trait for trait, holds in traits.items() if not holds),
    )


def only(raw: Any, where: str, keys: Collection[str]) -> None:
    """`raw` is an object with no other keys than `keys`, or InputFault."""
    if not isinstance(raw, Mapping):
        raise InputFault(_("{where}：应为对象，实际为 {raw}", where=where, raw=brief(raw)))
    for key in raw:
        if key not in keys:
            raise InputFault(
                _(
                    "{where} 没有名为 {key} 的项，可用的有 {keys}",
                    where=where,
                    key=brief(key),
                    keys="、".join(keys),
                )
            )


def one_of(raw: Any, where: str, allowed: Collection[str]) -> str:
    """The id that `raw` is, or InputFault."""
    if isinstance(raw, str) and raw in allowed:
        return raw
    raise InputFault(
        _(
            "{where}：只能是 {allowed} 之一，实际为 {raw}",
            where=where,
            allowed="、".join(allowed),
            raw=brief(raw),
        )
    )


def _read(where: str, read: Callable[[Any], Any], raw: Any) -> Any:
    try:
        return read(raw)
    except Bad as bad:
        raise InputFault(f"{where}：{bad}") from None


def _region(_policy: Policy, raw: Any, where: str) -> str:
    if isinstance(raw, str) and len(raw) == 6 and raw.isascii() and raw.isdigit():
        return raw
    raise InputFault(_("{where}：行政区划代码应为六位数字，实际为 {raw}", where=where, raw=brief(raw)))


def read_date(raw: Any, where: str) -> date:
    """The date that `raw` is, or InputFault."""
    found: date = _read(where, parse_date, raw)
    return found


def _part_time(_policy: Policy, raw: Any, where: str) -> Decimal:
    share: Decimal = _read(where, lambda value: parse_number(value, 4), raw)
    if 0 < share <= 1:
        return share
    raise InputFault(_("{where}：应大于 0、不大于 1，实际为 {raw}", where=where, raw=brief(raw)))


def _rows(raw: Any, where: str) -> list[tuple[str, Mapping[str, Any]]]:
    if not isinstance(raw, list | tuple):
        raise InputFault(_("{where}：应为列表，实际为 {raw}", where=where, raw=brief(raw)))
    return [(f"{where}[{index}]", row) for index, row in enumerate(raw)]


def _employed(_policy: Policy, raw: Any, where: str) -> tuple[Employed, ...]:
    return tuple(_time(row, at) for at, row in _rows(raw, where))


def _time(row: Mapping[str, Any], at: str) -> Employed:
    only(row, at, ("first", "last"))
    first = read_date(row.get("first"), f"{at}.first")
    last = None if row.get("last") is None else read_date(row["last"], f"{at}.last")
    if last and last < first:
        raise InputFault(_("{at}.last：不能早于 first", at=at))
    return Employed(first, last)


def _leave(_policy: Policy, raw: Any, where: str) -> tuple[tuple[int, int], ...]:
    found: dict[int, int] = {}
    for at, row in _rows(raw, where):
        only(row, at, ("year", "days"))
        days = row.get("days")
        if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= 366:
            raise InputFault(_("{at}.days：应为 0 至 366 的整数，实际为 {days}", at=at, days=brief(days)))
        year = parse_year(row.get("year"), f"{at}.year")
        found[year] = found.get(year, 0) + days
    return tuple(found.items())


def _traits(policy: Policy, raw: Any, where: str) -> Mapping[str, bool]:
    only(raw, where, policy.traits)
    for trait, holds in raw.items():
        if not isinstance(holds, bool):
            raise InputFault(_("{where}.{trait}：只能是 true 或 false", where=where, trait=trait))
    return dict(raw)


_READERS: dict[str, Callable[[Policy, Any, str], Any]] = {
    "level": lambda _policy, raw, where: one_of(raw, where, LEVELS),
    "degree": lambda _policy, raw, where: one_of(raw, where, DEGREES),
    "series": lambda policy, raw, where: one_of(raw, where, policy.series),
    "region": _region,
    "born": lambda _policy, raw, where: read_date(raw, where),
    "qualified": lambda _policy, raw, where: parse_year(raw, where),
    "term": lambda _policy, raw, where: parse_year(raw, where),
    "employed": _employed,
    "part_time": _part_time,
    "leave": _leave,
    "traits": _traits,
}

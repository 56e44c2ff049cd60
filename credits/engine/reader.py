"""Reading a TOML table with care: each wrong or unknown key becomes a
fault with its path, none stops the reading.

A `Reader` hands out harmless stand-ins for what is wrong, so that one pass finds every fault of a file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from credits.engine.words import _

T = TypeVar("T")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
_SHARE = re.compile(r"[0-9]{1,6}/[1-9][0-9]{0,5}|0\.[0-9]{1,6}")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
MISSING = object()


@dataclass(frozen=True)
class Fault:
    """`path` is like conversion[3].tiers[0].hours (counted from 0); `message` is Chinese. `inherited`: the
    path is one of the whole, for the file's base said it."""

    path: str
    message: str
    inherited: bool = False

    def __str__(self) -> str:
        return f"{self.path}：{self.message}" if self.path else self.message


def below(path: str, key: str) -> str:
    """The path of `key` in the table at `path`, "" being the whole file."""
    return f"{path}.{key}" if path else key


class Reader:
    """One table of the file. Call `done()` at the end: keys that nobody asked for are faults."""

    def __init__(self, table: Any, path: str, faults: list[Fault]) -> None:
        self.path, self.faults, self._asked = path, faults, set[str]()
        self.table = table if isinstance(table, dict) else {}
        if not isinstance(table, dict):
            self.faults.append(Fault(path, _("应为表")))

    def at(self, key: str) -> str:
        return below(self.path, key)

    def fault(self, key: str, message: str) -> None:
        self.faults.append(Fault(self.at(key), message))

    def has(self, key: str) -> bool:
        return key in self.table

    def done(self) -> None:
        for key in self.table:
            if key not in self._asked:
                self.fault(key, _("没有名为 {key} 的键", key=key))

    def _get(self, key: str, default: Any) -> Any:
        self._asked.add(key)
        value = self.table.get(key, default)
        if value is MISSING:
            self.fault(key, _("缺少此项"))
        return value

    def text(self, key: str, default: Any = MISSING) -> str:
        value = self._get(key, default)
        if isinstance(value, str) and (value.strip() or value == default):
            return value.strip()
        return str(self._wrong(key, value, _("应为非空文字"), ""))

    def identifier(self, key: str = "id") -> str:
        value = self.text(key)
        if value and not _ID.fullmatch(value):
            self.fault(
                key, _("标识只能由英文字母、数字和下划线组成，以字母开头，实际为 {value}", value=value)
            )
        return value

    def one_of(self, key: str, allowed: Collection[str], default: Any = MISSING) -> str:
        value = self.text(key, default)
        if value and value not in allowed:
            self.fault(
                key, _("只能是 {allowed} 之一，实际为 {value}", allowed="、".join(allowed), value=value)
            )
        return value

    def boolean(self, key: str, default: Any = MISSING) -> bool:
        value = self._get(key, default)
        return (
            value
            if isinstance(value, bool)
            else bool(self._wrong(key, value, _("应为 true 或 false"), False))
        )

    def integer(self, key: str, default: Any = MISSING, least: int = 0, most: int = 9999) -> int:
        value = self._get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        return int(self._wrong(key, value, _("应为 {least} 至 {most} 的整数", least=least, most=most), least))

    def decimal(self, key: str, default: Any = MISSING, above: bool = False) -> Decimal:
        """A decimal string or an integer, not negative (positive, with `above`). Floats are refused."""
        value = self._get(key, default)
        number = as_decimal(value)
        if number is not None and (number > 0 or (number == 0 and not above)):
            return number
        word = _("大于 0") if above else _("不小于 0")
        stand_in: Decimal = self._wrong(
            key, value, _('应为{word} 的数，写成带引号的小数或整数，如 "2.5"', word=word), Decimal(1)
        )
        return stand_in

    def decimal_or_none(self, key: str, above: bool = False) -> Decimal | None:
        return self.decimal(key, above=above) if self.has(key) else None

    def share(self, key: str) -> Fraction:
        """A part of a whole as text: "2/3" or "0.5"; above 0 and below 1."""
        value = self._get(key, MISSING)
        if isinstance(value, str) and _SHARE.fullmatch(value):
            share = Fraction(value)
            if 0 < share < 1:
                return share
        stand_in: Fraction = self._wrong(
            key, value, _('应为大于 0 小于 1 的比例，如 "2/3" 或 "0.5"'), Fraction(1, 2)
        )
        return stand_in

    def day(self, key: str) -> date:
        value = self._get(key, MISSING)
        if type(value) is date:
            return value
        stand_in: date = self._wrong(key, value, _("应为不带引号的日期，如 2020-02-11"), date(2000, 1, 1))
        return stand_in

    def month_day(self, key: str, year: int) -> date | None:
        """ "06-01" -> that date of `year`; None when the key is absent."""
        value = self._get(key, None)
        if value is None:
            return None
        try:
            if isinstance(value, str) and _MONTH_DAY.fullmatch(value):
                return date.fromisoformat(f"{year:04}-{value}")
        except ValueError:
            pass
        return self._wrong(key, value, _('应为 {year} 年存在的“月-日”，如 "06-01"', year=year), None)

    def names(
        self, key: str, allowed: Collection[str] | None = None, default: Any = MISSING
    ) -> tuple[str, ...]:
        """A list of texts, each once; of `allowed` when given."""
        value = self._get(key, default)
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item for item in value):
            return tuple(self._wrong(key, value, _("应为文字列表"), ()))
        if len(set(value)) != len(value):
            self.fault(key, _("列表中有重复项"))
        for index, item in enumerate(value):
            if allowed is not None and item not in allowed:
                self.fault(
                    f"{key}[{index}]",
                    _(
                        "没有 {item} 这一项，可用的有 {allowed}",
                        item=item,
                        allowed="、".join(allowed) or "（无）",
                    ),
                )
        return tuple(value)

    def lists(self, key: str, allowed: Collection[str]) -> tuple[tuple[str, ...], ...]:
        """A list of non-empty lists of ids of `allowed`."""
        value = self._get(key, MISSING)
        if (
            not isinstance(value, list)
            or not value
            or not all(isinstance(item, list) and item for item in value)
        ):
            return tuple(self._wrong(key, value, _("应为非空列表的列表"), ()))
        inner = Reader({f"{key}[{index}]": item for index, item in enumerate(value)}, self.path, self.faults)
        return tuple(inner.names(f"{key}[{index}]", allowed) for index in range(len(value)))

    def clocks(self, key: str) -> tuple[time, time]:
        """Two clock times as text, the earlier one first: ["08:00", "12:00"]."""
        value = self._get(key, MISSING)
        good = isinstance(value, list) and len(value) == 2
        if good and all(isinstance(one, str) and _CLOCK.fullmatch(one) for one in value):
            first, last = (time.fromisoformat(one) for one in value)
            if first <= last:
                return first, last
        self._wrong(key, value, _('应为两个由早到晚的时刻，如 ["08:00", "12:00"]'), None)
        return time(), time()

    def raw(self, key: str, default: Any) -> Any:
        return self._get(key, default)

    def section(self, key: str) -> Reader:
        return Reader(self._get(key, {}), self.at(key), self.faults)

    def tables(self, key: str, required: bool = True) -> Iterator[Reader]:
        """Readers of an array of tables."""
        value = self._get(key, MISSING if required else [])
        if not isinstance(value, list) or (required and not value):
            self._wrong(key, value, _("应为至少一个 [[{at}]] 表", at=self.at(key)), [])
            return
        for index, item in enumerate(value):
            yield Reader(item, f"{self.at(key)}[{index}]", self.faults)

    def _wrong(self, key: str, value: Any, message: str, stand_in: T) -> T:
        if value is not MISSING:
            self.fault(key, _("{message}，实际为 {value!r}", message=message, value=str(value)[:60]))
        return stand_in


def as_decimal(value: Any) -> Decimal | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", value):
        return Decimal(value)
    return None

"""Reading one value that somebody wrote: it is what its type says, or a fault with a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from credits.engine.kinds import Fact
from credits.engine.lines import Line
from credits.engine.numbers import show
from credits.engine.policy import Policy
from credits.engine.words import _

FIRST_YEAR, LAST_YEAR = 1950, 2100
MAX_TEXT = 200
MISSING, NONE_OF, NUMBER, DATE = "missing", "none_of", "number", "date"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
# Control characters, line separators and lone surrogates have no place in an identifier or on one line.
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Bad(Exception):
    """A value that is not acceptable; the message follows the fact's name."""

    inside = ""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


def parse_number(raw: Any, places: int) -> Decimal:
    """A number that is not negative, from an int, a Decimal or decimal
    text, with at most `places` decimals."""
    if isinstance(raw, str) and _NUMBER.fullmatch(raw):
        raw = Decimal(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        raise Bad(_("应为数字，实际为 {raw}", raw=brief(raw)), NUMBER)
    try:
        number = Decimal(raw)
        if number.is_finite() and 0 <= number < Decimal(10) ** 9 and number == round(number, places):
            return round(number, places) + 0
    except InvalidOperation:
        pass
    raise Bad(_("应为不小于 0、至多 {places} 位小数的数字，实际为 {raw}", places=places, raw=brief(raw)))


def parse_date(raw: Any) -> date:
    """An ISO date (YYYY-MM-DD) that exists, from 1950 to 2100."""
    if not isinstance(raw, str) or not _DATE.fullmatch(raw):
        raise Bad(_("应为 YYYY-MM-DD 格式的日期，实际为 {raw}", raw=brief(raw)), DATE)
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        raise Bad(_("日期 {raw} 不存在", raw=raw)) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Bad(
            _(
                "应在 {first_year} 年至 {last_year} 年之间，实际为 {raw}",
                first_year=FIRST_YEAR,
                last_year=LAST_YEAR,
                raw=raw,
            )
        )
    return day


def _lines(policy: Policy, raw: Any) -> tuple[Line, ...]:
    if not isinstance(raw, list | tuple) or not raw:
        raise Bad(_("应为至少一行的列表，每行有 date、slot、subject"))
    if len(raw) > 1000:
        raise Bad(_("最多 1000 行"))
    return tuple(_line(policy, index, line) for index, line in enumerate(raw))


def _line(policy: Policy, index: int, raw: Any) -> Line:
    readers: dict[str, Callable[[Any], Any]] = {
        "date": parse_date,
        "slot": lambda value: _one_of(value, list(policy.slots)),
        "subject": lambda value: _one_of(value, [subject.id for subject in policy.subjects]),
    }
    if not isinstance(raw, Mapping):
        raise _inside(Bad(_("应为含 date、slot、subject 的对象")), index)
    for key in raw:
        if key not in readers:
            raise _inside(Bad(_("不是该行的事实，请删除")), index, str(key))
    values: list[Any] = []
    for key, read in readers.items():
        try:
            if raw.get(key) is None:
                raise Bad(_("缺少此项"), MISSING)
            values.append(read(raw[key]))
        except Bad as bad:
            raise _inside(bad, index, key) from None
    return Line(*values)


def _inside(bad: Bad, index: int, key: str = "") -> Bad:
    bad.inside = f"[{index}]" + (f".{key}" if key else "")
    return bad


def brief(value: Any) -> str:
    """A value as it can stand inside a one-line message: fit characters only, and not long."""
    text = f"“{value}”" if isinstance(value, str) else _plain(value)
    text = _UNFIT.sub("□", text)
    return text if len(text) <= 60 else text[:57] + "…"


def _plain(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, list | tuple):
        return _("列表")
    if isinstance(value, Mapping):
        return _("对象")
    if isinstance(value, int) and abs(value) >= 10**18:
        return _("过大的整数")
    return str(value)


def parse_text(raw: Any) -> str:
    """A short identifier or reason: not empty, no control characters, at most 200 characters."""
    if not isinstance(raw, str):
        raise Bad(_("应为文字，实际为 {raw}", raw=brief(raw)))
    if not raw.strip() or len(raw) > MAX_TEXT or _UNFIT.search(raw):
        raise Bad(_("应为 1 至 {max_text} 个字符、不含控制字符的文字", max_text=MAX_TEXT))
    return raw


def _one_of(raw: Any, allowed: Sequence[str]) -> str:
    if isinstance(raw, str) and raw in allowed:
        return raw
    raise Bad(_("只能是 {allowed} 之一，实际为 {raw}", allowed="、".join(allowed), raw=brief(raw)))


def _boolean(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    raise Bad(_("只能是 true 或 false，实际为 {raw}", raw=brief(raw)))


def _integer(raw: Any) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    raise Bad(_("应为整数，实际为 {raw}", raw=brief(raw)), NUMBER)


def _bounded(fact: Fact, number: Any) -> Any:
    if fact.minimum is not None and number < fact.minimum:
        raise Bad(_("不能小于 {minimum}，实际为 {number}", minimum=show(fact.minimum), number=brief(number)))
    if fact.maximum is not None and number > fact.maximum:
        raise Bad(_("不能大于 {maximum}，实际为 {number}", maximum=show(fact.maximum), number=brief(number)))
    if fact.type == "year" and not FIRST_YEAR <= number <= LAST_YEAR:
        raise Bad(
            _(
                "应为 {first_year} 至 {last_year} 之间的年份，实际为 {number}",
                first_year=FIRST_YEAR,
                last_year=LAST_YEAR,
                number=brief(number),
            )
        )
    return number


def read_value(policy: Policy, fact: Fact, raw: Any) -> Any:
    if fact.type == "lines":
        return _lines(policy, raw)
    if fact.type == "date":
        return parse_date(raw)
    if fact.type == "boolean":
        return _boolean(raw)
    if fact.type in ("choice", "subject"):
        allowed = fact.choices if fact.type == "choice" else policy.subjects
        return _one_of(raw, [choice.id for choice in allowed])
    if fact.type == "decimal":
        return _bounded(fact, parse_number(raw, fact.places))
    return _bounded(fact, _integer(raw))

"""Days as people write them in a cell: what has one reading is read, what has two is asked."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

ORDERS = ("ymd", "mdy", "dmy")
_SERIALS = range(3654, 73050)  # 1910 to 2099, as Excel counts days
_CLOCK = re.compile(r"[T ]?\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?秒?)?分?(?:Z|\+\d\d:?\d\d)?$")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


class DayFault(ValueError):
    """What is written is no day: a sentence that says so."""


class TwoDays(ValueError):
    """What is written can be several days: by order of year, month and day."""

    def __init__(self, typed: str, days: dict[str, date]) -> None:
        super().__init__(typed)
        self.typed, self.days = typed, days


@dataclass(frozen=True)
class Day:
    """A day that was read; `exact` unless only its month was written: then it is the first of it."""

    day: date
    exact: bool = True


def read_day(cell: object, *, epoch: int = 1900, order: str = "") -> Day:
    """The day that `cell` says: a date of Excel, its serial number, or text. `order` is the answer for
    what could be several days. Raises DayFault, TwoDays."""
    if isinstance(cell, datetime):
        return Day(cell.date())
    if isinstance(cell, date):
        return Day(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _of_number(float(cell), epoch)
    return _of_text(str(cell), epoch, order)


def _of_number(number: float, epoch: int) -> Day:
    whole = int(number)
    if whole in _SERIALS:
        start = date(1904, 1, 1) if epoch == 1904 else date(1899, 12, 30)
        return Day(start + timedelta(days=whole))
    if number != whole:
        return _of_decimal(number)
    return _of_text(str(whole), epoch, "")


def _of_decimal(number: float) -> Day:
    """2015.07 typed where Excel takes it for a number; of 2015.1 nobody knows whether a 0 was lost."""
    year, _point, month = f"{number:.4f}".rstrip("0").partition(".")
    if month == "1":
        sentence = _(
            "“%(typed)s”可能是%(year)s年1月，也可能是%(year)s年10月（Excel会去掉末尾的0）。请写成“%(year)s年1月”的样子。"
        )
        raise DayFault(sentence % {"typed": f"{year}.{month}", "year": year})
    return _made(f"{year}.{month}", year, month, None)


def _of_text(typed: str, epoch: int, order: str) -> Day:
    text = unicodedata.normalize("NFKC", typed).strip().strip("'").strip()
    text = _CLOCK.sub("", text).strip() if not text.isdecimal() else text
    if re.search(r"[〇○零一二三四五六七八九十]", text):
        text = _in_digits(text)
    if text.isdecimal():
        return _of_digits(typed, text, epoch)
    named = _named_month(text)
    if named is not None:
        return _made(typed, *named)
    parts = [one for one in re.split(r"[^0-9]+", text) if one]
    rest = re.sub(r"[0-9\s年月日号./、,，\-–—_]", "", text)
    if rest or not 2 <= len(parts) <= 3 or max(map(len, parts)) > 4:
        raise _no_day(typed)
    if len(parts[0]) == 4:
        return _made(typed, parts[0], parts[1], parts[2] if len(parts) == 3 else None)
    return _in_some_order(typed, text, parts, order)


def _in_digits(text: str) -> str:
    """二〇一九年十二月三十一日 in digits."""
    text = re.sub(r"([一二三四五六七八九])?十([一二三四五六七八九])?", _tens, text)
    return text.translate(_DIGITS)


def _tens(found: re.Match[str]) -> str:
    return (found[1] or "一") + (found[2] or "〇")


def _of_digits(typed: str, text: str, epoch: int) -> Day:
    """20190506, 201905, and serial numbers that came as text."""
    if len(text) == 8:
        return _made(typed, text[:4], text[4:6], text[6:])
    if len(text) == 6:
        return _of_six(typed, text)
    if len(text) == 5 and int(text) in _SERIALS:
        return _of_number(float(text), epoch)
    if len(text) == 4 and text[:2] in ("19", "20"):
        raise DayFault(_("“%s”只有年份，请补上月和日。") % text)
    raise _no_day(typed)


def _of_six(typed: str, text: str) -> Day:
    """201905 is a month; of 200101 nobody knows whether it is one, or a day of 2020."""
    month = int(text[:4]) >= 1950 and 1 <= int(text[4:]) <= 12
    short = _in_order("ymd", [text[:2], text[2:4], text[4:]])
    if month and short:
        sentence = _("“%(typed)s”可能是%(year)s年%(month)d月，也可能是%(day)s。请写成“2015-07-01”的样子。")
        about = {"typed": text, "year": text[:4], "month": int(text[4:]), "day": short.isoformat()}
        raise DayFault(sentence % about)
    if not month:
        raise _no_day(typed)
    return _made(typed, text[:4], text[4:], None)


def _named_month(text: str) -> tuple[str, str, str] | None:
    """1-Feb-2020 and Feb 1, 2020."""
    found = re.fullmatch(r"(?P<d>\d{1,2})[-\s.](?P<m>[A-Za-z]{3})[a-z]*[-\s.,]+(?P<y>\d{4})", text)
    found = found or re.fullmatch(r"(?P<m>[A-Za-z]{3})[a-z]*\.?\s+(?P<d>\d{1,2}),?\s+(?P<y>\d{4})", text)
    if found is None or found["m"].lower() not in _MONTHS:
        return None
    return found["y"], str(_MONTHS.index(found["m"].lower()) + 1), found["d"]


def _in_some_order(typed: str, text: str, parts: list[str], order: str) -> Day:
    """The year does not come first, or is cut: in which orders does it make a day?"""
    orders: tuple[str, ...] = ORDERS if len(parts[-1]) <= 2 else ORDERS[1:]
    if "年" in text:
        orders = ORDERS[:1]
    if len(parts) == 2:
        raise _no_day(typed)
    days = {one: found for one in orders if (found := _in_order(one, parts)) is not None}
    if order in days:
        return Day(days[order])
    if not days or order:
        raise _no_day(typed)
    if len(set(days.values())) > 1:
        raise TwoDays(typed, days)
    return Day(next(iter(days.values())))


def _in_order(order: str, parts: list[str]) -> date | None:
    said = dict(zip(order, parts, strict=True))
    year = said["y"] if len(said["y"]) == 4 else f"{20 if int(said['y']) < 50 else 19}{said['y']:0>2}"
    try:
        return date(int(year), int(said["m"]), int(said["d"]))
    except ValueError:
        return None


def _made(typed: str, year: str, month: str, day: str | None) -> Day:
    try:
        found = date(int(year), int(month), int(day or 1))
    except ValueError as fault:
        raise _no_day(typed) from fault
    return Day(found, exact=day is not None)


def _no_day(typed: str) -> DayFault:
    return DayFault(_("“%s”不是日期，请按“2015-07-01”的样子填写。") % typed.strip()[:30])

"""Dates as people write them: 2020年6月15日, also where a sentence was kept with a date of machines in it."""

import re
from datetime import date, datetime
from functools import lru_cache

from django.utils.dateformat import format as written
from django.utils.translation import gettext as _

from cejc import clock

_ISO = re.compile(
    r"(?<![\d-])(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:\+\d\d:\d\d|Z)?)?(?![\d-])"
)


def cn_day(value: date | datetime | str) -> str:
    """2020年6月15日, of a day, of a moment (by the calendar of Asia/Shanghai) or of ISO text; "" of ""."""
    if not value:
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    elif isinstance(value, datetime):
        value = clock.day_of(value)
    return _day_by(value, _("Y年n月j日"))


@lru_cache(maxsize=10_000)
def _day_by(day: date, pattern: str) -> str:
    """The same few days stand in every row of a list."""
    return written(day, pattern)


def weekday(day: date) -> str:
    """周一 … 周日."""
    return _("周一 周二 周三 周四 周五 周六 周日").split()[day.weekday()]


def short_day(day: date) -> str:
    """7月23日 of this year; 2020年7月23日 of any other."""
    return written(day, _("n月j日")) if day.year == clock.today().year else cn_day(day)


def in_words(text: str) -> str:
    """`text` with every ISO date in it as it is written in Chinese; a time of day stays behind its date."""
    return _ISO.sub(_written, text)


def _written(found: re.Match[str]) -> str:
    try:
        day = cn_day(date(int(found[1]), int(found[2]), int(found[3])))
    except ValueError:
        return found[0]
    return f"{day} {found[4]}" if found[4] else day

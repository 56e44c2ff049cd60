"""Which slot of a session a heading of a workbook means, however it is
written: 6月22日上午, 6/22 AM, 周一下午, 晚上."""

import re
import unicodedata
from collections.abc import Sequence

from registry.training.models import SessionSlot
from registry.training.queries.timetable import slot_names

_DATE = re.compile(r"(?:(?P<year>\d{4}|\d{2})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})[日号]?")
_PLAIN = re.compile(r"(?P<year>20\d{2})(?P<month>\d{2})(?P<day>\d{2})")
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_NTH = re.compile(r"第(\d{1,2})[天日]")
_HOURS = re.compile(r"\d{1,2}[:时]\d{0,2}分?(?:[-~—–至到]\d{1,2}[:时]\d{0,2}分?)?")
_DIGITS = "零一二三四五六七八九"
_CHINESE = re.compile(r"[一二三四五六七八九十]{1,3}(?=[月日号天])")
_WORDS = {
    "morning": ("上半天", "上午", "早上", "早晨", "am"),
    "afternoon": ("下半天", "下午", "午后", "pm"),
    "evening": ("晚上", "晚间", "夜间", "夜晚", "晚"),
    "day": ("全天", "整天", "全日", "一天"),
}
# What may stand beside date and part of the day without changing what a tick means.
_FILLER = re.compile(
    r"签到|到场|到课|考勤|出勤|情况|时段|是否|培训|[的是]|[\s_,，、:：;；()（）\[\]【】\-—–./|]"
)


def _number(words: str) -> str:
    """二十二 -> 22."""
    tens, ten, ones = words.partition("十")
    if not ten:
        return str(_DIGITS.index(words)) if len(words) == 1 else words
    return str((_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0))


def slot_meant(heading: str, slots: Sequence[SessionSlot]) -> SessionSlot | None:
    """The one slot that `heading` can mean; None when it means none or more
    than one, or says something else beside."""
    text = unicodedata.normalize("NFKC", heading).replace(" ", "").lower()
    text = _CHINESE.sub(lambda found: _number(found[0]), text)
    found, said = list(slots), False
    for narrow in (_by_date, _by_order, _by_weekday, _by_part):
        found, text, hit = narrow(found, text, slots)
        said = said or hit
    rest = _FILLER.sub("", _HOURS.sub("", text))
    return found[0] if said and not rest and len(found) == 1 else None


Narrowed = tuple[list[SessionSlot], str, bool]


def looks_like_a_slot(heading: str) -> bool:
    """Whether a heading speaks of a day or a part of one."""
    text = unicodedata.normalize("NFKC", heading).replace(" ", "").lower()
    text = _CHINESE.sub(lambda found: _number(found[0]), text)
    words = [word for part in _words().values() for word in part if len(word) > 1]
    dated = any(one.search(text) for one in (_PLAIN, _DATE, _WEEKDAY, _NTH))
    return dated or any(word in text for word in words)


def _by_date(found: list[SessionSlot], text: str, _slots: Sequence[SessionSlot]) -> Narrowed:
    said = _PLAIN.search(text) or _DATE.search(text)
    if said is None:
        return found, text, False
    year = said["year"]
    kept = [
        one
        for one in found
        if (one.date.month, one.date.day) == (int(said["month"]), int(said["day"]))
        and (not year or str(one.date.year).endswith(year))
    ]
    return kept, text.replace(said[0], "", 1), True


def _by_order(found: list[SessionSlot], text: str, slots: Sequence[SessionSlot]) -> Narrowed:
    said = _NTH.search(text)
    if said is None:
        return found, text, False
    days = sorted({one.date for one in slots})
    place = int(said[1]) - 1
    kept = [one for one in found if 0 <= place < len(days) and one.date == days[place]]
    return kept, text.replace(said[0], "", 1), True


def _by_weekday(found: list[SessionSlot], text: str, _slots: Sequence[SessionSlot]) -> Narrowed:
    said = _WEEKDAY.search(text)
    if said is None:
        return found, text, False
    day = "一二三四五六日".index(said[1].replace("天", "日"))
    return [one for one in found if one.date.weekday() == day], text.replace(said[0], "", 1), True


def _words() -> dict[str, list[str]]:
    """Part of the day -> how people write it, the longest first."""
    return {
        code: sorted({name.lower(), *_WORDS.get(code, ())}, key=len, reverse=True)
        for code, name in slot_names().items()
    }


def _by_part(found: list[SessionSlot], text: str, _slots: Sequence[SessionSlot]) -> Narrowed:
    for code, words in _words().items():
        for word in words:
            if word in text:
                return [one for one in found if one.slot == code], text.replace(word, "", 1), True
    return found, text, False

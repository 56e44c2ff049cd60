"""How the cells of a column are read: each reader gives a value, or says in a sentence why there is none.

A reader is called for cells that hold something, with what the whole column is read by (`How`).
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib.paper import printing
from cejc.lib.sheets.book import Cell, Odd
from cejc.lib.sheets.days import DayFault, TwoDays, read_day
from cejc.lib.writing import text
from cejc.lib.writing.dates import cn_day

EXACT_UP_TO = 10**15  # Excel keeps 15 digits of a number
_OWN = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")  # for private use
_MOBILE = re.compile(r"1[0-9]{10}")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d{1,2}")


class CellFault(ValueError):
    """A cell that says nothing that can be kept: a sentence."""


class Unsure(ValueError):
    """What a cell says has to be asked: `key` and `typed` name it, `choices` are the answers by code."""

    def __init__(self, key: str, typed: str, choices: Mapping[str, str]) -> None:
        super().__init__(key)
        self.key, self.typed, self.choices = key, typed, choices


@dataclass
class How:
    """What a cell is read by, beside itself: the year that serials count from, and the answers given
    for this column. A reader may add to `notes` what it read otherwise than it is written."""

    epoch: int = 1900
    answers: Mapping[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


Reader = Callable[[Cell, How], Any]


def shown(cell: Cell) -> str:
    """A cell as a person sees it, whatever is wrong with it."""
    if type(cell) is str:
        return cell
    if isinstance(cell, Odd):
        return cell.shown
    if isinstance(cell, bool):
        return _("是") if cell else _("否")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT_UP_TO:
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"
    return "" if cell is None else str(cell)


def plain(cell: Cell, _how: How | None = None) -> str:
    """The text of a cell. Raises CellFault for what Excel did not calculate, or has destroyed."""
    if isinstance(cell, Odd):
        raise CellFault(_odd(cell))
    if own := _OWN.search(shown(cell)):
        raise CellFault(
            _("第%d个字是造字程序造的字，别的电脑上看不到。请换成标准汉字后再填写。") % (own.start() + 1)
        )
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    typed = text.clean_line(shown(cell).strip().removeprefix("'"))
    if (is_number and abs(float(cell)) >= EXACT_UP_TO) or _SCIENTIFIC.fullmatch(typed):  # type: ignore[arg-type]
        raise CellFault(
            _("号码已被Excel改成数字“%s”，超过15位的末尾几位丢失了。请先把该列设为文本格式，再重新填写号码。")
            % _scientific(cell)
        )
    return typed


def _scientific(cell: Cell) -> str:
    return f"{cell:.5E}" if isinstance(cell, int | float) else str(cell).strip()[:24]


def _odd(cell: Odd) -> str:
    if cell.kind == "error":
        return _("显示的是错误“%s”，不是内容。请改正公式，或直接填写内容。") % cell.shown[:12]
    if cell.shown:
        return _(
            "是公式，计算结果为0：可能还没有计算，也可能引用了空单元格。请在Excel中重新计算并保存，或直接填写内容。"
        )
    return _("是公式，没有计算结果。请用Excel打开并保存一次，或直接填写内容。")


def line(limit: int) -> Reader:
    """A line of at most `limit` letters that can be printed."""

    def read(cell: Cell, how: How) -> str:
        typed = plain(cell)
        if len(typed) > limit:
            raise CellFault(
                _("内容过长，最多%(limit)d个字，现在是%(count)d个字。")
                % {"limit": limit, "count": len(typed)}
            )
        if sentence := printing.fault_of(typed):
            raise CellFault(sentence)
        return typed

    return read


def day(*, month_will_do: bool = False, not_before: date = date(1950, 1, 1)) -> Reader:
    """A day up to today, as ISO text; a month where that will do: then its first day, and that is noted."""

    def read(cell: Cell, how: How) -> str:
        typed = cell if not isinstance(cell, Odd) else plain(cell)
        try:
            found = read_day(typed, epoch=how.epoch, order=how.answers.get("order", ""))
        except TwoDays as two:
            raise Unsure("order", shown(cell), {key: cn_day(one) for key, one in two.days.items()}) from two
        except DayFault as fault:
            raise CellFault(str(fault)) from fault
        if not found.exact and not month_will_do:
            raise CellFault(_("“%s”只有年月，请补上日。") % shown(cell)[:30])
        if not found.exact:
            how.notes.append(
                _("“%(typed)s”没有日，按%(day)s登记。")
                % {"typed": shown(cell)[:30], "day": cn_day(found.day)}
            )
        if found.day > clock.today():
            raise CellFault(_("%s还没有到，请核对。") % cn_day(found.day))
        if found.day < not_before:
            raise CellFault(_("%s过早，请核对。") % cn_day(found.day))
        return found.day.isoformat()

    return read


def choice(options: Callable[[], Sequence[tuple[str, Any]]], also: Mapping[str, str] | None = None) -> Reader:
    """One of `options` (code, label); `also` are other words for a code. Another word is asked once."""

    def read(cell: Cell, how: How) -> str:
        typed = plain(cell)
        found = fold(typed)
        for code, label in options():
            if found in (fold(str(label)), fold(str(label)).removesuffix("级")):
                return code
        if also and found in also:
            return also[found]
        if (answer := how.answers.get(f"value:{found[:60]}")) is not None:
            if answer:
                return answer
            labels = "、".join(str(label) for _code, label in options())
            raise CellFault(
                _("“%(typed)s”不在可选范围内，可填：%(labels)s。")
                % {"typed": typed[:30], "labels": labels[:300]}
            )
        raise Unsure(f"value:{found[:60]}", typed, {code: str(label) for code, label in options()})

    return read


def phone(form: str, wrong: Any) -> Reader:
    """A telephone number as the register keeps it, of form `form`: brackets, extensions and full-width
    digits are put right; of two numbers the mobile one, or the first, and that is noted."""

    def read(cell: Cell, how: How) -> str:
        typed = plain(cell)
        given = [typed] if _MOBILE.fullmatch(typed) else _phones(typed)
        fitting = [one for one in given if re.search(form, one)]
        if not fitting or len(fitting) < len(given):
            raise CellFault(str(wrong))
        kept = next((one for one in fitting if _MOBILE.fullmatch(one)), fitting[0])
        if others := [one for one in fitting if one != kept]:
            how.notes.append(
                _("填了%(count)d个电话，登记%(kept)s，其余的没有采用。")
                % {"count": len(others) + 1, "kept": f"***{kept[-4:]}"}
            )
        return kept

    return read


def _phones(typed: str) -> list[str]:
    bare = re.sub(r"\+?\b86[\s-]*(?=1\d{10}\b)", "", unicodedata.normalize("NFKC", typed))
    parts = re.split(r"[、,;/，；\n]|\s{2,}|\s(?=1\d{10}\b)|或", bare)
    return [one for part in parts if (one := _one_phone(part))]


def _one_phone(typed: str) -> str:
    clean = re.sub(r"\(?\s*(?:转|分机|ext\.?|#)\s*(?=\d)", "-", typed.strip(), flags=re.IGNORECASE)
    clean = re.sub(r"\((\+?\d+)\)\s*-?", r"\1-", clean)
    clean = re.sub(r"[‐-―−]", "-", clean).replace(")", "")
    return re.sub(r"(?<=\d)[ ](?=\d)", "", clean).strip(" -:")


def fold(typed: str) -> str:
    """Text by which words are compared: half-width, without blanks."""
    return "".join(unicodedata.normalize("NFKC", typed).split()).lower()

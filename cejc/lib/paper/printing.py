"""What stands on paper later is looked at where it is typed: a
character that no font draws is named there."""

import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

from cejc.lib.paper import fonts
from cejc.lib.writing.text import is_han

MARK = "〓"
LONGEST_SHOWN = 30


class Unprintable(ValueError):
    """A text with a character that no font draws: a Chinese sentence that says which, where and what next."""


def check(text: str) -> None:
    """Raise `Unprintable` for the first character of `text` that cannot be printed."""
    if sentence := fault_of(text):
        raise Unprintable(sentence)


def fault_of(text: str) -> str:
    """The sentence about the first character that cannot be printed; ""
    when all can, or no font was made yet."""
    try:
        missing = fonts.missing_glyphs(text)
    except fonts.FontsMissing:
        return ""  # /health/ says so; what people type is not to wait for it
    return _sentence(text, missing) if missing else ""


def fault_among(texts: Iterable[str]) -> str:
    """The sentence about the first of `texts` that cannot be printed,
    with that text in front; "" when all can."""
    for text in texts:
        if sentence := fault_of(text):
            shown = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
            return _("“%(text)s”%(sentence)s") % {"text": shown, "sentence": sentence}
    return ""


def code_of(char: str) -> str:
    return f"U+{ord(char):04X}"


def _sentence(text: str, missing: set[str]) -> str:
    place = next(index for index, char in enumerate(text) if char in missing)
    before = text[:place]
    line, column = before.count("\n") + 1, place - before.rfind("\n")
    where = (
        _("第%(line)d行第%(place)d个字") % {"line": line, "place": column}
        if "\n" in text
        else _("第%(place)d个字") % {"place": column}
    )
    return _("%(where)s“%(char)s”（%(code)s）打印不出来：%(way_out)s") % {
        "where": where,
        "char": text[place],
        "code": code_of(text[place]),
        "way_out": _way_out(text[place]),
    }


def _way_out(char: str) -> str:
    if unicodedata.category(char) == "Co":
        return _("它是自造字，换一台设备就会显示成空白。请用支持生僻字的输入法重新输入该字。")
    if is_han(char):
        return _(
            "系统字库中没有该字。请核对；确是该字的，请把写有该字的证件或文件发给系统管理员，补充字库后再填写。"
        )
    if char.isalpha() or unicodedata.category(char).startswith("M"):
        return _("系统字库中没有该文字。请改用汉字或拉丁字母填写，或请系统管理员补充字库。")
    return _("它是图形符号。请删去，或改用文字表述。")

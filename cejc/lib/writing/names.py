"""Names of people: Han with rare characters, transcribed with `·`, Latin and other letters."""

import re
import unicodedata

from django.utils.translation import gettext as _

from cejc.lib.paper import printing
from cejc.lib.writing import text

SHORTEST, LONGEST = 2, 100
_DOTS = "·•・‧．.∙⋅･᛫●◦‐"
_HAN_ALONE = re.compile("[\u4e00-\u9fff]+")  # most names: nothing has to be done to them
_LOOSE_DOT = re.compile(rf"(?<![A-Za-z])\s*[{_DOTS}]\s*(?![A-Za-z])")
_BETWEEN_LATIN = " '’-.·/"  # A/L and S/O: son of, in names of Malaysia and Singapore
_ALIAS = "@"  # Lim Ah Kow @ Lim Kok Leong: also known as


class NameFault(ValueError):
    """A name that cannot be kept: a Chinese sentence that says what, where and what next."""


def normalise(raw: str) -> str:
    """The one way a name is written here.

    Full-width letters become half-width, invisible characters and variation selectors go, blanks between Han
    characters go, every kind of middle dot between Han characters becomes `·`.
    """
    if _HAN_ALONE.fullmatch(raw):
        return raw
    kept = "".join(char for char in raw if not text.is_variation_selector(char))
    name = text.clean_line(text.to_half_width(kept).replace("．", "."))
    name = re.sub(r"[‘’ʼ`]", "'", name)
    parts: list[str] = []
    for index, char in enumerate(name):
        before = next((c for c in reversed(parts) if c != " "), "")
        after = next((c for c in name[index + 1 :] if c not in _DOTS + " "), "")
        if char == " " and (_is_dot_or_han(before) and _is_dot_or_han(name[index + 1])):
            continue
        if char in _DOTS and text.is_han(before) and text.is_han(after):
            char = "·"
        parts.append(char)
    return "".join(parts)


def check(name: str, *, printed: bool = True) -> None:
    """Raise `NameFault` when a normalised name is empty, too short or long, or holds what no name holds.

    Names stand on slips and notices: one with a character that no font
    draws is refused here, unless not `printed`.
    """
    if not name:
        raise NameFault(_("姓名没有填写。请按证件上的姓名填写。"))
    for place, char in enumerate(name, 1):
        _check_char(name, place, char)
    if not SHORTEST <= len(name) <= LONGEST:
        raise NameFault(
            _("姓名应为2至100个字，现在是%(count)d个字。请按证件上的姓名填写。") % {"count": len(name)}
        )
    if printed and (sentence := printing.fault_of(name)):
        raise NameFault(_("姓名%s") % sentence)


def with_middle_dots(typed: str) -> str:
    """Part of a name, as it is looked for: every kind of dot beside a Han
    character as `·`, blanks beside it gone."""
    return _LOOSE_DOT.sub("·", typed)


def mask(name: str) -> str:
    """What may be echoed to somebody who typed the name: the first character, the rest as `*`."""
    return name[:1] + "*" * (len(name) - 1)


def _is_dot_or_han(char: str) -> bool:
    return bool(char) and (text.is_han(char) or char in _DOTS)


def _check_char(name: str, place: int, char: str) -> None:
    if text.is_han(char):
        return
    category = unicodedata.category(char)
    if category == "Co":
        raise NameFault(
            _("姓名第%(place)d个字是自造字，换一台设备就会显示成空白。请用支持生僻字的输入法重新输入该字。")
            % {"place": place}
        )
    if category in ("Lu", "Ll", "Lt", "Lo", "Lm"):
        return
    before = name[place - 2] if place > 1 else ""
    inside = 1 < place < len(name) or (char == "." and place == len(name))
    if category in ("Mn", "Mc") and before and _takes_mark(before):
        return
    if char in _BETWEEN_LATIN and inside and _may_follow(char, before):
        return
    if char == _ALIAS and inside and before == " " and name[place] == " ":
        return
    raise NameFault(
        _(
            "姓名第%(place)d个字“%(char)s”不是文字。姓名中只能有汉字、字母，以及连接它们的“·”、空格、短横线和斜线。请删去该符号。"
        )
        % {"place": place, "char": char}
    )


def _may_follow(char: str, before: str) -> bool:
    """Whether what stands between parts of a name may stand after this: a
    slash after letters, no sign after another."""
    if char == " " and before == _ALIAS:
        return True
    return (
        (before.isalpha() and not (char == "/" and text.is_han(before))) or before == "." or _is_mark(before)
    )


def _takes_mark(char: str) -> bool:
    return (char.isalpha() and not text.is_han(char)) or _is_mark(char)


def _is_mark(char: str) -> bool:
    return bool(char) and unicodedata.category(char) in ("Mn", "Mc")

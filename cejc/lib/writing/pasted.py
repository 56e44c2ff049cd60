"""Numbers and codes as people copy them: from paper, from a message,
with the words and marks that stood around."""

import re
import unicodedata
from functools import lru_cache

from django.urls import register_converter

_BRACKETS = str.maketrans("[]()【】{}", "〔〕〔〕〔〕〔〕")
_LINK = re.compile(r"/verify/([0-9]{4})/0*([0-9]{1,9})/([^/\s]+)")
_BRACKETED = re.compile(r"〔\s*([0-9]{4})\s*〕\s*(?:第\s*)?0*([0-9]{1,9})")
# 认字2020000001号: the brackets are lost where a program takes them for its own.
_RUN_TOGETHER = re.compile(r"(?<![0-9])([0-9]{4})([0-9]{6})(?![0-9])")
_TWO_NUMBERS = re.compile(r"[^0-9]*([0-9]{4})[^0-9]+0*([0-9]{1,9})[^0-9]*")
_AROUND = re.compile(r"^[^0-9A-Za-z]+|[^0-9A-Za-z]+$")
_BETWEEN = re.compile(r"[\s\-‐-―_.·]")
# What stands before a code on paper, with the number before it and whatever follows.
_NAMED = re.compile(
    r"(?:校验码|验证码|回执码|签到码|激活码|check\s*code)\s*:?\s*(.+)", re.IGNORECASE | re.DOTALL
)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def number_in(text: str) -> tuple[int, int] | None:
    """Year and sequence: 认字〔2020〕000001号, the same without brackets,
    2020-1, the whole link; None when unclear."""
    plain = _plain(text).translate(_BRACKETS)
    before = re.split(_NAMED, plain, maxsplit=1)[0]
    found = (
        _LINK.search(plain)
        or _BRACKETED.search(before)
        or _RUN_TOGETHER.search(before)
        or _TWO_NUMBERS.fullmatch(before)
    )
    return (int(found[1]), int(found[2])) if found else None


def code_in(text: str) -> str:
    """The code in capitals, without what stood around it and between its parts;
    what else is in it stays, to be refused."""
    plain = _plain(text)
    if link := _LINK.search(plain):
        plain = link[3]
    elif named := _NAMED.search(plain):
        plain = named[1]
    return _BETWEEN.sub("", _AROUND.sub("", plain)).upper()


def bare(text: str) -> str:
    """A code whose parts are set apart, as it was typed, without what
    it is called and what stood around it."""
    plain = _plain(text)
    named = _NAMED.search(plain)
    return _AROUND.sub("", named[1] if named else plain)


def holds_code(text: str) -> bool:
    """Whether a text pasted for a number names its code too."""
    plain = _plain(text)
    return bool(_LINK.search(plain) or _NAMED.search(plain))


@lru_cache(maxsize=32)
def printed(pattern: str) -> re.Pattern[str]:
    """Finds a number like `pattern` ({year}, {serial:06}) in a text: year and sequence. Blanks may
    stand anywhere between, and what follows the sequence may be missing."""
    before, middle, after = re.split(r"\{[^}]*\}", unicodedata.normalize("NFKC", pattern))
    year, serial = "([0-9]{4})", "0*([0-9]{1,9})"
    if pattern.index("{year") > pattern.index("{serial"):
        raise ValueError(f"{pattern}: the year stands before the sequence")
    apart = [r"\s*".join(map(re.escape, part)) for part in (before, middle, after)]
    return re.compile(rf"{apart[0]}\s*{year}\s*{apart[1]}\s*{serial}(?:\s*{apart[2]})?")


class PastedCode:
    """The last part of an address: what a message program or a hand put after it does not make it another."""

    regex = r"[^/]{1,80}/?"

    def to_python(self, value: str) -> str:
        return code_in(value)

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(PastedCode, "pasted")

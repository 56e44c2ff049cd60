"""Free text from people, made safe to keep, to print and to send: no NUL, no control, nothing invisible."""

import re
import unicodedata

# Letters by category, blanks by look (Hangul fillers).
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5")
_BLANKS = re.compile(r"[^\S\n]+")
# What most texts are made of, and what nothing has to be done to.
_CLEAN = re.compile("[ -~\u4e00-\u9fff\u3001\u3002\uff08\uff09\uff0c\uff1a]*")
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Radicals that stand for a character of their own in text copied from a PDF; those of the Kangxi block have
# their twin in Unicode's tables. After EquivalentUnifiedIdeograph.txt.
_RADICALS = dict(
    zip(
        "⺁⺂⺃⺅⺇⺉⺋⺎⺏⺐⺒⺓⺔⺖⺘⺙⺛⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺹⺺⺼⺽⺾⻁⻂⻄⻅⻆⻇⻈⻉⻋⻍⻎⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻭⻮⻯⻰⻱⻲⻳⻞⻌⻏⻊⻫",
        "厂乛乚亻𠘨刂㔾兀尣尢巳幺彑忄扌攵旡月歺母民氵氺灬爫爫丬犭王疋罒示礻𥫗糹纟罓罒耂肀月臼艹虎衤西见角𧢲讠贝车辶辶钅長镸长门阜阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾齐歯齿竜龙龜亀龟食辶阝足斉",
        strict=True,
    )
) | {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}


def clean_line(value: str) -> str:
    """One line: NFC, line ends and tabs become a space, runs of blanks become one, ends trimmed."""
    return " ".join(visible(value.replace("\u2028", " ").replace("\u2029", " ")).split())


def clean_text(value: str) -> str:
    """Several lines: as `clean_line` for each, line ends as \\n, at most one empty line in a row."""
    text = re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", value)
    lines = [_BLANKS.sub(" ", line).strip() for line in visible(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def visible(value: str) -> str:
    """NFC without NUL, control, bidi, zero-width, surrogate and non-characters; white space stays.

    Radicals, which a PDF hands out in place of the characters that they look like, become these; what only
    chooses a variant of a glyph goes.
    """
    if _CLEAN.fullmatch(value):
        return value
    kept = "".join(_RADICALS.get(char, char) for char in value if _is_kept(char))
    return unicodedata.normalize("NFC", kept)


def is_han(char: str) -> bool:
    """A Han character, also of the planes that this Python's tables do not know yet."""
    code = ord(char) if char else 0
    return (
        0x3400 <= code <= 0x4DBF
        or 0x4E00 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x3FFFD
        or char == "〇"
    )


def is_variation_selector(char: str) -> bool:
    """Chooses a glyph of the character before it and shows nothing itself."""
    return bool(_VARIATION.match(char))


def to_half_width(value: str) -> str:
    """Full-width Latin letters, digits and signs, and the ideographic space, as their half-width twins."""
    return "".join(
        chr(ord(char) - 0xFEE0) if "\uff01" <= char <= "\uff5e" else " " if char == "\u3000" else char
        for char in value
    )


def _is_kept(char: str) -> bool:
    if char in "\t\n\r" or char.isspace():
        return True
    if char in _FILLERS or (ord(char) & 0xFFFE) == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF:
        return False
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs") and not is_variation_selector(char)

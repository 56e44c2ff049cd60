"""Free text from people, made safe to keep, to print and to send: no NUL, no control, nothing invisible."""

import re
import unicodedata

# Letters by category, blanks by look (Hangul fillers).
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5")
_BLANKS = re.compile(r"[^\S\n]+")
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def clean_line(value: str) -> str:
    """One line: NFC, line ends and tabs become a space, runs of blanks become one, ends trimmed."""
    return " ".join(visible(value.replace("\u2028", " ").replace("\u2029", " ")).split())


def clean_text(value: str) -> str:
    """Several lines: as `clean_line` for each, line ends as \\n, at most one empty line in a row."""
    text = re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", value)
    lines = [_BLANKS.sub(" ", line).strip() for line in visible(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def visible(value: str) -> str:
    """NFC without NUL, control, bidi, zero-width, surrogate and non-characters; white space stays."""
    kept = "".join(char for char in value if _is_kept(char))
    return unicodedata.normalize("NFC", kept)


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
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs")

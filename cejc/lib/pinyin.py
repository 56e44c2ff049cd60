"""How a Chinese name is read: for sorting and for finding it with a keyboard that has only letters."""

import re

from pypinyin import Style, lazy_pinyin

# Surnames that are read otherwise than the same character in a word.
SURNAMES = {
    "单": "shan", "解": "xie", "仇": "qiu", "曾": "zeng", "任": "ren", "查": "zha", "区": "ou", "朴": "piao",
    "翟": "zhai", "盖": "ge", "乐": "yue", "缪": "miao", "宓": "mi", "员": "yun", "冼": "xian", "尹": "yin",
    "万俟": "mo qi", "尉迟": "yu chi", "长孙": "zhang sun", "澹台": "tan tai", "令狐": "ling hu",
}  # fmt: skip


def key(name: str) -> str:
    """`"ou yang xiao ouyangxiao oyx"`: syllables (this sorts), run together, initials; at most 400 characters."""
    syllables = [part for part in re.split(r"[^0-9a-z]+", " ".join(_read(name)).lower()) if part]
    initials = "".join(part[0] for part in syllables)
    return f"{' '.join(syllables)} {''.join(syllables)} {initials}".strip()[:400]


def _read(name: str) -> list[str]:
    for length in (2, 1):
        if name[:length] in SURNAMES:
            return [SURNAMES[name[:length]], *lazy_pinyin(name[length:], style=Style.NORMAL)]
    return [str(part) for part in lazy_pinyin(name, style=Style.NORMAL)]

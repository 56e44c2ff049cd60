"""How a name is read: for sorting it, and for finding it with a keyboard that has only letters.

A surname is often read otherwise than the same character in a word, some in two ways, and many a given name
may be read in two: all readings find. Letters with marks and other scripts are brought to plain letters.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby, product
from typing import Any

from anyascii import anyascii

from cejc.lib.writing.text import is_han

LONGEST = 400
WEIGHED_TOGETHER, MOST_OF_ONE = 4, 2
# Surnames that are read otherwise than the same character in a word; others find too, after the first.
SURNAMES = {
    "覃": "qin tan",
    "卜": "bu",
    "召": "shao zhao",
    "阚": "kan",
    "种": "chong",
    "吕": "lv",
    "乜": "nie mie",
    "佴": "nai er",
    "隗": "wei kui",
    "单": "shan",
    "查": "zha",
    "仇": "qiu",
    "解": "xie",
    "区": "ou",
    "曾": "zeng",
    "任": "ren",
    "朴": "piao",
    "翟": "zhai di",
    "盖": "ge gai",
    "乐": "yue le",
    "缪": "miao",
    "宓": "mi fu",
    "员": "yun yuan",
    "冼": "xian",
    "尹": "yin",
    "繁": "po fan",
    "句": "gou ju",
    "折": "she zhe",
    "黑": "he hei",
    "秘": "bi mi",
    "薄": "bo",
    "洗": "xian",
    "过": "guo",
    "那": "na",
    "能": "nai",
    "宁": "ning",
    "牟": "mou mu",
    "费": "fei bi",
    "车": "che",
    "祭": "zhai",
    "炅": "gui",
    "尉": "wei yu",
    "华": "hua",
    "纪": "ji",
    "葛": "ge",
    "燕": "yan",
    "应": "ying",
    "哈": "ha",
    "撒": "sa",
    "逄": "pang",
    "逯": "lu",
    "郇": "xun huan",
    "郄": "qie xi",
    "谌": "chen shen",
    "眭": "sui",
    "厍": "she",
    "訾": "zi",
    "笪": "da",
    "俞": "yu",
    "贾": "jia",
    "强": "qiang jiang",
    "瞿": "qu",
    "都": "du",
    "藏": "zang",
    "曲": "qu",
    "盛": "sheng",
    "相": "xiang",
    "莘": "shen xin",
    "郗": "xi chi",
    "殷": "yin",
    "适": "kuo shi",
    "长": "chang",
    "重": "chong",
    "占": "zhan",
    "令": "ling",
    "鲜": "xian",
    "呙": "guo",
    "沈": "shen",
    "叶": "ye",
    "石": "shi",
    "白": "bai bo",
    "柏": "bai bo",
    "番": "pan fan",
    "贲": "ben",
    "晟": "cheng",
    "褚": "chu",
    "晁": "chao",
    "谷": "gu",
    "亓": "qi",
    "幺": "yao",
    "否": "fou",
    "洴": "ping",
    "斜": "xie",
    "宿": "su",
    "粘": "nian zhan",
    "粟": "su",
    "瓮": "weng",
    "参": "shen can",
    "俱": "ju",
    "臧": "zang",
    "佘": "she",
    "行": "xing hang",
    "降": "jiang xiang",
    "曹": "cao",
    "蔚": "yu wei",
    "枞": "cong zong",
    "弥": "mi",
    "无": "wu",
    "万俟": "mo qi",
    "尉迟": "yu chi",
    "长孙": "zhang sun",
    "澹台": "tan tai",
    "令狐": "ling hu",
    "鲜于": "xian yu",
    "单于": "chan yu",
    "亓官": "qi guan",
    "呼延": "hu yan",
    "皇甫": "huang fu",
    "拓跋": "tuo ba",
    "乐正": "yue zheng",
    "宰父": "zai fu",
    "颛孙": "zhuan sun",
    "子车": "zi ju",
    "夏侯": "xia hou",
    "濮阳": "pu yang",
    "独孤": "du gu",
}
# Korean surnames as passports have them, beside what the letters say.
_KOREAN = {
    "김": "kim",
    "이": "lee yi ri",
    "박": "park pak",
    "최": "choi",
    "정": "jung jeong chung",
    "강": "kang",
    "조": "cho jo",
    "윤": "yoon yun",
    "장": "jang chang",
    "임": "lim im rim",
    "신": "shin",
    "오": "oh",
    "서": "seo suh",
    "권": "kwon",
    "유": "yoo ryu yu",
    "류": "ryu yoo",
    "리": "lee ri",
    "노": "noh roh",
    "고": "ko go",
    "문": "moon",
    "배": "bae",
    "백": "baek paik",
    "허": "huh heo",
    "남": "nam",
    "심": "shim",
    "구": "koo gu",
    "우": "woo",
    "주": "joo ju",
    "전": "jeon chun",
    "홍": "hong",
    "손": "son",
    "안": "ahn an",
    "송": "song",
    "황": "hwang",
    "한": "han",
    "양": "yang",
}
# Uyghur, Kazakh and Kirghiz write their vowels; the tables of `anyascii` are for Arabic, which does not.
_VOWELLED = {
    "ئ": "",
    "ا": "a",
    "ە": "e",
    "ې": "e",
    "ى": "i",
    "و": "o",
    "ۇ": "u",
    "ۆ": "o",
    "ۈ": "u",
    "ۋ": "w",
    "ۅ": "o",
    "ۉ": "u",
    "چ": "ch",
    "ژ": "zh",
    "ش": "sh",
    "غ": "gh",
    "ڭ": "ng",
    "خ": "x",
    "ق": "q",
    "ھ": "h",
    "ه": "h",
    "ي": "y",
    "ج": "j",
    "ع": "",
    "ٵ": "a",
    "ٶ": "o",
    "ٷ": "u",
    "ٸ": "i",
}
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_DOUBLE_U = re.compile(r"([ln])v(e?)")
_APART = re.compile(r"[\W_]+")


def key(name: str) -> str:
    """`"qin xiao ming qinxiaoming qxm tanxiaoming txm"`: syllables (this sorts), run together, initials.

    Then the name without the marks between its parts, where it has such, and the other readings; at most 400
    characters.
    """
    units = list(_units(name))
    first = [unit[0] for unit in units]
    parts = [" ".join(first), "".join(first), _initials(first)]
    if (bare := folded(name)) != name.lower():
        parts.append(bare)
    for chosen in _others(units):
        parts += ["".join(chosen), _initials(chosen)]
    return _joined(parts)


def folded(typed: str) -> str:
    """What is compared: small letters and characters only; every dot,
    blank and dash between them is left out."""
    return _APART.sub("", unicodedata.normalize("NFC", typed).lower())


def plain(typed: str) -> str:
    """A search in plain letters: `Nguyễn` as nguyen, `lü` as lv; "" when it holds characters of Han."""
    text = folded(typed)
    if any(map(is_han, text)):
        return ""
    text = re.sub(r"(?<=[ln])ü", "v", text)
    return "".join(unit[0] for unit in _units(text))


def _units(name: str) -> Iterator[list[str]]:
    """The readings of each syllable or word, the usual one first."""
    name, start = unicodedata.normalize("NFC", name), True
    if all(map(is_han, name)):  # most names
        yield from _han(name, True)
        return
    for script, chars in groupby(name, key=_script):
        run = "".join(chars)
        if script:
            yield from _READERS[script](run, start)
        start = start and not script


def _script(char: str) -> str:
    """ "han", "hangul", "letters" (with their marks), "" for what stands between."""
    if is_han(char):
        return "han"
    if "\uac00" <= char <= "\ud7a3":
        return "hangul"
    return "letters" if char.isalnum() or unicodedata.category(char) in ("Mn", "Mc") else ""


def _han(run: str, at_start: bool) -> Iterator[list[str]]:
    given = 0
    for length in (2, 1) if at_start else ():
        if run[:length] in SURNAMES and not given:
            given = length
            yield from _surname(run[:length])
    for char, first in zip(run[given:], _usual(run[given:]), strict=True):
        most = None if at_start and char == run[0] and not given else MOST_OF_ONE
        yield from _readings_of(char, first, most)


@lru_cache(maxsize=8192)
def _readings_of(char: str, first: str, most: int | None) -> list[list[str]]:
    return list(_reading([first, *_of_one(char)[:most]]))


def _surname(name: str) -> Iterator[list[str]]:
    if len(name) > 1:
        for char, first in zip(name, SURNAMES[name].split(), strict=True):
            yield from _reading([first, *_of_one(char)[:MOST_OF_ONE]])
    else:
        yield from _reading([*SURNAMES[name].split(), *_of_one(name)])


@lru_cache(maxsize=8192)
def _usual(run: str) -> tuple[str, ...]:
    """How each character is read in this company: given names come again and again.

    Where no two of a few make a word, each is read by itself; the tables come to that as well, at length.
    """
    words = _tables().constants.PHRASES_DICT
    if len(run) <= WEIGHED_TOGETHER and not any(part in words for part in _parts(run)):
        return tuple(_of_one(char)[0] for char in run)
    found = _tables().lazy_pinyin(run, style=_tables().Style.NORMAL, errors=list)
    return tuple(map(str, found))


def _parts(run: str) -> Iterator[str]:
    """Each two and more characters of `run` that stand beside each other."""
    for start in range(len(run) - 1):
        for end in range(start + 2, len(run) + 1):
            yield run[start:end]


@lru_cache(maxsize=8192)
def _of_one(char: str) -> tuple[str, ...]:
    return tuple(str(one) for one in _tables().pinyin(char, style=_tables().Style.NORMAL, heteronym=True)[0])


def _tables() -> Any:
    """Read when the first name is: a third of a process's start would go into them."""
    import pypinyin

    return pypinyin


def _reading(found: Iterable[str]) -> Iterator[list[str]]:
    """The readings that are plain letters, each once; nothing for a
    character that nobody knows how to read."""
    plain_ones = [spelt for one in found if one.isascii() and one.isalpha() for spelt in _spellings(one)]
    if plain_ones:
        yield list(dict.fromkeys(plain_ones))


def _spellings(reading: str) -> list[str]:
    """lv is also typed lyu (as in passports) and lu, nve also nue."""
    found = _DOUBLE_U.fullmatch(reading)
    return [f"{found[1]}{vowel}{found[2]}" for vowel in ("v", "yu", "u")] if found else [reading]


def _hangul(run: str, at_start: bool) -> Iterator[list[str]]:
    for place, char in enumerate(run):
        others = _KOREAN.get(char, "").split() if at_start and place == 0 else []
        yield list(dict.fromkeys([*others, anyascii(char).lower()]))


def _word(word: str, _at_start: bool) -> Iterator[list[str]]:
    """A word of any other script; `Müller` is found as muller and as mueller."""
    small = word.lower()
    letters = "".join(_VOWELLED.get(char, char) for char in small)
    forms = [_APART.sub("", anyascii(one).lower()) for one in (letters, small.translate(_UMLAUTS))]
    if forms[0]:
        yield list(dict.fromkeys(form for form in forms if form))


_READERS = {"han": _han, "hangul": _hangul, "letters": _word}


def _others(units: list[list[str]]) -> list[tuple[str, ...]]:
    """The readings beside the usual one, those that differ least first;
    of a long name one syllable at a time."""
    if len(units) > WEIGHED_TOGETHER:
        return [
            tuple(other if place == at else one[0] for place, one in enumerate(units))
            for at, unit in enumerate(units)
            for other in unit[1:]
        ]
    if all(len(unit) == 1 for unit in units):
        return []
    places = product(*(range(len(unit)) for unit in units))
    ordered = sorted(places, key=lambda chosen: (sum(map(bool, chosen)), chosen))[1:]
    return [tuple(unit[at] for unit, at in zip(units, chosen, strict=True)) for chosen in ordered]


def _initials(syllables: Iterable[str]) -> str:
    return "".join(one[0] for one in syllables)


def _joined(parts: list[str]) -> str:
    """The parts, each once, as many as there is room for."""
    kept, room = [parts[0][:LONGEST]], LONGEST - len(parts[0])
    for part in dict.fromkeys(parts[1:]):
        if part and len(part) < room:
            kept.append(part)
            room -= len(part) + 1
    return " ".join(kept).strip()

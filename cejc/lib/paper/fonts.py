"""The fonts of documents: cut once at set-up to the characters in use, the rest of each behind it.

A folder of `CEJC_FONT_DIR`, one for each version of this module, then holds small fonts, a fontconfig file
that lists this folder and nothing else, and the characters that the fonts cover. Families: `cejc Song` and
`cejc Hei` hold the characters met every day, `cejc Song B` and `cejc Hei B` the rest of GB 2312, `cejc Rare
01` … every other character that `FILL` has on this machine: the Song face first, then what reaches GB
18030-2022 level 3 (every ideograph up to extension F) and beyond, signs, and the letters of other scripts.
What an administrator puts into `CEJC_FONT_DIR`/extra comes last. `cejc Fang` is there where the machine has a
Fangsong or Kai; `cejc Body` is this one, else Song. Fonts are in pieces because each document copies, cuts
and compresses the whole piece: half the glyphs, half the time.
"""

import fcntl
import io
import json
import os
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from cejc.lib.paper import hbsubset
from cejc.lib.writing import text as text_of

VERSION = 8
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
# Characters of names and places that stand outside GB 2312 and are met every day.
BEYOND_LEVEL_1 = (
    "喆堃昇甯燚垚犇骉淏珺璟赟翀旸昉玥琤瑀瑄珩頔顼祎翊湉沄玘玙珅珣琬瑢璠瓅晞暐曈昕烜炜煜焜煊焓燊祺祾禛秾竑筠筱箐綦芃苡荇菡萱葳"
    "蓁薏蘅謇讷贇鄢郄邰郗郦钰铖铭锜镕闵阖霈霏韬颋颢飏骁骐骞鳌麂黟龑坴垕埈埕堉塬墉妤姞娉婳媖嫄孺峣嶓巍幄弇彧怡恺悫惇愔懋扆抃揆"
    "旼昀昶晔晙晟暄曌杲枬柷桁桢棪椤楙榕婷雯倩妍娅娜婧媛嫣婕妮嬿琪瑶瑾璐璇琳珂珊珞琰琦玮玫璋璞珏淼汐沁泓洵浠浩涵淇湫溪滢漪潇澍"
    "濂瀚灏昊晗旻晏晖暾馨馥骅骋骏毓彤彦彪峥嵘嵩岚岑崴屹孜孑宸宥寰寅弘弼徕徇忻恂恬悦惠慧憬憧懿戎戬敏斐斌旎旖昱昙柯栩梓桦桐梵棣"
    "楠楷榛槿樊樾檀殷毅沅沛泯洺浏淑渊渝\u6e58滕漾潘澄澜濮炀炫烨焱煦熠燕爽牧狄玉珈琅琛琮瑛瑜甄畅皓皖盈睿瞿硕碧祁祉禧禹秦稷穆窈竣"
    "笙筱箫米粲纪纬绮绯缃缪羿翎翔翰耀耿聪胤舒艺芊芙芝芮芷芸苏苒苗若茂茗茜茹荀荃莉莎莫莹菁菲萌萍葛董蒋蓉蓓蔚蔡蕊蕙蕾薇薛藉藜虞"
    "衍袁裕裴褚覃觅訾詹谌谢谭豫贺赫轩辉辛辰迪逄逸遥邓邢邱邵邹郁郑郝郭鄂酆醴釜鑫钊钟钧铉铠锐锦镇镐闫闻阎阚阮陆陈陶隋雅雪霍霖露"
    "靖靳韦韩韵项顺颖颜飒馥骆高魏鲍鸿鹏麒麓麟黎黛齐龚龙澧郴耒汨浏攸溆芷岳澹辰泸靖隆攸茶陵祁零冷双牌蓝嘉桂醴渌㛃䶮"
)
_FANG = ("simfang.ttf", "STFANGSO.TTF", "FZFSK.TTF", "FZFSJW.TTF", "ukai.ttc", "LXGWWenKai-Regular.ttf")


class FontsMissing(RuntimeError):
    """A font that documents need is not on this machine, or `build_fonts` has not run."""


@dataclass(frozen=True)
class Cut:
    """One font to make: from which face of which file, under which family and style."""

    source: str
    face: str
    family: str
    style: str

    @property
    def file(self) -> str:
        return f"{self.family.replace(' ', '')}-{self.style}.otf"


SONG = Cut("NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC", "cejc Song", "Regular")
BOLD = Cut("NotoSerifCJK-Bold.ttc", "Noto Serif CJK SC", "cejc Song", "Bold")
HEI = Cut("NotoSansCJK-Regular.ttc", "Noto Sans CJK SC", "cejc Hei", "Regular")
RARE_PIECE = 3000
# Who draws what the Song face lacks, the better face first; one that is not on this machine is passed over.
# fonts-noto-core (letters, signs, scripts), fonts-hanazono (ideographs B
# to F), fonts-babelstone-han (G, H, newest).
LETTERS = ("NotoSerif-Regular.ttf",)
SIGNS = (
    "HanaMinA.ttf",
    "HanaMinB.ttf",
    "BabelStoneHan.ttf",
    "NotoSansMath-Regular.ttf",
    "NotoSansSymbols-Regular.ttf",
    "NotoSansSymbols2-Regular.ttf",
)
SCRIPTS = (
    "NotoNaskhArabic-Regular.ttf",
    "NotoSerifTibetan-Regular.ttf",
    "NotoSansMongolian-Regular.ttf",
    "NotoSansYi-Regular.ttf",
    "NotoSerifThai-Regular.ttf",
    "NotoSerifLao-Regular.ttf",
    "NotoSerifKhmer-Regular.ttf",
    "NotoSerifMyanmar-Regular.ttf",
    "NotoSansTaiLe-Regular.ttf",
    "NotoSansNewTaiLue-Regular.ttf",
    "NotoSansTaiTham-Regular.ttf",
    "NotoSansTaiViet-Regular.ttf",
    "NotoSansLisu-Regular.ttf",
    "NotoSansMiao-Regular.ttf",
    "NotoSansPhagsPa-Regular.ttf",
    "NotoSerifDevanagari-Regular.ttf",
    "NotoSerifHebrew-Regular.ttf",
    "NotoSerifArmenian-Regular.ttf",
    "NotoSerifGeorgian-Regular.ttf",
)
# Pictures stay out: a document is no place for them, and each font draws others. So do characters that every
# font draws as it likes.
LEFT_OUT = {*range(0x1F000, 0x20000), *range(0xE000, 0xF900), *range(0xF0000, 0x110000)}
# In every piece: a blank after a rare character is set in the font of that character.
BLANKS = {0x20, 0xA0, 0x3000}


@dataclass(frozen=True)
class Fill:
    """A font that draws what those before it lack; `shaped` keeps the
    tables that join letters and place marks."""

    path: Path
    shaped: bool


def folder() -> Path:
    return Path(settings.CEJC_FONT_DIR) / f"v{VERSION}"


def is_built() -> bool:
    """Whether the folder holds what this version makes from the fonts of this machine."""
    try:
        kept = json.loads((folder() / "built.json").read_text(encoding="utf-8"))
        return bool(kept["stamp"] == _stamp()) and all((folder() / name).exists() for name in kept["files"])
    except (OSError, ValueError, KeyError, TypeError, FontsMissing):
        return False


def build() -> bool:
    """Make the folder; False when it was there already. Two processes
    may ask at once. Raises `FontsMissing`."""
    folder().mkdir(parents=True, exist_ok=True)
    with open(folder() / ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_built():
            return False
        _build()
    _ranges.cache_clear()
    return True


def missing_glyphs(text: str) -> set[str]:
    """Characters of `text` that would be seen and that no font of the
    folder can draw. Raises `FontsMissing`."""
    return {char for char in not_covered(text) if stand_in(char) is None}


def not_covered(text: str) -> set[str]:
    """Characters of `text` that no font of the folder has, those too
    that show nothing. Raises `FontsMissing`."""
    starts, ends = _ranges()
    found = set()
    for char in set(text):
        code = ord(char)
        place = bisect_right(starts, code) - 1
        if place < 0 or code > ends[place]:
            found.add(char)
    return found


def stand_in(char: str) -> str | None:
    """What may be set for a character that no font has: a blank for a
    blank, nothing for what shows nothing."""
    if char.isspace():
        return char if char in "\t\n\r" else " "
    return "" if unicodedata.category(char) in ("Cc", "Cf") or text_of.is_variation_selector(char) else None


@contextmanager
def only_ours() -> Iterator[None]:
    """Let fontconfig read our folder alone while a font map is made; the setting is put back afterwards."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(folder() / "fonts.conf")
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def daily_characters() -> set[int]:
    """The first level of GB 2312, the names beyond it, Latin, punctuation and signs of official documents."""
    codes = {ord(char) for char in BEYOND_LEVEL_1} | _gb2312(0xA1, 0xA3) | _gb2312(0xB0, 0xD7)
    for first, last in (
        (0x20, 0x7E),
        (0xA0, 0xFF),
        (0x2010, 0x2027),
        (0x2030, 0x203B),
        (0x2460, 0x2473),
        (0x3000, 0x3017),
        (0xFF01, 0xFF5E),
    ):
        codes.update(range(first, last + 1))
    return codes


def _gb2312(first: int, last: int) -> set[int]:
    """Code points of the rows between two lead bytes, both inclusive."""
    pairs = (bytes((high, low)) for high in range(first, last + 1) for low in range(0xA1, 0xFF))
    return {ord(char) for pair in pairs for char in pair.decode("gb2312", "ignore")}


def _build() -> None:
    daily = daily_characters()
    second = _gb2312(0xA1, 0xF7) - daily
    files: list[str] = []
    for cut in _cuts():
        files += [_make(cut, daily), _make(replace(cut, family=f"{cut.family} B"), second)]
    rare, covered = _build_rare(daily | second)
    _replace("coverage.json", json.dumps(_as_ranges(covered)).encode())
    _replace("fonts.conf", _fonts_conf().encode())
    _replace("built.json", json.dumps({"stamp": _stamp(), "files": [*files, *rare]}).encode())


def _build_rare(common: set[int]) -> tuple[list[str], set[int]]:
    """Everything else in pieces: the files, and all the characters that can be drawn."""
    path, index, found = _source(SONG)
    covered = found - LEFT_OUT
    files = _pieces(path, index, covered - common, 1, shaped=False)
    for fill in _fills():
        found = _face(fill.path, "")[1] - covered - common - LEFT_OUT
        files += _pieces(fill.path, 0, found, len(files) + 1, shaped=fill.shaped)
        covered |= found
    return files, covered


def _pieces(path: Path, index: int, codes: set[int], number: int, *, shaped: bool) -> list[str]:
    """`codes` of one font in pieces that are numbered from `number`; a script is not cut apart."""
    rest = sorted(codes)
    files: list[str] = []
    size = len(rest) or 1 if shaped else RARE_PIECE
    for start in range(0, len(rest), size):
        cut = replace(SONG, family=f"cejc Rare {number + len(files):02d}")
        wanted = set(rest[start : start + size]) | BLANKS
        content = hbsubset.subset(str(path), index, wanted, shaped=shaped)
        _replace(cut.file, _renamed(content, cut))
        files.append(cut.file)
    return files


def _make(cut: Cut, wanted: set[int]) -> str:
    path, index, has = _source(cut)
    _replace(cut.file, _renamed(hbsubset.subset(str(path), index, has & (wanted | BLANKS)), cut))
    return cut.file


def _cuts() -> list[Cut]:
    fang = next((name for name in _FANG if name in _index()), None)
    extra = [Cut(fang, "", "cejc Fang", "Regular")] if fang else []
    return [SONG, BOLD, HEI, *extra]


def _fills() -> list[Fill]:
    here = _index()
    named = [
        (name, shaped)
        for names, shaped in ((LETTERS, True), (SIGNS, False), (SCRIPTS, True))
        for name in names
    ]
    own = sorted((Path(settings.CEJC_FONT_DIR) / "extra").glob("*.[to]t[fc]"))
    return [
        *(Fill(here[name], shaped) for name, shaped in named if name in here),
        *(Fill(path, True) for path in own),
    ]


def _stamp() -> dict[str, object]:
    sources = [*(_find(cut.source) for cut in _cuts()), *(fill.path for fill in _fills())]
    return {"version": VERSION, "sources": [[str(path), path.stat().st_size] for path in sources]}


def _index() -> dict[str, Path]:
    """Every font file of the machine by its name; of two the first folder's."""
    found: dict[str, Path] = {}
    for base in FOLDERS:
        for place, _folders, names in sorted(os.walk(Path(base).expanduser())):
            for name in names:
                found.setdefault(name, Path(place) / name)
    return found


def _find(name: str) -> Path:
    found = _index().get(name)
    if found is None:
        raise FontsMissing(f"{name} is not on this machine: install the package fonts-noto-cjk")
    return found


def _source(cut: Cut) -> tuple[Path, int, set[int]]:
    path = _find(cut.source)
    return path, *_face(path, cut.face)


def _face(path: Path, name: str) -> tuple[int, set[int]]:
    """The index of a named face (the first where no name is asked for), and its characters."""
    from fontTools.ttLib import TTCollection, TTFont

    if path.suffix.lower() != ".ttc":
        with TTFont(path, lazy=True) as font:
            return 0, set(font.getBestCmap())
    with TTCollection(path, lazy=True) as faces:
        for index, font in enumerate(faces.fonts):
            if not name or font["name"].getDebugName(1) == name:
                return index, set(font.getBestCmap())
    raise FontsMissing(f"{path.name} has no face {name}")


def _renamed(content: bytes, cut: Cut) -> bytes:
    """Names of our own: two files of one family and style would be taken for one font when embedded."""
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(content), lazy=True, recalcTimestamp=False)
    names = font["name"]
    keep = {0, 5, 13, 14}
    names.names = [record for record in names.names if record.nameID in keep and record.platformID == 3]
    full = f"{cut.family} {cut.style}"
    for number, value in ((1, cut.family), (2, cut.style), (4, full), (6, full.replace(" ", "-")), (3, full)):
        names.setName(value, number, 3, 1, 0x409)
    out = io.BytesIO()
    font.save(out, reorderTables=False)
    return out.getvalue()


def _fonts_conf() -> str:
    body = "cejc Fang" if any(cut.family == "cejc Fang" for cut in _cuts()) else "cejc Song"
    return f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{folder()}</dir>
  <cachedir>{folder()}/cache</cachedir>
  <alias binding="same"><family>cejc Body</family><prefer><family>{body}</family></prefer></alias>
  <config><rescan><int>0</int></rescan></config>
</fontconfig>
"""


def _replace(name: str, content: bytes) -> None:
    beside = folder() / f".{name}.new"
    beside.write_bytes(content)
    os.replace(beside, folder() / name)


def _as_ranges(codes: Iterable[int]) -> list[list[int]]:
    ranges: list[list[int]] = []
    for code in sorted(codes):
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return ranges


@lru_cache(maxsize=1)
def _ranges() -> tuple[list[int], list[int]]:
    try:
        ranges = json.loads((folder() / "coverage.json").read_text(encoding="utf-8"))
    except OSError as fault:
        raise FontsMissing("run `manage.py build_fonts` first") from fault
    return [first for first, _last in ranges], [last for _first, last in ranges]

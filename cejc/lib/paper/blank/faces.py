"""The faces that a blank is filled with: the glyph of a character, its width, and a cut for one document.

A face knows only characters that HarfBuzz would set as exactly one glyph in the order in which they are
written: nothing that joins, carries a mark, runs from right to left or shows nothing. What no face knows is
WeasyPrint's.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from cejc.lib.paper import fonts, hbsubset

UNITS = 1024  # of Pango, in a pixel
REGULAR = 400
# Tables by which a glyph depends on its neighbours, or is more than one outline.
REFUSED = ("GSUB", "GPOS", "kern", "morx", "kerx", "fvar", "CFF2", "COLR", "SVG ", "CBDT", "sbix", "EBDT")
NUMBERED = re.compile(r"cid\d+")
# Letters of Hangul that HarfBuzz joins to syllables, and the fillers that it hides.
JOINED = (range(0x1100, 0x1200), range(0xA960, 0xA980), range(0xD7B0, 0xD800), (0x3164, 0xFFA0))
BODY = ("cejcFang-Regular.otf", "cejcSong-Regular.otf")
FILES = {
    ("cejc Song", 400): "cejcSong-Regular.otf",
    ("cejc Song B", 400): "cejcSongB-Regular.otf",
    ("cejc Song", 700): "cejcSong-Bold.otf",
    ("cejc Song B", 700): "cejcSongB-Bold.otf",
}


@dataclass(frozen=True, eq=False)
class Face:
    """A font of the folder: glyphs and widths by character, in units of which `em` make the size."""

    name: str
    called: str  # in a document
    em: int
    glyphs: dict[str, int]
    widths: dict[str, int]
    ascent: int
    descent: int
    compact: bool  # outlines of PostScript, embedded without the tables around them
    source: hbsubset.Source

    def cut(self, characters: Iterable[str]) -> bytes:
        """The outlines of `characters` alone; the numbers of the glyphs stay."""
        codes = {ord(char) for char in characters}
        return (
            self.source.cut(codes, table=b"CFF ") if self.compact else self.source.cut(codes, numbered=True)
        )

    def thousandths(self, units: int) -> int:
        return round(units * 1000 / self.em)


@dataclass(frozen=True)
class Fitting:
    """The faces of a text in the order in which they are asked, all of one height; rare characters last."""

    faces: tuple[Face, ...]
    rare: bool

    def face_of(self, char: str) -> Face | None:
        for face in self.faces:
            if char in face.glyphs:
                return face
        other = _rare(char) if self.rare else None
        return other if other and _height(other) == _height(self.faces[0]) else None

    def width(self, text: str, size: float) -> float | None:
        """How wide `text` is in pixels, reckoned as Pango does; None when a character is nobody's."""
        scale, total = int(size * UNITS), 0
        for char in text:
            face = self.face_of(char)
            if face is None:
                return None
            total += (face.widths[char] * scale + face.em // 2) // face.em
        return total / UNITS


@lru_cache(maxsize=16)
def fitting(families: tuple[str, ...], weight: int) -> Fitting | None:
    """The faces behind a list of families; None when one of them is not known here.

    One that is higher or deeper than the first is left out: it would move the line.
    """
    files = dict.fromkeys(_file(family, weight) for family in families)
    found = [_face(file) for file in files if file]
    faces = [face for face in found if face]
    if None in files or len(faces) < len(found):
        return None
    return Fitting(tuple(face for face in faces if _height(face) == _height(faces[0])), weight == REGULAR)


@lru_cache(maxsize=1000)
def _rare(char: str) -> Face | None:
    """The face of a character that stands in none of the families: fonts of the folder share no character."""
    for file, codes in _rare_files():
        place = bisect_left(codes, ord(char))
        if place < len(codes) and codes[place] == ord(char):
            face = _face(file)
            return face if face and char in face.glyphs else None
    return None


@cache
def _rare_files() -> "list[tuple[str, array[int]]]":
    from fontTools.ttLib import TTFont

    found = []
    for path in sorted(fonts.folder().glob("cejcRare*-Regular.otf")):
        with TTFont(path, lazy=True) as font:
            found.append((path.name, array("L", sorted(font.getBestCmap()))))
    return found


def _height(face: Face) -> tuple[float, float]:
    return face.ascent / face.em, face.descent / face.em


def _file(family: str, weight: int) -> str | None:
    if (family, weight) == ("cejc Body", 400):
        return next(file for file in BODY if (fonts.folder() / file).exists())
    return FILES.get((family, weight))


@cache
def _face(file: str) -> Face | None:
    """The face of a file; None for one whose glyphs may depend on their neighbours, or have no number."""
    from fontTools.ttLib import TTFont

    path = fonts.folder() / file
    with TTFont(path, lazy=True) as font:
        names = {chr(code): name for code, name in font.getBestCmap().items() if is_plain(chr(code))}
        named = "CFF " in font and not all(map(NUMBERED.fullmatch, names.values()))
        if named or any(table in font for table in REFUSED):
            return None
        widths, head = font["hmtx"], font["hhea"]
        return Face(
            name=file.removesuffix(".otf"),
            called=str(font["name"].getDebugName(4)).removesuffix(" Regular").replace(" ", "-"),
            em=font["head"].unitsPerEm,
            glyphs={char: _number(font, name) for char, name in names.items()},
            widths={char: widths[name][0] for char, name in names.items()},
            ascent=head.ascent,
            descent=head.descent,
            compact="CFF " in font,
            source=hbsubset.Source(str(path)),
        )


def _number(font: Any, name: str) -> int:
    """What a PDF calls a glyph: its number in the collection (CID) for outlines of PostScript."""
    return int(name.removeprefix("cid")) if "CFF " in font else int(font.getGlyphID(name))


def is_plain(char: str) -> bool:
    """Whether `char` is one glyph beside others, whatever stands around it."""
    return (
        unicodedata.category(char)[0] in "LNPS"
        and unicodedata.combining(char) == 0
        and unicodedata.bidirectional(char) not in ("R", "AL", "AN")
        and not any(ord(char) in codes for codes in JOINED)
    ) or ord(char) in fonts.BLANKS

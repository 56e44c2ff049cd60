"""The texts of one document: the operators that write them, and the fonts cut down to their characters.

A cut depends on the document alone, so that the same document is the same bytes wherever and whenever it is
drawn; it takes a millisecond.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import md5
from itertools import groupby

import pydyf

from cejc.lib.paper import stamping
from cejc.lib.paper.blank.faces import Face
from cejc.lib.paper.blank.layout import Place

Add = Callable[[pydyf.Object], None]

PACKING = 6
DEFAULT_WIDTH = 1000
HUNDRED = 100  # as many characters may stand in a block of a map
SYSTEM = pydyf.Dictionary(
    {"Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("Identity"), "Supplement": 0}
)
MAP_HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange"""
MAP_FOOT = b"""endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


class Writing:
    """Lines of text in their places; `texts` are as `breaking` gave them: every character has a face."""

    def __init__(self, texts: Iterable[tuple[Place, str]]) -> None:
        self.used: dict[str, set[str]] = {}
        self.faces: dict[str, Face] = {}
        # The operators, in pixels, the y axis pointing down.
        self.drawn = "\n".join([self._line(place, text) for place, text in texts]).encode("ascii")

    def _line(self, place: Place, text: str) -> str:
        setting = place.setting
        runs = " ".join(
            f"/{face.name} {setting.size:.6f} Tf <{self._codes(face, list(run))}> Tj"
            for face, run in groupby(text, key=setting.faces.face_of)
            if face
        )
        start = place.start(setting.faces.width(text, setting.size) or 0)
        return f"BT {place.colour} rg 1 0 0 -1 {start:.6f} {place.baseline:.6f} Tm {runs} ET"

    def _codes(self, face: Face, run: list[str]) -> str:
        self.faces[face.name] = face
        self.used.setdefault(face.name, set()).update(run)
        return "".join(f"{face.glyphs[char]:04x}" for char in run)

    def fonts(self, add: Add) -> Iterator[tuple[str, pydyf.Dictionary]]:
        """The fonts of what was drawn, each by its name; their objects are handed to `add`."""
        for name, face in sorted(self.faces.items()):
            yield name, _font(face, sorted(self.used[name]), add)


def _font(face: Face, characters: list[str], add: Add) -> pydyf.Dictionary:
    name = f"/{_tag(characters)}+{face.called}"
    glyphs = _glyphs(face, name, characters, add)
    letters = _packed(_to_unicode(face, characters), {})
    add(letters)
    font = pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": name,
            "Encoding": "/Identity-H",
            "DescendantFonts": pydyf.Array([glyphs.reference]),
            "ToUnicode": letters.reference,
        }
    )
    add(font)
    return font


def _glyphs(face: Face, name: str, characters: list[str], add: Add) -> pydyf.Dictionary:
    """How the glyphs are called and how wide they are."""
    glyphs = pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/CIDFontType0" if face.compact else "/CIDFontType2",
            "BaseFont": name,
            "CIDSystemInfo": SYSTEM,
            "W": _widths(face, characters),
            "FontDescriptor": _described(face, name, characters, add).reference,
            **({} if face.compact else {"CIDToGIDMap": "/Identity"}),
        }
    )
    add(glyphs)
    return glyphs


def _described(face: Face, name: str, characters: list[str], add: Add) -> pydyf.Dictionary:
    """The measures of the face, with its outlines."""
    outlines = _outlines(face, characters)
    add(outlines)
    height, depth = face.thousandths(face.ascent), face.thousandths(face.descent)
    described = pydyf.Dictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": name,
            "Flags": 4,
            "FontBBox": pydyf.Array([0, depth, 1000, height]),
            "ItalicAngle": 0,
            "Ascent": height,
            "Descent": depth,
            "CapHeight": height,
            "StemV": 80,
            "FontFile3" if face.compact else "FontFile2": outlines.reference,
        }
    )
    add(described)
    return described


def _outlines(face: Face, characters: list[str]) -> pydyf.Stream:
    cut = face.cut(characters)
    return _packed(cut, {"Subtype": "/CIDFontType0C"} if face.compact else {"Length1": len(cut)})


def _tag(characters: list[str]) -> str:
    """Six letters that name a cut of a font by what is in it."""
    digest = md5("".join(characters).encode(), usedforsecurity=False).digest()
    return "".join(chr(65 + one % 26) for one in digest[:6])


def _widths(face: Face, characters: list[str]) -> pydyf.Array:
    """What is not as wide as the size (the default) by its glyph."""
    widths = pydyf.Array()
    found = {(face.glyphs[char], face.thousandths(face.widths[char])) for char in characters}
    for glyph, width in sorted(found):
        if width != DEFAULT_WIDTH:
            widths += [glyph, pydyf.Array([width])]
    return widths


def _to_unicode(face: Face, characters: list[str]) -> bytes:
    lines = [f"<{face.glyphs[char]:04x}> <{char.encode('utf-16-be').hex()}>" for char in characters]
    blocks = []
    for start in range(0, len(lines), HUNDRED):
        block = lines[start : start + HUNDRED]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return b"\n".join([MAP_HEAD, "\n".join(blocks).encode("ascii"), MAP_FOOT])


def _packed(plain: bytes, extra: Mapping[str, str | int]) -> pydyf.Stream:
    stream = pydyf.Stream(extra=dict(extra))
    stamping.pack(stream, plain, PACKING)
    return stream

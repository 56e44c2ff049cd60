"""The round red seal: outlines of a Song face on an arc, a star, an optional line below it. Pure vector.

Characters are drawn as outlines, so that the seal looks the same on paper and in any browser, and no font of
the page can change it. Units are tenths of a millimetre; the seal of a provincial office measures 42 mm.
"""

from functools import lru_cache
from html import escape
from math import cos, pi, radians, sin
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from fontTools.misc.transform import Transform
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from cejc.lib import fonts

RED = "#d7000f"
CENTRE = 210
RING, RING_WIDTH = 203, 12
TEXT_RADIUS = 186  # the outer edge of the characters
STAR_RADIUS = 62
EM, ASCENT = 1000, 880
SHORTEST, LONGEST = 2, 40


@lru_cache(maxsize=64)
def svg(organisation: str, line: str = "", *, size: str = "42mm") -> SafeString:
    """An inline `<svg>`: the name of the organisation on the arc, `line` below the star.

    Names of 2 to 40 characters; raises ValueError beyond, `fonts.FontsMissing` before `build_fonts`.
    """
    name = "".join(organisation.split())
    if not SHORTEST <= len(name) <= LONGEST:
        raise ValueError(f"a seal takes 2 to 40 characters, not {len(name)}")
    outlines = " ".join([_star(), *_arc(name, bool(line)), *_straight("".join(line.split()))])
    return mark_safe(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 420 420" role="img" '
        f'aria-label="{escape(name + line)}">'
        f'<circle cx="{CENTRE}" cy="{CENTRE}" r="{RING}" fill="none" stroke="{RED}" stroke-width="{RING_WIDTH}"/>'
        f'<path fill="{RED}" d="{outlines}"/></svg>'
    )


def _star() -> str:
    points = []
    for corner in range(10):
        radius = STAR_RADIUS if corner % 2 == 0 else STAR_RADIUS * 0.381966
        angle = pi * (corner / 5 - 0.5)
        points.append(f"{CENTRE + radius * cos(angle):.1f} {CENTRE + radius * sin(angle):.1f}")
    return f"M{'L'.join(points)}Z"


def _arc(name: str, has_line: bool) -> list[str]:
    """Characters upright on the arc, feet to the centre, the middle of the name at the top."""
    count = len(name)
    height, span = _measures(count, has_line)
    step = span / max(count - 1, 1) if count > 1 else 0
    room = radians(step) * (TEXT_RADIUS - height * 0.78) if count > 1 else height
    width = min(height * 0.86, room * 0.96)
    found = []
    for place, char in enumerate(name):
        angle = radians(-span / 2 + place * step)
        turn = Transform().translate(CENTRE, CENTRE).rotate(angle).translate(0, -TEXT_RADIUS)
        found.append(_outline(char, turn.scale(width / EM, -height / EM).translate(-EM / 2, -ASCENT)))
    return found


def _measures(count: int, has_line: bool) -> tuple[float, float]:
    """Height of a character and degrees from the first to the last one: long names reach further round,
    but leave the bottom to a line."""
    height = 64.0 if count <= 12 else max(40.0, 64.0 - (count - 12) * 1.7)
    widest = 226.0 if has_line else 270.0
    span = min(widest, 36.0 + count * 17.0) if count > 4 else count * 26.0
    return height, span


def _straight(line: str) -> list[str]:
    """A line below the star, as wide as the circle leaves room there."""
    if not line:
        return []
    width = min(34.0, 268.0 / len(line))
    height = min(38.0, max(width * 1.25, 24.0))
    left = CENTRE - width * len(line) / 2
    top = CENTRE + 96
    return [
        _outline(
            char,
            Transform()
            .translate(left + place * width, top)
            .scale(width / EM * 0.96, -height / EM)
            .translate(0, -ASCENT),
        )
        for place, char in enumerate(line)
    ]


def _outline(char: str, where: Transform) -> str:
    for glyphs, names in map(_font, ["cejcSong-Bold.otf", *_rare_files()]):
        if ord(char) in names:
            pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.1f}".removesuffix(".0"))
            glyphs[names[ord(char)]].draw(TransformPen(pen, where))
            return str(pen.getCommands())
    raise ValueError(f"no font has a shape for {char!r}")


def _rare_files() -> list[str]:
    return sorted(path.name for path in fonts.folder().glob("cejcRare*.otf"))


@lru_cache(maxsize=32)
def _font(file: str) -> tuple[Any, dict[int, str]]:
    path = fonts.folder() / file
    if not path.exists():
        raise fonts.FontsMissing("run `manage.py build_fonts` first")
    font = TTFont(path, lazy=True)
    return font.getGlyphSet(), font.getBestCmap()

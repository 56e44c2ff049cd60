"""The round seal, in the site's colour: a Song face on an arc, a star, an optional line below it. Vectors.

`svg` draws characters as outlines and looks the same in every browser; `paper` sets them as text of the fonts
of `cejc.lib.paper.fonts`, which a document embeds anyway and draws four times as fast. Units are tenths of a
millimetre; the seal of a provincial office measures 42 mm.
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from html import escape
from math import cos, degrees, pi, radians, sin
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe

from cejc.lib.paper import fonts
from cejc.site import site

CENTRE = 210
RING, RING_WIDTH = 203, 12
TEXT_RADIUS = 186  # the outer edge of the characters
STAR_RADIUS = 62
EM, ASCENT = 1000, 880
SHORTEST, LONGEST = 2, 40


class Glyph(NamedTuple):
    """One character: the middle of its upper edge, its width and height, and its turn in radians."""

    char: str
    x: float
    y: float
    width: float
    height: float
    turn: float


def svg(organisation: str, line: str = "", *, size: str = "42mm") -> SafeString:
    """An inline `<svg>` for screens: the name of the organisation on the arc, `line` below the star.

    Names of 2 to 40 characters; raises ValueError beyond, `fonts.FontsMissing` before `build_fonts`.
    """
    return _svg(organisation, line, size, site().look.seal)


@lru_cache(maxsize=64)
def _svg(organisation: str, line: str, size: str, colour: str) -> SafeString:
    outlines = "".join(_outline(glyph) for glyph in _glyphs(organisation, line))
    return _drawn(organisation, line, size, colour, f'<path d="{outlines}"/>')


def paper(organisation: str, line: str = "", *, size: str = "42mm") -> SafeString:
    """The same seal for `cejc.lib.paper.pdf`, which knows it by its name and draws it by `draw`.

    SVG text ignores the page's font, so the seal names its own."""
    return _paper(organisation, line, size, site().look.seal)


@lru_cache(maxsize=64)
def _paper(organisation: str, line: str, size: str, colour: str) -> SafeString:
    texts = "".join(_text(glyph) for glyph in _glyphs(organisation, line))
    group = (
        f'<g font-family="cejc Song, cejc Song B" font-weight="bold" font-size="100" '
        f'text-anchor="middle">{texts}</g>'
    )
    known = f'data-seal="{escape(organisation)}" data-line="{escape(line)}" '
    return _drawn(organisation, line, size, colour, group, known)


def _drawn(
    organisation: str, line: str, size: str, colour: str, characters: str, known: str = ""
) -> SafeString:
    return mark_safe(
        f'<svg width="{size}" height="{size}" {known}xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 420 420" fill="{colour}" role="img" aria-label="{escape(organisation + line)}">'
        f'<circle cx="{CENTRE}" cy="{CENTRE}" r="{RING}" fill="none" stroke="{colour}" '
        f'stroke-width="{RING_WIDTH}"/>'
        f'<path d="{_star()}"/>{characters}</svg>'
    )


def _star() -> str:
    return f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in _corners())}Z"


def _corners() -> Iterator[tuple[float, float]]:
    for corner in range(10):
        radius = STAR_RADIUS if corner % 2 == 0 else STAR_RADIUS * 0.381966
        angle = pi * (corner / 5 - 0.5)
        yield CENTRE + radius * cos(angle), CENTRE + radius * sin(angle)


def _glyphs(organisation: str, line: str) -> list[Glyph]:
    name, below = "".join(organisation.split()), "".join(line.split())
    if not SHORTEST <= len(name) <= LONGEST:
        raise ValueError(f"a seal takes 2 to 40 characters, not {len(name)}")
    return [*_arc(name, bool(below)), *_straight(below)]


def _arc(name: str, has_line: bool) -> Iterator[Glyph]:
    """Characters upright on the arc, feet to the centre, the middle of the name at the top."""
    height, span = _measures(len(name), has_line)
    step = radians(span) / (len(name) - 1)
    width = min(height * 0.86, step * (TEXT_RADIUS - height * 0.78) * 0.96)
    for place, char in enumerate(name):
        angle = radians(-span / 2) + place * step
        x, y = CENTRE + TEXT_RADIUS * sin(angle), CENTRE - TEXT_RADIUS * cos(angle)
        yield Glyph(char, x, y, width, height, angle)


def _measures(count: int, has_line: bool) -> tuple[float, float]:
    """Height of a character and degrees from the first to the last one.

    Long names reach further round, but leave the bottom to a line.
    """
    height = 64.0 if count <= 12 else max(40.0, 64.0 - (count - 12) * 1.7)
    widest = 226.0 if has_line else 270.0
    span = min(widest, 36.0 + count * 17.0) if count > 4 else count * 26.0
    return height, span


def _straight(line: str) -> Iterator[Glyph]:
    """A line below the star, as wide as the circle leaves room there."""
    width = min(34.0, 268.0 / max(len(line), 1))
    height = min(38.0, max(width * 1.25, 24.0))
    for place, char in enumerate(line):
        x = CENTRE + width * (place + 0.5 - len(line) / 2)
        yield Glyph(char, x, CENTRE + 96, width * 0.96, height, 0)


def _text(glyph: Glyph) -> str:
    turn = f"rotate({degrees(glyph.turn):.2f})" if glyph.turn else ""
    return (
        f'<text transform="translate({glyph.x:.1f} {glyph.y:.1f}){turn}'
        f'scale({glyph.width / 100:.3f} {glyph.height / 100:.3f})" '
        f'y="{ASCENT / 10:g}">{escape(glyph.char)}</text>'
    )


def _outline(glyph: Glyph) -> str:
    from fontTools.pens.svgPathPen import SVGPathPen

    pen = SVGPathPen(None, ntos=lambda number: f"{number:.1f}".removesuffix(".0"))
    _draw(glyph, pen)
    return str(pen.getCommands())


def draw(organisation: str, line: str, pen: Any) -> None:
    """Star and characters of the seal drawn with a pen of fontTools; the ring is the caller's."""
    corners = list(_corners())
    pen.moveTo(corners[0])
    for corner in corners[1:]:
        pen.lineTo(corner)
    pen.closePath()
    for glyph in _glyphs(organisation, line):
        _draw(glyph, pen)


def _draw(glyph: Glyph, pen: Any) -> None:
    from fontTools.misc.transform import Transform
    from fontTools.pens.transformPen import TransformPen

    where = Transform().translate(glyph.x, glyph.y).rotate(glyph.turn)
    where = where.scale(glyph.width / EM, -glyph.height / EM).translate(-EM / 2, -ASCENT)
    for file in ("cejcSong-Bold.otf", "cejcSongB-Bold.otf", *_rare_files()):
        if name := _names(file).get(ord(glyph.char)):
            glyphs, units = _font(file)
            glyphs[name].draw(TransformPen(pen, where.scale(EM / units)))
            return
    raise ValueError(f"no font has a shape for {glyph.char!r}")


def _rare_files() -> list[str]:
    return sorted(path.name for path in fonts.folder().glob("cejcRare*.otf"))


@cache
def _names(file: str) -> dict[int, str]:
    """The glyph of each character of a font; the file is closed again, for most are only asked."""
    from fontTools.ttLib import TTFont

    with TTFont(_path(file), lazy=True) as font:
        return dict(font.getBestCmap())


@cache
def _font(file: str) -> tuple[Any, int]:
    from fontTools.ttLib import TTFont

    font = TTFont(_path(file), lazy=True)
    return font.getGlyphSet(), font["head"].unitsPerEm


def _path(file: str) -> Path:
    path = fonts.folder() / file
    if not path.exists():
        raise fonts.FontsMissing("run `manage.py build_fonts` first")
    return path

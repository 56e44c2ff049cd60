"""QR codes and seals as drawings of a PDF, one path each, where SVG would be read and laid out anew.

In the page that is laid out stands an empty `<svg id="stamp-0">` of the same size; what `taken_out` found is
drawn in its place.
"""

import re
import zlib
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from fontTools.pens.basePen import BasePen

from cejc.lib.paper import seal

DRAWING = re.compile(r'<svg width="([0-9.]+mm)" height="\1"[^>]*>.*?</svg>', re.DOTALL)
SEAL = re.compile(r'\bdata-seal="([^"]*)" data-line="([^"]*)"[^>]* fill="(#[0-9a-f]{6})"')
QR = re.compile(r'viewBox="0 0 (\d+) \1"><path stroke="#000" d="([-MmHh0-9. ]+)"/></svg>$')
STROKE = re.compile(r"([MmHh])\s*(-?[0-9.]+)(?:[ ,]+(-?[0-9.]+))?")
PACKING = 6
ROUND = 0.5522847498  # how far the handles of a Bézier curve stand off for a quarter of a circle


@dataclass(frozen=True)
class Stamp:
    """A square drawing as a compressed stream; its side in units of its own, the y axis pointing down."""

    side: int
    packed: bytes


def taken_out(html: str, first: int = 0) -> tuple[str, list[Stamp]]:
    """The page with an empty place for each drawing that is known, and the drawings in their order.

    `first` is the number of the first place.
    """
    stamps: list[Stamp] = []

    def place(found: re.Match[str]) -> str:
        if (stamp := _stamp(found[0])) is None:
            return found[0]
        stamps.append(stamp)
        return f'<svg id="stamp-{first + len(stamps) - 1}" width="{found[1]}" height="{found[1]}"></svg>'

    return DRAWING.sub(place, html), stamps


def _stamp(svg: str) -> Stamp | None:
    if found := SEAL.search(svg):
        # A name with a character that has no outline stays SVG, where a mark is set for it.
        with suppress(ValueError):
            return _seal(unescape(found[1]), unescape(found[2]), found[3])
    if found := QR.search(svg):
        return Stamp(int(found[1]), zlib.compress(_strokes(found[2]), PACKING))
    return None


def _strokes(path: str) -> bytes:
    """The rows of dark modules: strokes as wide as a module."""
    drawn, x, y = ["0 0 0 RG 1 w"], 0.0, 0.0
    for command, first, second in STROKE.findall(path):
        if command in "Mm":
            x, y = (x if command == "m" else 0) + float(first), (y if command == "m" else 0) + float(second)
        else:
            drawn.append(f"{x:g} {y:g} m")
            x = float(first) + (x if command == "h" else 0)
            drawn.append(f"{x:g} {y:g} l")
    return "\n".join([*drawn, "S"]).encode("ascii")


@lru_cache(maxsize=64)
def _seal(organisation: str, line: str, colour: str) -> Stamp:
    pen = _Pen()
    seal.draw(organisation, line, pen)
    ink = " ".join(f"{int(colour[at : at + 2], 16) / 255:.4f}" for at in (1, 3, 5))
    drawn = f"{ink} RG {ink} rg {seal.RING_WIDTH} w\n{_ring()} S\n{' '.join(pen.drawn)} f"
    return Stamp(2 * seal.CENTRE, zlib.compress(drawn.encode("ascii"), PACKING))


def _ring() -> str:
    middle, radius = seal.CENTRE, seal.RING
    low, high, handle = middle - radius, middle + radius, radius * ROUND
    near, far = middle - handle, middle + handle
    return (
        f"{middle} {low} m {far:.2f} {low} {high} {near:.2f} {high} {middle} c "
        f"{high} {far:.2f} {far:.2f} {high} {middle} {high} c "
        f"{near:.2f} {high} {low} {far:.2f} {low} {middle} c "
        f"{low} {near:.2f} {near:.2f} {low} {middle} {low} c h"
    )


class _Pen(BasePen):
    """Outlines as operators of a PDF."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn: list[str] = []

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802 (the names are fontTools')
        self.drawn.append(f"{pt[0]:.2f} {pt[1]:.2f} m")

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self.drawn.append(f"{pt[0]:.2f} {pt[1]:.2f} l")

    def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self.drawn.append(" ".join(f"{x:.2f} {y:.2f}" for x, y in points) + " c")

    def _closePath(self) -> None:  # noqa: N802
        self.drawn.append("h")

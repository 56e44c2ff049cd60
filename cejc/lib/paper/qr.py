"""QR codes as SVG: one path, no colour management, the same bytes for the same text."""

import io
from collections.abc import Iterator
from typing import Any

import segno
import zxingcpp
from django.utils.safestring import SafeString, mark_safe


def svg(text: str, *, size: str = "24mm", border: int = 0) -> SafeString:
    """An inline `<svg>` of `size` (any CSS length). `border` counts
    modules; paper gives its own white space."""
    code = segno.make(text, micro=False, error="m")
    out = io.BytesIO()
    code.save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        border=border,
        omitsize=True,
        svgclass=None,
        lineclass=None,
    )
    drawing = out.getvalue().decode().strip()
    head = f'<svg width="{size}" height="{size}" shape-rendering="crispEdges" '
    return mark_safe(drawing.replace("<svg ", head, 1))


def dense(text: str, *, size: str) -> SafeString:
    """The same for a long text, most of it of the characters that a QR code packs well: each part is written
    in its own way, with the least correction, so that modules are as large as the paper allows."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="L")
    image: Any = code.to_image(scale=1, add_quiet_zones=False)
    drawn: Any = memoryview(image)
    side = drawn.shape[0]
    path = "".join(_row(bytes(drawn)[at * side : (at + 1) * side], at) for at in range(side))
    head = f'<svg width="{size}" height="{size}" shape-rendering="crispEdges"'
    head += f' xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
    return mark_safe(f'{head}<path stroke="#000" d="{path}"/></svg>')


def _row(dots: bytes, at: int) -> str:
    return "".join(f"M{first} {at}.5h{length}" for first, length in _runs(dots))


def _runs(dots: bytes) -> Iterator[tuple[int, int]]:
    """Where dark modules begin, and how many stand together."""
    first = None
    for place, dot in enumerate(dots + b"\xff"):
        if dot == 0 and first is None:
            first = place
        elif dot and first is not None:
            yield first, place - first
            first = None

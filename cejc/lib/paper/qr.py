"""QR codes as SVG: one path, no colour management, the same bytes for the same text."""

import io

import segno
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

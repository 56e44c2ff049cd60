"""Where the seal stands on a page that was drawn: read from what `stamping.drawn` wrote."""

import re
from typing import Any

from cejc.lib.paper.seal import CENTRE

PIXEL = 0.75  # in points
NUMBER = rb"(-?[0-9.]+)"
DRAWN = re.compile(rb"q 0\.75 0 0 0\.75 0 0 cm %s 0 0 %s %s %s cm /(stamp-[0-9]+) Do Q" % ((NUMBER,) * 4))
Box = tuple[float, float, float, float]


def seal_on(page: Any) -> Box | None:
    """Left, bottom, width and height in points of the seal on a page of pikepdf's; None without one."""
    seals = {name for name, thing in page.obj.Resources.get("/XObject", {}).items() if _is_seal(thing)}
    if not seals:
        return None
    for found in DRAWN.finditer(page.obj.Contents.read_bytes()):
        if f"/{found[5].decode()}" in seals:
            x, y, left, top = (float(found[number]) * PIXEL for number in range(1, 5))
            side = 2 * CENTRE
            return left, float(page.mediabox[3]) - top - y * side, x * side, y * side
    return None


def _is_seal(thing: Any) -> bool:
    """A seal is told from a QR code by its measure."""
    box = thing.get("/BBox")
    return box is not None and [float(one) for one in box] == [0, 0, 2 * CENTRE, 2 * CENTRE]

"""The lines of a text in a given width: one where it is narrow enough, else as WeasyPrint breaks them."""

from weasyprint.text.line_break import split_first_line

from cejc.lib.paper.blank import Unfit
from cejc.lib.paper.blank.layout import Setting

# Nearer to the edge than this a text is not taken for one line without asking.
SURE = 0.1
MOST_LINES = 40


def lines_of(text: str, setting: Setting) -> list[str]:
    """`text` in lines. Raises `Unfit` for a character that no face knows, or a line that sticks out."""
    if _width(text, setting) <= setting.width - SURE:
        return [text]
    lines: list[str] = []
    rest = text
    while rest:
        if len(lines) == MOST_LINES:
            raise Unfit("a text of too many lines")
        line, rest = _first(rest, setting)
        if not line or _width(line, setting) > setting.width + SURE:
            raise Unfit("a line that its box cannot hold")
        lines.append(line)
    return lines


def _first(text: str, setting: Setting) -> tuple[str, str]:
    _layout, length, resume, *_rest = split_first_line(text, setting.style, None, setting.width, 0)
    whole = text.encode()
    after = "" if resume is None else whole[resume:].decode().lstrip(" ")
    return whole[:length].decode().rstrip(" "), after


def _width(text: str, setting: Setting) -> float:
    width = setting.faces.width(text, setting.size)
    if width is None:
        raise Unfit("a character that is not one glyph of the faces")
    return width

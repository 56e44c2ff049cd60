"""Where WeasyPrint put the texts of a blank: read from its boxes, where the rule of each is known."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from weasyprint.document import Document

from cejc.lib.paper.blank import Unfit
from cejc.lib.paper.blank.faces import UNITS, Fitting, fitting
from cejc.lib.paper.blank.pieces import FILLER

EXACT = 0.001  # pixels
SHARES = {"start": 0.0, "left": 0.0, "center": 0.5, "end": 1.0, "right": 1.0}
INLINE = ("LineBox", "InlineBox", "TextBox")
# What a style has to be where a text stands, for the text to be glyph beside glyph and nothing else.
PLAIN = {
    "letter_spacing": "normal",
    "word_spacing": 0,
    "text_transform": "none",
    "text_decoration_line": "none",
    "font_style": "normal",
    "font_stretch": "normal",
    "font_variant_caps": "normal",
    "white_space": "normal",
    "word_break": "normal",
    "hyphens": "manual",
    "direction": "ltr",
    "opacity": 1,
}


@dataclass(frozen=True)
class Setting:
    """How a text is set: room for a line and size of the letters in pixels, the faces, where it may break."""

    width: float
    size: float
    faces: Fitting
    breaks: tuple[str, str]
    style: Any = field(compare=False, hash=False)


@dataclass(frozen=True)
class Place:
    """A line: where its box begins, which share of what is left over stands before it, baseline, colour."""

    setting: Setting
    left: float
    share: float
    baseline: float
    colour: str

    def start(self, width: float) -> float:
        return self.left + self.share * (self.setting.width - width)

    def bare(self) -> "Place":
        """The same without the style, which holds a whole document in the memory."""
        return replace(self, setting=replace(self.setting, style=None))


def places(document: Document, counts: list[int]) -> list[list[Place]]:
    """Of each text of the blank its lines. Raises `Unfit`."""
    found: list[list[Place]] = [[] for _ in counts]
    if len(document.pages) != 1:
        raise Unfit("more than one page")
    for line, block in _lines(document.pages[0]._page_box):
        texts = [one for one in _inline(line) if getattr(one, "text", "").strip()]
        numbers = {one.element_tag for one in texts if str(one.element_tag).startswith("t-")}
        if numbers and len(texts) != 1:
            raise Unfit(f"more than one text in the line of {sorted(numbers)}")
        if numbers:
            found[int(texts[0].element_tag.removeprefix("t-"))].append(_place(texts[0], block))
    if [len(lines) for lines in found] != counts:
        raise Unfit("texts stand in other numbers of lines than their blank was made for")
    return found


def _lines(box: Any) -> Iterator[tuple[Any, Any]]:
    """Every line with the block that it stands in."""
    for child in getattr(box, "children", ()):
        if type(child).__name__ == "LineBox":
            yield child, box
        if type(child).__name__ not in INLINE:
            _known(child)
        yield from _lines(child)


def _inline(box: Any) -> Iterator[Any]:
    """What stands in a line itself, not in a block that is tied to it."""
    for child in getattr(box, "children", ()):
        if type(child).__name__ in INLINE:
            yield child
            yield from _inline(child)


def _known(box: Any) -> None:
    """Refuse a box whose width follows from its text, or that is drawn otherwise than where it stands."""
    style = box.style
    named = f"<{box.element_tag}>"
    if style["transform"] or style["overflow"] != "visible":
        raise Unfit(f"{named} is turned or cut off")
    if style["float"] != "none" or (style["position"] in ("absolute", "fixed") and style["width"] == "auto"):
        raise Unfit(f"{named} is as wide as its text")
    if type(box).__name__ == "TableBox" and style["table_layout"] != "fixed":
        raise Unfit(f"{named} is no fixed table")


def _place(text: Any, block: Any) -> Place:
    style = text.style
    strange = [name for name, value in PLAIN.items() if style[name] != value]
    faces = fitting(style["font_family"], style["font_weight"])
    if strange or faces is None or style["text_align_all"] not in SHARES:
        raise Unfit(f"<{text.element_tag}>: {strange or style['font_family']}")
    breaks = (style["overflow_wrap"], style["lang"])
    setting = Setting(block.width, int(style["font_size"] * UNITS) / UNITS, faces, breaks, style)
    place = Place(
        setting=setting,
        left=block.content_box_x(),
        share=SHARES[style["text_align_all"]],
        baseline=text.position_y + text.baseline,
        colour=_colour(style["color"]),
    )
    width = faces.width(FILLER, setting.size) or 0
    if abs(width - text.width) > EXACT or abs(place.start(width) - text.position_x) > EXACT:
        raise Unfit(f"<{text.element_tag}> does not stand where it would be written")
    return place


def _colour(colour: Any) -> str:
    if colour.space != "srgb" or colour.alpha != 1:
        raise Unfit(f"colour {colour}")
    return " ".join(f"{one:.4g}" for one in colour.coordinates)

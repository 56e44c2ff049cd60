"""The blanks of a process: made when the first page of a shape comes, found by what pages have in common."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from weasyprint.document import Document

from cejc.lib.paper.blank import Unfit
from cejc.lib.paper.blank.breaking import lines_of
from cejc.lib.paper.blank.file import TITLE, Sheet
from cejc.lib.paper.blank.layout import Place, Setting, places
from cejc.lib.paper.blank.pieces import Pieces
from cejc.lib.paper.stamps import Stamp

MOST = 300  # blanks of a process
MOST_FRAMES = 60
MOST_BROKEN = 5000  # texts whose lines are remembered
Shape = tuple[str, str, str]  # body, language, style sheet
Made = TypeVar("Made")


class Kept(OrderedDict[Shape, Made | Unfit], Generic[Made]):
    """What was made of a shape, or why nothing can be; the longest unused goes when there are too many."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def ask(self, shape: Shape, make: Callable[[], Made]) -> Made:
        if shape not in self:
            try:
                self[shape] = make()
            except Unfit as unfit:
                self[shape] = Unfit(*unfit.args)
            if len(self) > self.most:
                self.popitem(last=False)
        self.move_to_end(shape)
        found = self[shape]
        if isinstance(found, Unfit):
            raise Unfit(*found.args)
        return found


@dataclass(frozen=True)
class Blank:
    sheet: Sheet
    places: list[list[Place]]


class Blanks:
    """`lay_out` makes the document of a page (body, title, language, style sheet) whose texts stay hidden."""

    def __init__(self, lay_out: Callable[..., Document], options: dict[str, Any]) -> None:
        self.lay_out, self.options = lay_out, options
        # How the texts of a page are set, from one line of each; and blanks with the lines that there are.
        self.frames: Kept[list[Setting]] = Kept(MOST_FRAMES)
        self.made: Kept[Blank] = Kept(MOST)
        self.broken: dict[tuple[str, Setting], list[str]] = {}

    def fill(self, body: str, stamps: list[Stamp], *, title: str, lang: str, css: str) -> bytes:
        """The PDF of a page. Raises `Unfit` for what WeasyPrint has to draw itself."""
        pieces = Pieces(body)
        single = [1] * len(pieces.texts)
        frame = (pieces.skeleton(single), lang, css)
        settings = self.frames.ask(frame, lambda: self._settings(frame, single))
        texts = [self._lines(*pair) for pair in zip(pieces.texts, settings, strict=True)]
        counts = [len(lines) for lines in texts]
        shape = (pieces.skeleton(counts), lang, css)
        blank = self.made.ask(shape, lambda: self._blank(shape, counts))
        pairs = zip(blank.places, texts, strict=True)
        written = [line for places, lines in pairs for line in zip(places, lines, strict=True)]
        return blank.sheet.filled(written, stamps, title)

    def _lines(self, text: str, setting: Setting) -> list[str]:
        key = (text, setting)
        if key not in self.broken:
            if len(self.broken) >= MOST_BROKEN:
                self.broken.clear()
            self.broken[key] = lines_of(text, setting)
        return self.broken[key]

    def _settings(self, shape: Shape, counts: list[int]) -> list[Setting]:
        found = places(self._laid_out(shape), counts)
        one: dict[Setting, Setting] = {}
        return [one.setdefault(lines[0].setting, lines[0].setting) for lines in found]

    def _blank(self, shape: Shape, counts: list[int]) -> Blank:
        document = self._laid_out(shape)
        found = [[place.bare() for place in lines] for lines in places(document, counts)]
        return Blank(Sheet(document, self.options), found)

    def _laid_out(self, shape: Shape) -> Document:
        body, lang, css = shape
        return self.lay_out(body, title=TITLE, lang=lang, css=css, hidden=True)

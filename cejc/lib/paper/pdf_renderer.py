"""How one process draws: WeasyPrint with our fonts and nothing else. `cejc.lib.paper.pdf` is the way in.

Importing this takes a second, which a process that draws nothing need not spend.
"""

import gc
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import ClassVar
from xml.etree.ElementTree import Element, SubElement

import pydyf
from django.conf import settings
from django.utils.translation import gettext as _
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from cejc.lib.paper import fonts
from cejc.lib.paper.blank import Unfit
from cejc.lib.paper.blank.blanks import Blanks
from cejc.lib.paper.blank.pieces import without_comments
from cejc.lib.paper.printing import MARK, code_of
from cejc.lib.paper.stamping import pack, plain_of, stamp_all
from cejc.lib.paper.stamps import Stamp, taken_out

OPTIONS = {"pdf_variant": "pdf/a-3b", "pdf_identifier": True}
COLLECT_EVERY = 10
PACKING = 6
NEIGHBOURS, MOST_NAMED = 10, 12


# What a browser's own sheet does for the few elements of our documents, and no more: every rule of it is
# tried on every element.
BROWSER = """
html, body, div, p, h1, h2, section { display: block }
head, title { display: none }
table { display: table; border-spacing: 0 }
thead { display: table-header-group; break-inside: avoid }
tbody { display: table-row-group }
tr { display: table-row; break-inside: avoid }
td, th { display: table-cell }
colgroup { display: table-column-group }
col { display: table-column }
br::before { content: "\\A"; white-space: pre-line }
h1, h2 { font-weight: bold; break-after: avoid; bookmark-level: 1; bookmark-label: content(text) }
h2 { bookmark-level: 2 }
.undrawn { display: block; margin: 3mm 0 0; font-size: 9pt; line-height: 1.5; text-indent: 0 }
"""

# The texts of a blank (`blank.pieces`) have their place and are not drawn.
HIDING = "[hidden] { visibility: hidden }"


class Page(HTML):
    """HTML with our lean sheet in place of the whole browser's."""

    lean: ClassVar[list[CSS]] = []

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        if not self.lean:
            self.lean.append(CSS(string=BROWSER))
        return self.lean


class Renderer:
    """Makes PDF from HTML with the fonts of `cejc.lib.paper.fonts`. Not
    for two threads at once: see `pdf.render`."""

    def __init__(self) -> None:
        if not (fonts.folder() / "fonts.conf").exists():
            raise fonts.FontsMissing("run `manage.py build_fonts` first")
        with fonts.only_ours():
            self.fonts = FontConfiguration()
        self.fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
        self.sheets: dict[str, CSS] = {}
        self.hiding = CSS(string=HIDING)
        self.blanks = Blanks(self._laid_out, OPTIONS)
        self.count = 0
        gc.collect()
        gc.freeze()

    def render(self, body: str, *, title: str, lang: str = "zh-CN", css: str) -> bytes:
        """The PDF of `body` (what stands inside `<body>`). `css` is a file under templates/.

        Never fails for a character: see `_mark_undrawn`.
        """
        body, stamps = taken_out(without_comments(body))
        with self._quiet():
            return self._written(self._laid_out(body, title=title, lang=lang, css=css), stamps)

    def fill(self, body: str, *, title: str, lang: str = "zh-CN", css: str) -> bytes:
        """The same for a page that is like others but for its texts: much faster from the second on."""
        body, stamps = taken_out(without_comments(body))
        with self._quiet():
            try:
                return self.blanks.fill(body, stamps, title=title, lang=lang, css=css)
            except Unfit:
                return self._written(self._laid_out(body, title=title, lang=lang, css=css), stamps)

    def together(
        self, bodies: Iterable[str], *, title: str, lang: str = "zh-CN", css: str
    ) -> tuple[bytes, list[int]]:
        """As `cejc.lib.paper.pdf.together`: each is laid out by itself, all are written as one document."""
        with self._quiet():
            drawn = self._together(bodies, title, lang, css)
            # Only what was made just now is looked through for garbage, not all that the process holds.
            gc.collect(0)
            self.count = 0
        return drawn

    def _together(self, bodies: Iterable[str], title: str, lang: str, css: str) -> tuple[bytes, list[int]]:
        """What was laid out is let go at the end."""
        laid: list[Document] = []
        stamps: list[Stamp] = []
        for body in bodies:
            body, found = taken_out(without_comments(body), len(stamps))
            stamps += found
            laid.append(self._laid_out(body, title=title, lang=lang, css=css))
        whole = laid[0].copy([page for one in laid for page in one.pages])
        return self._written(whole, stamps), [len(one.pages) for one in laid]

    def _laid_out(self, body: str, *, title: str, lang: str, css: str, hidden: bool = False) -> Document:
        page = (
            f"<!doctype html><html "
            f'lang="{escape(lang)}"><head><title>{escape(title)}</title></head><body>{body}'
        )
        self.count += 1
        source = Page(string=page, url_fetcher=self.fetcher, base_url=None)
        _mark_undrawn(source.etree_element)
        sheets = [self._sheet(css), *([self.hiding] if hidden else [])]
        return source.render(stylesheets=sheets, font_config=self.fonts)

    def _written(self, document: Document, stamps: list[Stamp]) -> bytes:
        def finish(document: Document, file: pydyf.PDF) -> None:
            stamp_all(document, file, stamps)
            _pack_once(document, file)

        return bytes(document.write_pdf(finisher=finish, **OPTIONS))

    def _sheet(self, name: str) -> CSS:
        if name not in self.sheets:
            path = Path(settings.BASE_DIR) / "templates" / name
            text = path.read_text(encoding="utf-8")
            self.sheets[name] = CSS(string=text, url_fetcher=self.fetcher, font_config=self.fonts)
        return self.sheets[name]

    @contextmanager
    def _quiet(self) -> Iterator[None]:
        """No garbage collection inside a document; what layouts leave goes away after a few."""
        running = gc.isenabled()
        gc.disable()
        try:
            with warnings.catch_warnings():
                # WeasyPrint leaves the file of its colour profile to the interpreter to close.
                warnings.simplefilter("ignore", ResourceWarning)
                yield
        finally:
            if self.count >= COLLECT_EVERY:
                self.count = 0
                gc.collect()
            if running:
                gc.enable()


def _mark_undrawn(root: Element) -> None:
    """Set a stand-in for each character that no font has, and a note of those that the reader would miss."""
    strange = fonts.not_covered("".join(root.itertext())) - set("\t\n\r")
    if not strange:
        return
    missed: list[str] = []
    for node in root.iter():
        inside = isinstance(node.tag, str) and node.tag != "title"
        node.text = _marked(node.text, strange, missed if inside else [])
        node.tail = _marked(node.tail, strange, missed)
    body = root.find("body")
    if missed and body is not None:
        SubElement(body, "p", {"class": "undrawn"}).text = _note(missed)


def _marked(text: str | None, strange: set[str], missed: list[str]) -> str | None:
    if not text or strange.isdisjoint(text):
        return text
    shown = "".join(_shown(char) if char in strange else char for char in text)
    codes = [code_of(char) for char in text if char in strange and fonts.stand_in(char) is None]
    if codes:
        at = shown.index(MARK)
        around = shown[max(at - NEIGHBOURS, 0) : at + NEIGHBOURS + 1].strip()
        missed.append(f"“{around}”（{'、'.join(codes[:MOST_NAMED])}）")
    return shown


def _shown(char: str) -> str:
    stand_in = fonts.stand_in(char)
    return MARK if stand_in is None else stand_in


def _note(missed: list[str]) -> str:
    places = list(dict.fromkeys(missed))
    named = "、".join(places[:MOST_NAMED])
    if len(places) > MOST_NAMED:
        named = _("%(named)s等%(count)s处") % {"named": named, "count": len(places)}
    return _("注：“%(mark)s”代替系统字库中没有、未能印出的字：%(named)s。") % {"mark": MARK, "named": named}


def _pack_once(document: Document, file: pydyf.PDF) -> None:
    """Compress each stream now: pydyf would do it twice, to hash the file and to write it, and at level 9."""
    for thing in file.objects:
        if isinstance(thing, pydyf.Stream) and thing.compress:
            pack(thing, plain_of(thing), PACKING)

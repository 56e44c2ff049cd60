"""A filled blank as a file: the objects that WeasyPrint made for the empty page, and those of one page."""

import io
from html import escape
from typing import Any

import pydyf
from weasyprint.document import Document

from cejc.lib.paper import stamping
from cejc.lib.paper.blank.layout import Place
from cejc.lib.paper.blank.writing import Writing
from cejc.lib.paper.stamps import Stamp

PACKING = 6
TITLE = "〓title〓"  # stands in the blank where a document has its own
Written = list[tuple[Place, str]]


class Kept(pydyf.Object):
    """An object of the blank as bytes, the same in each of its documents."""

    def __init__(self, made: pydyf.Object) -> None:
        super().__init__()
        self.number, self.generation, self.free = made.number, made.generation, made.free
        self.kept, self.packable = b"" if made.free == "f" else made.data, bool(made.compressible)

    @property
    def data(self) -> bytes:
        return self.kept

    @property
    def compressible(self) -> bool:
        return self.packable


class Sheet:
    """The file of an empty page, taken from WeasyPrint before it would be written."""

    def __init__(self, document: Document, options: dict[str, Any]) -> None:
        self.anchors = dict(document.pages[0].anchors)
        document.write_pdf(finisher=self._take, **options)

    def _take(self, _document: Document, file: pydyf.PDF) -> None:
        page = next(one for one in file.objects if isinstance(one, dict) and one.get("Type") == "/Page")
        self.resources = stamping.object_at(file, page["Resources"])
        self.fonts = stamping.object_at(file, self.resources["Font"])
        content = stamping.object_at(file, page["Contents"])
        metadata = stamping.object_at(file, file.catalog["Metadata"])
        # The first operator turns the y axis; all others stand in its measures.
        self.turn, self.rest = stamping.plain_of(content).split(b"\n", 1)
        self.metadata, self.metadata_extra = stamping.plain_of(metadata), dict(metadata.extra)
        self.numbers = [one.number for one in (content, metadata, self.resources, self.fonts)]
        self.catalog, self.info = file.catalog, dict(file.info)
        self.objects = [Kept(one) for one in file.objects]

    def filled(self, texts: Written, stamps: list[Stamp], title: str) -> bytes:
        """The bytes of a document: the same for the same texts, stamps and title."""
        file = pydyf.PDF()
        file.objects, file.catalog = list(self.objects), self.catalog
        file.info = pydyf.Dictionary(self.info | {"Title": pydyf.String(title)})
        writing, fonts = Writing(texts), pydyf.Dictionary(self.fonts)
        for name, font in writing.fonts(file.add_object):
            fonts[name] = font.reference
        resources = pydyf.Dictionary(self.resources)
        resources["XObject"] = pydyf.Dictionary(self.resources["XObject"])
        for number, stamp in enumerate(stamps):
            drawing = stamping.as_object(stamp)
            file.add_object(drawing)
            resources["XObject"][stamping.name_of(number)] = drawing.reference
        changed = (self._content(writing, stamps), self._metadata(title), resources, fonts)
        for number, thing in zip(self.numbers, changed, strict=True):
            thing.number, file.objects[number] = number, thing
        out = io.BytesIO()
        file.write(out, version=b"1.7", identifier=True, compress=True)
        return out.getvalue()

    def _content(self, writing: Writing, stamps: list[Stamp]) -> pydyf.Stream:
        drawn = stamping.drawn(dict(enumerate(stamps)), self.anchors)
        content = pydyf.Stream()
        plain = b"\n".join([self.turn, *drawn, self.rest, stamping.SCALED, writing.drawn, b"Q"])
        stamping.pack(content, plain, PACKING)
        return content

    def _metadata(self, title: str) -> pydyf.Stream:
        metadata = pydyf.Stream(extra=dict(self.metadata_extra))
        plain = self.metadata.replace(TITLE.encode(), escape(title, quote=False).encode())
        stamping.pack(metadata, plain, PACKING)
        return metadata

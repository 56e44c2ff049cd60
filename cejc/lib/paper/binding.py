"""Documents bound into one: what they have in common (fonts, seals, the profile of colours) is kept once."""

import io
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, BinaryIO

import pikepdf

from cejc.lib import storage

SHARED = ("/Font", "/XObject", "/ColorSpace")


class Binding:
    """Pages put into `whole`, document by document; each may be closed once it is in."""

    def __init__(self, whole: pikepdf.Pdf) -> None:
        self.whole = whole
        self.kept: dict[bytes, pikepdf.Object] = {}
        self.looked_at: set[tuple[int, int]] = set()

    def add(self, document: pikepdf.Pdf, pages: slice = slice(None)) -> None:
        first = len(self.whole.pages)
        _unsign(document)
        self.whole.pages.extend(document.pages[pages])
        for number in range(first, len(self.whole.pages)):
            resources: Any = self.whole.pages[number].obj.get("/Resources", {})
            if self._is_new(resources):
                for kind in SHARED:
                    self._share(kind, resources.get(kind, {}))

    def _is_new(self, resources: Any) -> bool:
        """Whether they were not looked at yet: the pages of a document often have theirs in common."""
        if not getattr(resources, "is_indirect", False):
            return True
        before = len(self.looked_at)
        self.looked_at.add(resources.objgen)
        return len(self.looked_at) > before

    def _share(self, kind: str, things: Any) -> None:
        for name, thing in list(things.items()):
            if parts := list(_parts(kind, thing)):
                key = sha256(b"\n".join(parts)).digest()
                things[name] = self.kept.setdefault(key, thing)


class Bound:
    """Papers bound into one document, for both sides: each begins on the front of a sheet, and the outline
    has its name. Made by `bound`."""

    def __init__(self, whole: pikepdf.Pdf, folder: str) -> None:
        self.whole, self.folder, self.binding = whole, folder, Binding(whole)
        self.begins: list[tuple[str, int]] = []

    def add(self, drawn: bytes, papers: Iterable[tuple[str, int]]) -> None:
        """Put in papers drawn together: the name of each, and how many pages it takes."""
        with pikepdf.open(io.BytesIO(drawn)) as document:
            at = 0
            for name, count in papers:
                self._add(name, document, slice(at, at + count))
                at += count

    def add_stored(self, stored: str, name: str) -> None:
        """Put in a paper that was drawn and kept; it is read from a file, for it may be long."""
        path = f"{self.folder}/{len(self.begins)}.pdf"
        with storage.open_(stored) as source, open(path, "wb") as target:
            shutil.copyfileobj(source, target)
        with pikepdf.open(path) as document:
            self._add(name, document, slice(None))

    def _add(self, name: str, document: pikepdf.Pdf, pages: slice) -> None:
        self.begins.append((name, len(self.whole.pages)))
        self.binding.add(document, pages)
        if len(self.whole.pages) % 2:
            size = self.whole.pages[-1].mediabox
            self.whole.add_blank_page(page_size=(float(size[2]), float(size[3])))

    def save(self, out: BinaryIO) -> None:
        if not self.begins:
            self.whole.add_blank_page()  # without a page it could not be opened
        with self.whole.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(name, page) for name, page in self.begins)
        streams = pikepdf.ObjectStreamMode.generate
        self.whole.save(out, object_stream_mode=streams, deterministic_id=True)


@contextmanager
def bound() -> Iterator[Bound]:
    """A document to put papers into; gone at the end of the block, in which it is saved."""
    with pikepdf.new() as whole, tempfile.TemporaryDirectory() as folder:
        yield Bound(whole, folder)


def _unsign(document: pikepdf.Pdf) -> None:
    """What is bound is a copy to print: the field of a signature, which would not hold here, stays behind."""
    if "/AcroForm" not in document.Root:
        return
    del document.Root.AcroForm
    for page in document.pages:
        others = [one for one in page.obj.get("/Annots", ()) if one.get("/Subtype") != "/Widget"]
        page.obj.Annots = pikepdf.Array(others)


def _parts(kind: str, thing: Any) -> Iterator[bytes]:
    """All that a thing is made of; nothing for what is not known well enough to be shared."""
    if kind == "/Font" and "/DescendantFonts" in thing:
        yield from _font(thing.DescendantFonts[0])
        yield thing.ToUnicode.read_raw_bytes()
    elif kind == "/XObject" and thing.get("/Subtype") == "/Form" and "/Resources" not in thing:
        yield from (thing.BBox.unparse(), thing.read_raw_bytes())
    elif kind == "/ColorSpace" and thing[0] == "/ICCBased":
        yield thing[1].read_raw_bytes()


def _font(glyphs: Any) -> Iterator[bytes]:
    described = glyphs.FontDescriptor
    yield from (described.FontName.unparse(), glyphs.Subtype.unparse(), glyphs.W.unparse())
    yield from (described[name].read_raw_bytes() for name in described if str(name).startswith("/FontFile"))

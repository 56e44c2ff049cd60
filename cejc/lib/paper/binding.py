"""Documents bound into one: what they have in common (fonts, seals, the profile of colours) is kept once."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pikepdf

SHARED = ("/Font", "/XObject", "/ColorSpace")


class Binding:
    """Pages put into `whole`, document by document; each may be closed once it is in."""

    def __init__(self, whole: pikepdf.Pdf) -> None:
        self.whole = whole
        self.kept: dict[bytes, pikepdf.Object] = {}

    def add(self, document: pikepdf.Pdf) -> None:
        first = len(self.whole.pages)
        self.whole.pages.extend(document.pages)
        for number in range(first, len(self.whole.pages)):
            resources: Any = self.whole.pages[number].obj.get("/Resources", {})
            for kind in SHARED:
                self._share(kind, resources.get(kind, {}))

    def _share(self, kind: str, things: Any) -> None:
        for name, thing in list(things.items()):
            if parts := list(_parts(kind, thing)):
                key = sha256(b"\n".join(parts)).digest()
                things[name] = self.kept.setdefault(key, thing)


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

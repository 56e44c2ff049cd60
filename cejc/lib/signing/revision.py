"""A place for a signature at the end of a PDF that is finished: what was drawn stays as it is, byte for byte.

The paper is certified (DocMDP 1): nothing but time-stamps and evidence may be added afterwards. The field is
where the seal is drawn and draws nothing itself, or it has no place on the page. As PDF/A wants it, it has an
appearance, is printed, and there is one signer in it.
"""

import codecs
import io
import re
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

import pikepdf

from cejc.lib.paper.seal_place import seal_on
from cejc.lib.signing.evidence import Evidence

FIELD = b"Signature1"
STARTXREF = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
PRINTED_AND_LOCKED = 132
RANGE = b"/ByteRange[0 0000000000 0000000000 0000000000]"
SHANGHAI = timezone(timedelta(hours=8))  # the offset stands in the dictionary


class Unsignable(ValueError):
    """A PDF that has no place for a signature. English: papers are our own."""


class Prepared(NamedTuple):
    """The file with zeros where the signature comes; `start` and `end` are of its hexadecimal digits."""

    data: bytearray
    start: int
    end: int

    def covered(self) -> tuple[memoryview, memoryview]:
        """What the signature covers: everything but itself."""
        view = memoryview(self.data)
        return view[: self.start - 1], view[self.end + 1 :]

    def filled(self, signature: bytes) -> bytes:
        digits = signature.hex().encode("ascii")
        if len(digits) > self.end - self.start:
            raise Unsignable(f"a signature of {len(signature)} bytes has no room")
        self.data[self.start : self.start + len(digits)] = digits
        return bytes(self.data)


def prepared(pdf: bytes, *, room: int, signer: str, at: datetime, evidence: Evidence) -> Prepared:
    """`pdf` with a place for a signature of at most `room` bytes. Raises Unsignable."""
    found = STARTXREF.search(pdf[-64:])
    if found is None or pdf.startswith(b"xref", int(found[1])):
        raise Unsignable("the file does not end as papers of this portal do")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        if "/AcroForm" in document.Root:
            raise Unsignable("the file has a form already")
        added = _Added(document, len(pdf))
        _add(document, added, _signature(room, signer, at), evidence)
        tail = added.written(int(found[1]))
    return _with_range(bytearray(pdf + tail), 2 * room)


class _Added:
    """The objects of the new revision: changed ones under their own numbers, new ones after the last."""

    def __init__(self, document: pikepdf.Pdf, begin: int) -> None:
        self.trailer, self.next = document.trailer, int(document.trailer.Size)
        self.parts, self.at = [b"\n"], begin + 1
        self.places: dict[int, int] = {}

    def put(self, body: bytes, number: int = 0) -> int:
        """Write an object, under its own `number` where it has one; its number."""
        number = number or self.number()
        whole = b"%d 0 obj\n%s\nendobj\n" % (number, body)
        self.places[number] = self.at
        self.at += len(whole)
        self.parts.append(whole)
        return number

    def number(self) -> int:
        self.next += 1
        return self.next - 1

    def stream(self, data: bytes, head: bytes = b"") -> int:
        return self.put(b"<<%s/Length %d>>\nstream\n%s\nendstream" % (head, len(data), data))

    def changed(self, thing: Any, more: bytes) -> None:
        """Write a dictionary of the document again, with `more` in it."""
        self.put(thing.unparse(resolved=True).removesuffix(b">>") + more + b">>", thing.objgen[0])

    def written(self, before: int) -> bytes:
        """The revision, closed by a table of its objects that names the table `before`."""
        start, own = self.at, self.number()
        rows = sorted([*self.places.items(), (own, start)])
        index = b" ".join(b"%d 1" % number for number, _at in rows)
        table = b"".join(b"\x01" + at.to_bytes(4, "big") for _number, at in rows)
        names = {name: self.trailer[name] for name in ("/Root", "/Info", "/ID") if name in self.trailer}
        kept = b"".join(name.encode() + b" " + thing.unparse() for name, thing in names.items())
        head = b"/Type/XRef/W[1 4 0]/Size %d/Prev %d/Index[%s]%s" % (self.next, before, index, kept)
        self.put(b"<<%s/Length %d>>\nstream\n%s\nendstream" % (head, len(table), table), own)
        return b"".join(self.parts) + b"startxref\n%d\n%%%%EOF\n" % start


def _add(document: pikepdf.Pdf, added: _Added, signature: bytes, evidence: Evidence) -> None:
    held = added.put(signature)
    page, box = _seal(document)
    looks = added.stream(b"", b"/Type/XObject/Subtype/Form/BBox[0 0 %s %s]" % (box[2], box[3]))
    rectangle = b" ".join((box[0], box[1], *_ends(box)))
    field = added.put(
        b"<</Type/Annot/Subtype/Widget/FT/Sig/T(%s)/V %d 0 R/F %d/Rect[%s]/P %d 0 R/AP<</N %d 0 R>>>>"
        % (FIELD, held, PRINTED_AND_LOCKED, rectangle, page.objgen[0], looks)
    )
    _annotate(added, page, field)
    form = b"/AcroForm<</Fields[%d 0 R]/SigFlags 3>>/Perms<</DocMDP %d 0 R>>" % (field, held)
    added.changed(document.Root, form + (_kept(added, evidence) if evidence else b""))


def _annotate(added: _Added, page: Any, field: int) -> None:
    """The field among the annotations of its page."""
    there = [one.unparse() for one in page.get("/Annots", ())]
    if "/Annots" in page:
        del page["/Annots"]  # in the memory alone: the file is never saved
    added.changed(page, b"/Annots[%s]" % b" ".join([*there, b"%d 0 R" % field]))


def _kept(added: _Added, evidence: Evidence) -> bytes:
    """The evidence as entries of the catalogue."""
    certificates, lists = (
        b" ".join(b"%d 0 R" % added.stream(one) for one in part)
        for part in (evidence.certificates, evidence.lists)
    )
    store = added.put(b"<</Type/DSS/Certs[%s]/CRLs[%s]>>" % (certificates, lists))
    return b"/DSS %d 0 R/Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 5>>>>" % store


def _seal(document: pikepdf.Pdf) -> tuple[Any, tuple[bytes, ...]]:
    """The page that the seal is drawn on and its place there (left, bottom, width, height in points); without
    a seal the first page, and no place."""
    for page in document.pages:
        if box := seal_on(page):
            return page.obj, tuple(b"%.2f" % one for one in box)
    return document.pages[0].obj, (b"0",) * 4


def _ends(box: tuple[bytes, ...]) -> tuple[bytes, bytes]:
    left, bottom, width, height = (float(one) for one in box)
    return (b"%.2f" % (left + width), b"%.2f" % (bottom + height)) if width else (b"0", b"0")


def _signature(room: int, signer: str, at: datetime) -> bytes:
    """The dictionary of the signature, with zeros in it."""
    name = (codecs.BOM_UTF16_BE + signer.encode("utf-16-be")).hex().encode("ascii")
    moment = at.astimezone(SHANGHAI).strftime("D:%Y%m%d%H%M%S+08'00'").encode("ascii")
    return (
        b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Name<%s>/M(%s)/Reference[<</Type/SigRef"
        b"/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]%s/Contents<%s>>>"
        % (name, moment, RANGE, b"0" * (2 * room))
    )


def _with_range(data: bytearray, digits: int) -> Prepared:
    """Says in the dictionary what is covered: all before the digits and all behind them."""
    start = data.rindex(b"/Contents<") + len(b"/Contents<")
    end = start + digits
    said = b"/ByteRange[0 %010d %010d %010d]" % (start - 1, end + 1, len(data) - end - 1)
    at = data.rindex(RANGE)
    data[at : at + len(RANGE)] = said
    return Prepared(data, start, end)

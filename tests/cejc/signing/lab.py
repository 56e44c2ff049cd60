"""A small authority, a signer and a time-stamp server; a slip; and what a forger does to a signed file."""

import io
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import pikepdf
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone

from bench.slips import content
from cejc.lib.paper import pdf
from cejc.lib.signing import stamp_server
from cejc.lib.signing.authority import Authority, Revoked, new_authority
from cejc.lib.signing.evidence import Evidence, of_certificates
from cejc.lib.signing.papers import Desk
from cejc.lib.signing.pens import Pen
from cejc.lib.signing.stamp_request import StampServer

OFFICE = "某省人力资源和社会保障厅"


@dataclass(frozen=True)
class Lab:
    authority: Authority
    key: Any
    pen: Pen
    stamps: Pen
    url: str

    @property
    def root(self) -> bytes:
        return self.authority.certificate.public_bytes(Encoding.DER)

    def evidence(self, *revoked: Pen) -> Evidence:
        now = timezone.now()
        earlier = now - timedelta(minutes=30)
        rows = [Revoked(one.certificate.serial_number, earlier) for one in revoked]
        certificates = [self.authority.certificate, self.pen.certificate, self.stamps.certificate]
        return of_certificates(certificates, [self.authority.revocations(rows, number=1, now=now)])

    def desk(self, **values: Any) -> Desk:
        usual = {"server": StampServer(self.url), "evidence": self.evidence()}
        return Desk(self.pen, OFFICE, **(usual | values))

    def signed(self, **values: Any) -> bytes:
        return sign(self.desk(**values))


def sign(desk: Desk, paper: bytes | None = None) -> bytes:
    try:
        return desk.signed(paper or slip(), timezone.now())
    finally:
        if desk.server:
            desk.server.close()


def lab(kind: str = "ecdsa-p256", stamps: str = "ecdsa-p256") -> Lab:
    now = timezone.now()
    authority = new_authority("试验根证书", now=now, list_url="http://ca.example/revoked.crl")
    key, pen = authority.pen("试验签章", kind, now=now)
    _key, stamping = authority.pen("试验时间戳", stamps, now=now, stamps=True)
    url, _server = stamp_server.started(stamping)
    return Lab(authority, key, pen, stamping, url)


@cache
def slip() -> bytes:
    return pdf.from_blank("pdf/slip.html", content(1), title="湘继教认〔2020〕000001号", css="pdf/slip.css")


def one_byte(signed: bytes) -> bytes:
    """A bit of what the page shows is another."""
    at = signed.index(b"stream") + 60
    return signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]


def another_name(signed: bytes) -> bytes:
    """In the dictionary of the signature, the year of signing."""
    at = signed.rindex(b"/M(D:") + 5
    return signed[:at] + b"1999" + signed[at + 4 :]


def appended(signed: bytes, change: Any) -> bytes:
    """A later revision, as editors of PDF write it: `change` takes the page and a function that adds things."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    change(page, writer.add_object, generic)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def swapped_page(signed: bytes) -> bytes:
    def change(page, add, generic):
        page["/Contents"] = add(generic.StreamObject(stream_data=b"0 0 1 rg 0 0 300 300 re f"))

    return appended(signed, change)


def another_note(signed: bytes) -> bytes:
    def change(page, add, generic):
        name = generic.pdf_name
        box = generic.ArrayObject([generic.NumberObject(one) for one in (100, 100, 200, 200)])
        note = {name("/Type"): name("/Annot"), name("/Subtype"): name("/FreeText"), name("/Rect"): box}
        note[name("/Contents")] = generic.pdf_string("90 hours")
        page["/Annots"].append(add(generic.DictionaryObject(note)))

    return appended(signed, change)


def changed_note(signed: bytes) -> bytes:
    """The field itself is drawn elsewhere, with another look."""

    def change(page, add, generic):
        field = page["/Annots"][0].get_object()
        field[generic.pdf_name("/Rect")] = generic.ArrayObject(
            [generic.NumberObject(one) for one in (0, 0, 600, 800)]
        )
        page["/Annots"][0] = add(field)

    return appended(signed, change)


def more_pages(signed: bytes) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.writer import PageObject

    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    blank = PageObject(contents=writer.add_object(_empty()), media_box=[0, 0, 595, 842])
    writer.insert_page(blank)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _empty() -> Any:
    from pyhanko.pdf_utils import generic

    return generic.StreamObject(stream_data=b"")


def saved_anew(signed: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed)) as document:
        document.save(out)
    return out.getvalue()

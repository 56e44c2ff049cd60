"""Drawing stamps into a page that WeasyPrint laid out."""

import zlib
from collections.abc import Iterable, Mapping

import pydyf
from weasyprint.document import Document

from cejc.lib.paper.stamps import Stamp

SCALED = b"q 0.75 0 0 0.75 0 0 cm"  # a pixel of CSS in points
Box = tuple[float, float, float, float]


def stamp_all(document: Document, file: pydyf.PDF, stamps: list[Stamp]) -> None:
    """Draw `stamps` in their places, below the texts of the page."""
    pages = [thing for thing in file.objects if isinstance(thing, dict) and thing.get("Type") == "/Page"]
    for laid, page in zip(document.pages, pages, strict=True):
        here = {number: stamp for number, stamp in enumerate(stamps) if name_of(number) in laid.anchors}
        if here:
            content, resources = object_at(file, page["Contents"]), object_at(file, page["Resources"])
            content.stream[1:1] = drawn(here, laid.anchors)
            for number, stamp in here.items():
                drawing = as_object(stamp)
                file.add_object(drawing)
                resources["XObject"][name_of(number)] = drawing.reference


def drawn(stamps: Mapping[int, Stamp], anchors: Mapping[str, Box]) -> Iterable[bytes]:
    """The operators that draw each of `stamps` where the page has its place."""
    for number, stamp in stamps.items():
        left, top, right, bottom = anchors[name_of(number)]
        x, y = (right - left) / stamp.side, (bottom - top) / stamp.side
        shown = f"{x:.6f} 0 0 {y:.6f} {left:.6f} {top:.6f} cm /{name_of(number)} Do Q"
        yield SCALED + b" " + shown.encode("ascii")


def name_of(number: int) -> str:
    return f"stamp-{number}"


def as_object(stamp: Stamp) -> pydyf.Stream:
    form = {"Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array([0, 0, stamp.side, stamp.side])}
    return pydyf.Stream([stamp.packed], form | {"Filter": "/FlateDecode"})


def object_at(file: pydyf.PDF, reference: bytes) -> pydyf.Object:
    return file.objects[int(reference.split()[0])]


def plain_of(stream: pydyf.Stream) -> bytes:
    """What stands in a stream before it is compressed."""
    stream.compress = False
    plain: bytes = stream.data.split(b"\nstream\n", 1)[1]
    return plain.removesuffix(b"\nendstream")


def pack(stream: pydyf.Stream, plain: bytes, level: int) -> None:
    stream.compress, stream.stream = False, [zlib.compress(plain, level)]
    stream.extra["Filter"] = "/FlateDecode"

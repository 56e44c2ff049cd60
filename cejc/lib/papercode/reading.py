"""QR codes in a picture or a PDF, as a scanner or a telephone made it.

A module of a slip's code is some three dots of a scan of 150 dpi: from the picture enlarged more is read than
from the picture as it is.
"""

import io
from collections.abc import Iterator
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

DPI = 200  # of pages that are drawn to be read
MOST_PAGES = 10
QR: Any = zxingcpp.BarcodeFormat.QRCode
ENLARGED = (1, 2, 3)
MOST_PIXELS = 60_000_000  # no picture is enlarged beyond


class Unreadable(ValueError):
    """Neither a picture nor a PDF that opens."""


def codes_in(data: bytes) -> list[str]:
    """The texts of the QR codes of a file, each once; [] where none is read. Raises Unreadable."""
    found: dict[str, None] = {}
    for picture in _pictures(data):
        found |= dict.fromkeys(codes_of(picture))
    return list(found)


def codes_of(picture: Image.Image) -> list[str]:
    """The texts of the QR codes of a picture, at the first size at which one is read."""
    for times in ENLARGED:
        if times > 1 and picture.width * picture.height * times * times > MOST_PIXELS:
            break
        size = (picture.width * times, picture.height * times)
        seen = picture if times == 1 else picture.resize(size, Image.Resampling.BICUBIC)
        if texts := [one.text for one in zxingcpp.read_barcodes(seen, formats=QR)]:
            return texts
    return []


def _pictures(data: bytes) -> Iterator[Image.Image]:
    if data[:1024].lstrip().startswith(b"%PDF-"):
        yield from _pages(data)
        return
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Unreadable("the picture is too large")
            yield ImageOps.exif_transpose(picture).convert("L")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise Unreadable("no picture that opens") from fault


def _pages(data: bytes) -> Iterator[Image.Image]:
    try:
        document: Any = pypdfium2.PdfDocument(data)
        for number in range(min(len(document), MOST_PAGES)):
            yield document[number].render(scale=DPI / 72, grayscale=True).to_pil()
    except pypdfium2.PdfiumError as fault:
        raise Unreadable("no PDF that opens") from fault

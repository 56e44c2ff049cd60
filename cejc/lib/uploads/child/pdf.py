"""PDF: what it holds, and a picture of one page."""

import io
import zlib
from typing import Any

from cejc.lib.uploads.child.faults import Fault

MOST_OBJECTS = 200_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_PIXELS = 120_000_000
DEEPEST = 40
PIECE = 1024 * 1024

# A key, or a value of /S, /Subtype or /Type, that makes a document do something.
_KEYS = {
    "/JS": "script",
    "/JavaScript": "script",
    "/XFA": "form",
    "/EmbeddedFiles": "embedded",
    "/EF": "embedded",
    "/RichMediaContent": "media",
    "/AF": "embedded",
}
_VALUES = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/SubmitForm": "launch",
    "/ImportData": "launch",
    "/GoToE": "embedded",
    "/GoToR": "launch",
    "/Rendition": "media",
    "/RichMedia": "media",
    "/3D": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/Screen": "media",
    "/FileAttachment": "embedded",
    "/EmbeddedFile": "embedded",
}


def inspect(path: str, *, most_pages: int) -> tuple[dict[str, Any], bytes]:
    """`{"pages": n}`, or a Fault: password, damaged, pages, bomb, script, launch, embedded, form, media."""
    import pikepdf

    try:
        document = pikepdf.open(path, suppress_warnings=True)
    except pikepdf.PasswordError as fault:
        raise Fault("password") from fault
    except pikepdf.PdfError as fault:
        raise Fault("damaged") from fault
    with document:
        pages = len(document.pages)
        if document.is_encrypted:
            raise Fault("password")
        if not pages:
            raise Fault("damaged")
        if pages > most_pages:
            raise Fault("pages", pages=pages)
        _walk(document, pikepdf)
    return {"pages": pages}, b""


def _walk(document: Any, pikepdf: Any) -> None:
    """Every object once: references are not followed, what they point to has its own turn."""
    if len(document.objects) > MOST_OBJECTS:
        raise Fault("bomb")
    left = MOST_UNPACKED
    for thing in document.objects:
        _look(thing, pikepdf, 0)
        if isinstance(thing, pikepdf.Stream):
            left -= _unpacked(thing, pikepdf, left)


def _look(thing: Any, pikepdf: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise Fault("bomb")
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key, value in thing.items():
            if key in _KEYS and not _is_empty(value, pikepdf):
                raise Fault(_KEYS[key])
            if (
                key in ("/S", "/Subtype", "/Type")
                and isinstance(value, pikepdf.Name)
                and str(value) in _VALUES
            ):
                raise Fault(_VALUES[str(value)])
            _deeper(value, pikepdf, depth)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            _deeper(value, pikepdf, depth)


def _deeper(value: Any, pikepdf: Any, depth: int) -> None:
    if isinstance(value, pikepdf.Object) and not value.is_indirect:
        _look(value, pikepdf, depth + 1)


def _is_empty(value: Any, pikepdf: Any) -> bool:
    """Word processors leave `/AF []` or an empty name tree behind."""
    if isinstance(value, pikepdf.Array):
        return len(value) == 0
    if isinstance(value, pikepdf.Dictionary):
        return all(len(value.get(key, [])) == 0 for key in ("/Names", "/Kids"))
    return False


def _unpacked(stream: Any, pikepdf: Any, left: int) -> int:
    """Bytes of a stream when unpacked; a picture counts by its pixels, and is not unpacked here."""
    if stream.get("/Subtype") == "/Image":
        if int(stream.get("/Width", 0)) * int(stream.get("/Height", 0)) > MOST_PIXELS:
            raise Fault("bomb")
        return 0
    filters = stream.get("/Filter", [])
    names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(name) for name in filters]
    if len(names) > 3 or len([name for name in names if name in ("/FlateDecode", "/Fl")]) > 1:
        raise Fault("bomb")
    raw = stream.read_raw_bytes()
    if names[:1] in (["/FlateDecode"], ["/Fl"]):
        return _inflated(raw, left)
    return len(raw)


def _inflated(raw: bytes, left: int) -> int:
    work, size = zlib.decompressobj(), 0
    piece = raw
    try:
        while piece and not work.eof:
            size += len(work.decompress(piece, PIECE))
            if size > left:
                raise Fault("bomb")
            piece = work.unconsumed_tail
    except zlib.error:
        return size  # a reader shows what came out so far; the content is harmless either way
    return size


def page(path: str, *, number: int, longest: int) -> tuple[dict[str, Any], bytes]:
    """A WebP picture of page `number` (from 1), its longer side `longest` pixels."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as fault:
        raise Fault("damaged") from fault
    pages = len(document)
    if not 1 <= number <= pages:
        raise Fault("no_page", pages=pages)
    sheet = document[number - 1]
    width, height = sheet.get_size()
    scale = longest / max(width, height, 1)
    picture = sheet.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=82, method=2)
    return {"pages": pages, "width": picture.width, "height": picture.height}, out.getvalue()

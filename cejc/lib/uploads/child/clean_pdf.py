"""A copy of a PDF that only shows pages: no action, no attachment, no
form logic, nothing about who made it."""

import io
from typing import Any

from cejc.lib.uploads.child import jpeg
from cejc.lib.uploads.child.faults import Fault

# Keys that make a document do something, carry something along, or say
# where it came from; and annotations that do.
_KEYS = (
    "/OpenAction",
    "/AA",
    "/JS",
    "/JavaScript",
    "/URI",
    "/EmbeddedFiles",
    "/EF",
    "/AF",
    "/XFA",
    "/Metadata",
    "/PieceInfo",
    "/RichMediaContent",
    "/RichMediaSettings",
    "/PA",
    "/LastModified",
    "/Collection",
    "/Perms",
    "/DSS",
    "/Requirements",
    "/Threads",
)
_NOTES = (
    "/Link",
    "/FileAttachment",
    "/RichMedia",
    "/Screen",
    "/Movie",
    "/Sound",
    "/3D",
    "/Popup",
    "/TrapNet",
    "/PrinterMark",
)


def clean(path: str) -> tuple[dict[str, Any], bytes]:
    """The cleaned document, written anew: what stood behind its end or in
    older states is not in it. Fault: damaged."""
    import pikepdf

    try:
        with pikepdf.open(path, suppress_warnings=True) as document:
            for thing in list(document.objects):
                _strip(thing, pikepdf)
            for page in document.pages:
                _keep_harmless_notes(page.obj, pikepdf)
            if "/Info" in document.trailer:
                del document.trailer["/Info"]
            out = io.BytesIO()
            document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
            return {"pages": len(document.pages)}, out.getvalue()
    except pikepdf.PdfError as fault:
        raise Fault("damaged") from fault


def _strip(thing: Any, pikepdf: Any, depth: int = 0) -> None:
    """Take the keys away, also from what stands directly inside; references have their own turn."""
    if depth > 40:
        raise Fault("bomb")
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key in list(thing.keys()):
            if key in _KEYS or (key in ("/A", "/Next") and _is_action(thing[key], pikepdf)):
                del thing[key]
        for key in list(thing.keys()):
            _deeper(thing[key], pikepdf, depth)
        if isinstance(thing, pikepdf.Stream) and _filters(thing, pikepdf) == ["/DCTDecode"]:
            thing.write(jpeg.bare(thing.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            _deeper(value, pikepdf, depth)


def _filters(stream: Any, pikepdf: Any) -> list[str]:
    named = stream.get("/Filter", [])
    return [str(named)] if isinstance(named, pikepdf.Name) else [str(name) for name in named]


def _deeper(value: Any, pikepdf: Any, depth: int) -> None:
    if isinstance(value, pikepdf.Object) and not value.is_indirect:
        _strip(value, pikepdf, depth + 1)


def _is_action(value: Any, pikepdf: Any) -> bool:
    """`/A` of an annotation or outline entry; that of a structure element is an attribute, and stays."""
    if isinstance(value, pikepdf.Array):
        return any(_is_action(one, pikepdf) for one in value)
    return isinstance(value, pikepdf.Dictionary) and "/S" in value


def _keep_harmless_notes(page: Any, pikepdf: Any) -> None:
    """Stamps, marks and filled fields are part of what the page shows; what leads or plays is not."""
    notes = page.get("/Annots")
    if notes is None:
        return
    kept = [
        note
        for note in notes
        if isinstance(note, pikepdf.Dictionary) and str(note.get("/Subtype")) not in _NOTES
    ]
    page["/Annots"] = pikepdf.Array(kept)

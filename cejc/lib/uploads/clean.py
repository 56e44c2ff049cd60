"""A copy of a file that is safe to hand on: pages and pictures, no
metadata, no actions, nothing behind the end."""

from dataclasses import dataclass
from typing import Any

from cejc.lib.uploads import limited
from cejc.lib.uploads.file_faults import FileFault, sentence
from cejc.lib.uploads.file_kind import IMAGES, KINDS

# Raised when copies are made differently: copies of an older recipe are made anew.
RECIPE = 1
_KIND_OF_MIME = {mime: kind for kind, (mime, _endings, _label) in KINDS.items()}


@dataclass(frozen=True)
class CleanFile:
    """The copy's bytes, what they are, and their ending."""

    body: bytes
    mime: str
    extension: str


def can_clean(mime: str) -> bool:
    """Whether files of this media type have a cleaned copy."""
    return mime in _KIND_OF_MIME


def cleaned(source: Any, mime: str) -> CleanFile:
    """The cleaned copy of `source` (a binary file that can seek). Raises `FileFault`."""
    kind = _KIND_OF_MIME[mime]
    try:
        with limited.on_disk(source) as path:
            body = _run(kind, path)
    except limited.ChildFound as found:
        raise FileFault(sentence(found.code, found.facts)) from found
    except limited.ChildFailed as fault:
        raise FileFault(sentence("damaged", {})) from fault
    mime, extensions, _label = KINDS["jpeg" if kind in IMAGES else kind]
    return CleanFile(body, mime, extensions[0])


def _run(kind: str, path: str) -> bytes:
    if kind == "pdf":
        return limited.run("pdf_clean", path)[1]
    if kind in IMAGES:
        return limited.run("image_clean", path)[1]
    return limited.run("office_clean", path, kind=kind)[1]

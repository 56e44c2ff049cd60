"""Pictures of files for the page: made in a child process with limits, metadata left behind."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cejc.lib.uploads import limited
from cejc.lib.uploads.files import IMAGES, KINDS, FileFault

LONGEST = 1600
_IMAGE_TYPES = {KINDS[kind][0] for kind in IMAGES}


@dataclass(frozen=True)
class Preview:
    """A WebP picture; `pages` is the number of pages of the whole file."""

    body: bytes
    mime: str
    width: int
    height: int
    pages: int


def can_preview(mime: str) -> bool:
    """Whether the page can show a picture of files of this media type."""
    return mime == "application/pdf" or mime in _IMAGE_TYPES


def render(source: Any, mime: str, *, page: int = 1, longest: int = LONGEST, pages: int = 1) -> Preview:
    """A picture of `source` (a binary file that can seek), `page` from 1. Raises `FileFault`.

    `pages` says in how many parts a long picture is shown; a PDF knows its own.
    """
    longest = max(16, min(longest, LONGEST))
    try:
        with limited.on_disk(source) as path:
            facts, body = _run(path, mime, page, longest, pages)
    except limited.ChildFound as found:
        if found.code == "no_page":
            raise FileFault(_("该文件只有%(pages)d页。") % {"pages": found.facts["pages"]}) from found
        raise FileFault(_("该文件无法预览。请下载后查看。")) from found
    except limited.ChildFailed as fault:
        raise FileFault(_("该文件无法预览。请下载后查看。")) from fault
    return Preview(body, "image/webp", facts["width"], facts["height"], facts["pages"])


def _run(path: str, mime: str, page: int, longest: int, pages: int) -> tuple[dict, bytes]:
    if mime == "application/pdf":
        return limited.run("pdf_page", path, number=page, longest=longest)
    if mime in _IMAGE_TYPES:
        if not 1 <= page <= pages:
            raise limited.ChildFound("no_page", {"pages": pages})
        return limited.run("image_small", path, longest=longest, part=page, parts=pages)
    raise FileFault(_("Word和Excel文件不能在页面中预览。请下载后查看。"))

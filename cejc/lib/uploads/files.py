"""What an uploaded file is, by its content; name and declared type are only compared with it.

Taken: PDF, JPEG (also with a second picture, MPO), PNG, WebP, HEIC, docx, xlsx. What can harm is
opened in a child process with hard limits.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cejc.lib.uploads import limited
from cejc.lib.uploads.file_end import refuse_hidden
from cejc.lib.uploads.file_faults import MOST_PAGES, FileFault, sentence
from cejc.lib.uploads.file_kind import ACCEPT, ACCEPT_PICTURE, IMAGES, KINDS, kind_of  # noqa: F401  (files.ACCEPT)
from cejc.lib.uploads.scan import pieces_of, scan
from cejc.lib.writing import text

_VAGUE = {
    "",
    "application/octet-stream",
    "application/zip",
    "application/x-zip-compressed",
    "binary/octet-stream",
}
_ALIASES = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "application/x-pdf": "application/pdf"}


@dataclass(frozen=True)
class CheckedFile:
    """What a file was found to be. `size` in bytes; `pages` counts those
    of a PDF and the parts of a long picture."""

    kind: str
    mime: str
    extension: str
    size: int
    sha256: str
    pages: int


def check(upload: Any, *, name: str | None = None, declared: str | None = None) -> CheckedFile:
    """Find out what `upload` is. Raises `FileFault`.

    `upload` is a Django upload or any binary file that can seek; `name` and `declared` (a media type) default
    to what the upload says of itself. The position is left at the start. What an upload was found to be is
    remembered with it, so that a form and a service may both ask.
    """
    known = getattr(upload, "checked", None)
    if known is not None:
        upload.seek(0)
        return known
    name = str(getattr(upload, "name", "") or "") if name is None else name
    declared = str(getattr(upload, "content_type", "") or "") if declared is None else declared
    sha256, size = digest(upload)
    kind = kind_of(upload)
    _check_size(size, limit_of(kind))
    _compare(kind, name, declared)
    with limited.on_disk(upload) as path:
        if kind in IMAGES or kind == "pdf":
            refuse_hidden(kind, path)
        pages = _inspect(kind, path)
    scan(upload)
    upload.seek(0)
    mime, extensions, _label = KINDS[kind]
    found = CheckedFile(kind, mime, extensions[0], size, sha256, pages)
    if hasattr(upload, "content_type"):
        upload.checked = found
    return found


def limit_of(kind: str) -> int:
    """The most bytes of a file of this kind: a telephone's picture may be larger than a document."""
    return settings.CEJC_PICTURE_LIMIT if kind in IMAGES else settings.CEJC_UPLOAD_LIMIT


def digest(upload: Any) -> tuple[str, int]:
    """SHA-256 and size; the upload handler has them from the time the file arrived."""
    most = max(settings.CEJC_UPLOAD_LIMIT, settings.CEJC_PICTURE_LIMIT)
    known = getattr(upload, "sha256", None)
    if known is not None:
        size = int(upload.size)
        _check_size(size, most)
        return str(known), size
    work, size = hashlib.sha256(), 0
    for piece in pieces_of(upload):
        size += len(piece)
        _check_size(size, most)
        work.update(piece)
    _check_size(size, most)
    return work.hexdigest(), size


def shown_name(raw: str, extension: str = "") -> str:
    """A name fit to show and to send: no folder, nothing invisible, at
    most 120 characters, the right ending."""
    stem = text.clean_line(re.split(r"[/\\]", raw)[-1])
    stem = re.sub(r'[<>:"|?*;%]', "_", stem).strip(" .")
    ending = extension or PurePosixPath(stem).suffix.lower()[:10]
    if stem.lower().endswith(ending):
        stem = stem[: len(stem) - len(ending)]
    return (stem[: 120 - len(ending)].strip(" .") or _("未命名")) + ending


def named(raw: str, checked: CheckedFile) -> str:
    """The shown name of a file that was checked, with an ending that fits what it is."""
    ending = PurePosixPath(raw.lower()).suffix
    if ending in KINDS[checked.kind][1]:
        return shown_name(raw, ending)
    return shown_name(raw[: len(raw) - len(ending)], checked.extension)


def _check_size(size: int, most: int) -> None:
    if size == 0:
        raise FileFault(_("文件是空的。请检查后重新选择文件。"))
    if size > most:
        raise FileFault(_("文件超过%(most)dMB。请压缩或拆分后再上传。") % {"most": most // (1024 * 1024)})


def _compare(kind: str, name: str, declared: str) -> None:
    mime, extensions, label = KINDS[kind]
    ending = PurePosixPath(name.lower()).suffix
    # Telephones and chat programs name one kind of picture as another:
    # pictures are told apart by content alone.
    if kind in IMAGES and any(ending in KINDS[other][1] for other in IMAGES):
        return
    if ending not in extensions:
        raise FileFault(
            _("文件名以“%(ending)s”结尾，内容却是%(label)s。请把文件改为正确的扩展名“%(right)s”后再上传。")
            % {"ending": text.clean_line(ending)[:12], "label": label, "right": extensions[0]}
        )
    said = declared.split(";")[0].strip().lower()
    said = _ALIASES.get(said, said)
    if said not in _VAGUE and said != mime:
        raise FileFault(
            _("上传时声明的类型与文件内容不一致，内容是%(label)s。请重新选择原始文件上传。")
            % {"label": label}
        )


def _inspect(kind: str, path: str) -> int:
    """The number of pages."""
    try:
        if kind == "pdf":
            facts, _body = limited.run("pdf", path, most_pages=MOST_PAGES)
        elif kind in IMAGES:
            facts, _body = limited.run("image", path, form=kind.upper())
        else:
            facts, _body = limited.run("office", path, kind=kind)
    except limited.ChildFound as found:
        raise FileFault(sentence(found.code, found.facts)) from found
    except limited.ChildFailed as fault:
        raise FileFault(sentence("damaged", {})) from fault
    return int(facts.get("pages", 1))

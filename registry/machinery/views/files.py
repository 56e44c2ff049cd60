"""Kept files on their way out: as attachments, cleaned; a browser neither
guesses their type nor runs what is in them."""

import re
from typing import Any, TypeVar

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from cejc.lib import storage
from cejc.lib.uploads.files import KINDS, FileFault
from registry.enums import JobState
from registry.machinery.models.job import Job
from registry.machinery.services.clean_copy import copy_of

Answer = TypeVar("Answer", bound=HttpResponseBase)
KIND_ENDINGS = {mime: endings for mime, endings, _label in KINDS.values()}


def send_attachment(row: Any) -> HttpResponse:
    """The cleaned copy of a row's file (file_name, stored_name, sha256,
    mime) as an attachment; 404 without a file."""
    if not row.stored_name:
        raise Http404
    answer: Any = send_clean(row)
    return answer


def send_clean(row: Any) -> StreamingHttpResponse:
    """The cleaned copy of any kept file (file_name, stored_name, sha256,
    mime); 404 where there is none to make."""
    try:
        copy = copy_of(row)
    except (FileFault, FileNotFoundError):
        raise Http404 from None
    if copy is None:
        return send_stored(row.stored_name, row.file_name, row.mime)
    name = row.file_name
    if not name.lower().endswith(KIND_ENDINGS[copy.mime]):
        name = name.rpartition(".")[0] + copy.extension
    return send_stored(copy.stored_name, name, copy.mime)


def send_stored(stored: str, name: str, mime: str) -> StreamingHttpResponse:
    """The stored bytes as they are; 404 where they are gone."""
    try:
        source = storage.open_(stored)
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(source, as_attachment=True, filename=name, content_type=mime)
    return guarded(answer, "private, no-store")


def send_drawn(stored: str, name: str, mime: str = "application/pdf", *, save: bool = True) -> FileResponse:
    """What the portal drew itself: the browser may show it. (A sandbox
    would keep its PDF viewer from starting.)"""
    answer = FileResponse(storage.open_(stored), as_attachment=save, filename=name, content_type=mime)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def send_ranged(request: HttpRequest, stored: str, name: str, mime: str, sha256: str) -> HttpResponseBase:
    """A large file that the portal made; one that broke off goes on where it stood (RFC 9110, 14.2)."""
    source = storage.open_(stored)
    size, tag = source.size, f'"{sha256}"'
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    whole = asked is None or request.headers.get("If-Range", tag) != tag
    first, last = (0, size - 1) if whole or asked is None else _bounds(asked, size)
    if first > last:
        source.close()
        answer: Any = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        source.seek(first)
        part = _Part(source, last - first + 1)
        answer = FileResponse(part, as_attachment=True, filename=name, content_type=mime)
        answer["Content-Length"] = last - first + 1
        if not whole:
            answer.status_code = 206
            answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    answer["Accept-Ranges"], answer["ETag"] = "bytes", tag
    return guarded(answer, "private, no-store")


_RANGE = re.compile(r"bytes=(\d{1,18})?-(\d{1,18})?")


def _bounds(asked: re.Match[str], size: int) -> tuple[int, int]:
    """The first and the last byte; the first behind the last where the file holds none of it."""
    first, last = asked[1], asked[2]
    if first is None:
        return max(size - int(last or 0), 0), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


class _Part:
    """So many bytes of a file from where it stands, as FileResponse reads it."""

    def __init__(self, source: Any, left: int) -> None:
        self.source, self.left = source, left
        self.close = source.close

    def read(self, most: int) -> bytes:
        part: bytes = self.source.read(min(most, self.left))
        self.left -= len(part)
        return part


def guarded(answer: Answer, cache: str) -> Answer:
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = cache
    return answer


def drawing(key: str, row: Any) -> dict[str, bool]:
    """Whether the PDF of a row shows what it holds now (`drawn`), is being
    drawn, or could not be; `key` names its jobs, but for the edit."""
    drawn = row.pdf_edit == row.edit
    job = None if drawn else Job.objects.filter(key=f"{key}:{row.edit}").first()
    failed = job is not None and job.state == JobState.FAILED
    return {"drawn": drawn, "drawing": job is not None and not failed, "failed": failed}

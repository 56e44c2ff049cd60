"""Files of evidence for those allowed to see them.

`send_file` and `send_page` answer for a row that the caller has fetched with its own check, so that another room
can mount the same pages under an address of its own (a case shows its files to the province).
"""

from typing import TypeVar
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from cejc.lib import storage
from cejc.lib.files import FileFault
from registry.access_activity import visible_evidence
from registry.http import SignedInRequest
from registry.models import Evidence
from registry.services.evidence_preview import SMALL, WIDE, page_picture

Answer = TypeVar("Answer", bound=HttpResponseBase)
SIZES = {"wide": WIDE, "small": SMALL}


@login_required
@require_safe
def file(request: SignedInRequest, public_id: UUID) -> HttpResponseBase:
    return send_file(visible_evidence(request.user, public_id))


@login_required
@require_safe
def page(request: SignedInRequest, public_id: UUID, number: int, size: str = "wide") -> HttpResponse:
    return send_page(visible_evidence(request.user, public_id), number, size)


def send_file(evidence: Evidence) -> StreamingHttpResponse:
    """The stored bytes as an attachment; a browser neither guesses their type nor runs anything in them."""
    try:
        source = storage.open_(evidence.stored_name)
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(source, as_attachment=True, filename=evidence.file_name, content_type=evidence.mime)
    return _guarded(answer, "private, no-store")


def send_page(evidence: Evidence, number: int, size: str) -> HttpResponse:
    """A picture of one page (from 1), or 404 where there is none to show. The bytes of a row never change."""
    if size not in SIZES or not 1 <= number <= evidence.pages:
        raise Http404
    try:
        body = page_picture(evidence, number, SIZES[size])
    except (FileFault, FileNotFoundError):
        raise Http404 from None
    return _guarded(HttpResponse(body, content_type="image/webp"), "private, max-age=3600")


def _guarded(answer: Answer, cache: str) -> Answer:
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = cache
    return answer

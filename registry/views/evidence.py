"""Files of evidence for those allowed to see them. Who that is is said by an access function, so that another
room can mount the same pages under an address of its own (a case shows its files to the province)."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from cejc.lib import storage
from cejc.lib.files import FileFault
from registry.access_activity import visible_evidence
from registry.models import Evidence, User
from registry.services.evidence_preview import SMALL, WIDE, page_picture

Access = Callable[[User, UUID], Evidence]
SIZES = {"wide": WIDE, "small": SMALL}


@login_required
@require_GET
def file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return send_file(visible_evidence(request.user, public_id))


@login_required
@require_GET
def page(request: HttpRequest, public_id: UUID, number: int, size: str = "wide") -> HttpResponse:
    return send_page(visible_evidence(request.user, public_id), number, size)


def send_file(evidence: Evidence) -> FileResponse:
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


def _guarded(answer, cache: str):
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = cache
    return answer

"""Files of evidence for those allowed to see them.

What is shown and sent is the cleaned copy; the bytes as they came go to their owner, and to a
reviewer by an act that is noted. `send_file` and `send_page` answer for a row that the caller has
fetched with its own check, so that another room can mount the same pages under an address of its
own (a case shows its files to the province).
"""

from uuid import UUID

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from cejc.lib.uploads.files import FileFault
from registry.activities.access import visible_evidence
from registry.activities.models import Evidence
from registry.activities.permissions import is_own
from registry.activities.services import evidence as services
from registry.activities.services.evidence_preview import SMALL, WIDE, page_picture
from registry.machinery.views.files import guarded, send_clean, send_stored
from registry.people.access import signed_in
from registry.people.http import SignedInRequest

SIZES = {"wide": WIDE, "small": SMALL}


@signed_in.reads
def file(request: SignedInRequest, public_id: UUID) -> HttpResponseBase:
    """One's own file as it came; for everybody else its cleaned copy."""
    evidence = visible_evidence(request.user, public_id)
    return send_original(evidence) if is_own(request.user, evidence.activity) else send_file(evidence)


@signed_in.acts
def original(request: SignedInRequest, public_id: UUID) -> HttpResponseBase:
    """The bytes as they came, for who has to look at a signature in them, say: noted in the audit log."""
    evidence = visible_evidence(request.user, public_id)
    if not is_own(request.user, evidence.activity):
        evidence = services.open_original(actor=request.user, evidence=evidence)
    return send_original(evidence)


@signed_in.reads
def page(request: SignedInRequest, public_id: UUID, number: int, size: str = "wide") -> HttpResponse:
    return send_page(visible_evidence(request.user, public_id), number, size)


def send_original(evidence: Evidence) -> StreamingHttpResponse:
    """The stored bytes as an attachment; a browser neither guesses their type nor runs anything in them."""
    return send_stored(evidence.stored_name, evidence.file_name, evidence.mime)


def send_file(evidence: Evidence) -> StreamingHttpResponse:
    """The cleaned copy as an attachment."""
    return send_clean(evidence)


def send_page(evidence: Evidence, number: int, size: str) -> HttpResponse:
    """A picture of one page (from 1), or 404 where there is none to show. The bytes of a row never change."""
    if size not in SIZES or not 1 <= number <= evidence.pages:
        raise Http404
    try:
        body = page_picture(evidence, number, SIZES[size])
    except (FileFault, FileNotFoundError):
        raise Http404 from None
    return guarded(HttpResponse(body, content_type="image/webp"), "private, max-age=3600")

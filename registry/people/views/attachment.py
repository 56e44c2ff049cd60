"""Files that accompany a request: handed out as attachments, cleaned; nothing in them runs."""

from typing import Any

from django.http import Http404, HttpResponse

from registry.activities.views.evidence import send_clean


def send_attachment(row: Any) -> HttpResponse:
    """The cleaned copy of a row's file (file_name, stored_name, sha256, mime) as an attachment."""
    if not row.stored_name:
        raise Http404
    answer: Any = send_clean(row)
    return answer

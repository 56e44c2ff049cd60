"""Files that accompany a request: handed out as attachments, nothing in them runs."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse

from cejc.lib import storage


def send_attachment(row: Any) -> HttpResponse:
    """The stored bytes as an attachment; nothing in them runs."""
    if not row.stored_name:
        raise Http404
    answer: Any = FileResponse(
        storage.open_(row.stored_name), as_attachment=True, filename=row.file_name, content_type=row.mime
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer

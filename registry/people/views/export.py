"""A workbook as a download."""

from urllib.parse import quote

from django.http import HttpResponse

from cejc.lib.spreadsheet import XLSX


def workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook as a download called `name`.xlsx."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}.xlsx"
    response["Cache-Control"] = "no-store"
    return response

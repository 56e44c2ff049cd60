"""A table of django-tables2 as a workbook, as it is shown."""

from urllib.parse import quote

from django.http import HttpResponse
from django_tables2 import Table

from cejc.lib import spreadsheet
from cejc.lib.spreadsheet import XLSX, Column, Sheet


def workbook_of(table: Table, *, title: str, name: str) -> HttpResponse:
    """All rows of `table` with its headings; columns marked `exclude_from_export` are left out."""
    rows = iter(table.as_values())
    columns = [Column(str(heading), 18) for heading in next(rows)]
    return workbook(spreadsheet.write(Sheet(title, columns, rows)), name)


def workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook as a download called `name`.xlsx."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}.xlsx"
    response["Cache-Control"] = "no-store"
    return response

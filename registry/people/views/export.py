"""Rows as a workbook to download."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse

from cejc import clock
from cejc.lib.spreadsheet import XLSX, Sheet
from registry.people.lists import Listed, Told, heads_of, line_of, lines_of
from registry.people.looking import taken
from registry.people.services import exporting


def workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook as a download called `name`.xlsx."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}.xlsx"
    response["Cache-Control"] = "no-store"
    return response


def exported(name: str, title: str, rows: Iterable[Any], columns: Sequence[Told]) -> HttpResponse:
    """`rows` as a workbook called `name` with one sheet called `title`."""
    lines = (line_of(row, columns) for row in taken(rows))
    return workbook(exporting.written(Sheet(title, heads_of(columns), lines)), name)


def exported_rows(name: str, listed: Listed, rows: Iterable[Any]) -> HttpResponse:
    """Rows of a list as a workbook called `name`."""
    sheet = Sheet(str(listed.title), heads_of(listed.columns()), lines_of(listed, taken(rows)))
    return workbook(exporting.written(sheet), name)


def today() -> str:
    """The day that stands in the name of a list."""
    return f"{clock.today():%Y%m%d}"

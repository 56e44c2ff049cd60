"""Rows as a workbook to download."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse

from cejc import clock
from cejc.lib import spreadsheet
from cejc.lib.spreadsheet import XLSX, Column, Sheet

# Heading, width, what the column says of a row (the path of an attribute, or a
# function), and where it is no text, how Excel reads it.
Says = str | Callable[[Any], Any]
Told = tuple[Any, int, Says] | tuple[Any, int, Says, str]


def workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook as a download called `name`.xlsx."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}.xlsx"
    response["Cache-Control"] = "no-store"
    return response


def exported(name: str, title: str, rows: Iterable[Any], columns: Sequence[Told]) -> HttpResponse:
    """`rows` as a workbook called `name` with one sheet called `title`."""
    heads = [Column(str(heading), width, *kind) for heading, width, _says, *kind in columns]
    lines = ([_value(row, one[2]) for one in columns] for row in rows)
    return workbook(spreadsheet.write(Sheet(title, heads, lines)), name)


def today() -> str:
    """The day that stands in the name of a list."""
    return f"{clock.today():%Y%m%d}"


def _value(row: Any, says: Says) -> Any:
    if callable(says):
        return says(row)
    for name in says.split("."):
        row = getattr(row, name)
    return row() if callable(row) else row

"""Rows as a workbook to download; of very many, once another officer has agreed."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cejc import clock
from cejc.errors import Refused
from cejc.lib.spreadsheet import XLSX, Sheet
from registry.people.http import SignedInRequest
from registry.people.lists import Listed, Told, heads_of, line_of, lines_of
from registry.people.looking import taken
from registry.people.services import export_request, exporting

SALT = "export"


def workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook as a download called `name`.xlsx."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}.xlsx"
    response["Cache-Control"] = "no-store"
    return response


def exported(
    request: SignedInRequest,
    name: str,
    title: str,
    rows: QuerySet[Any] | Sequence[Any],
    columns: Sequence[Told],
) -> HttpResponse:
    """`rows` as a workbook called `name` with one sheet called `title`."""
    count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    flow = rows.iterator(chunk_size=1000) if isinstance(rows, QuerySet) else rows
    lines = (line_of(row, columns) for row in taken(flow))
    return leaving(request, name, Sheet(title, heads_of(columns), lines), count)


def leaving(request: SignedInRequest, name: str, sheet: Sheet, count: int) -> HttpResponse:
    """`sheet` of `count` rows as a workbook called `name`; where it is too large for one login alone and
    nobody else has agreed yet, the page that asks for that."""
    if not export_request.needed(request.user, count):
        return workbook(exporting.written(sheet), name)
    here = request.get_full_path()
    granted = export_request.granted(request.user, here, count)
    if granted is None:
        return redirect(asking(sheet.title, count, here))
    try:
        content = export_request.used(row=granted, make=lambda: exporting.written(sheet, request=granted))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("registry:export-request", granted.public_id)
    return workbook(content, name)


def asking(title: str, rows: int, address: str, kind: str = "", file: str = "") -> str:
    """The address of the page that asks another officer; what it is about cannot be made up there."""
    what = {"title": title, "rows": rows, "address": address, "kind": kind, "file": file}
    return f"{reverse('registry:export-ask')}?of={signing.dumps(what, salt=SALT, compress=True)}"


def exported_rows(name: str, listed: Listed, rows: Iterable[Any]) -> HttpResponse:
    """A few rows of a list as a workbook called `name`."""
    sheet = Sheet(str(listed.title), heads_of(listed.columns()), lines_of(listed, taken(rows)))
    return workbook(exporting.written(sheet), name)


def today() -> str:
    """The day that stands in the name of a list."""
    return f"{clock.today():%Y%m%d}"

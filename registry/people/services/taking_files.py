"""What is made of chosen rows: a workbook, pages to print, or their own papers bound."""

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO

import pikepdf
from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib.paper import pdf
from cejc.lib.paper.binding import Binding, bound
from cejc.lib.spreadsheet import Sheet
from cejc.lib.writing.dates import cn_day
from credits.engine.numbers import show
from registry.people.lists import LISTS, PAPERS, Listed, Told, heads_of, lines_of
from registry.people.models import Export, TakenList
from registry.people.services import exporting

Pieces = Iterator[list[Any]]  # of rows
PIECE = 1000  # rows laid out together: time and memory of more grow with their number
TEMPLATE, STYLE = "pdf/taken.html", "pdf/taken.css"
NUMBERS, NUMBERS_STYLE = "pdf/page_numbers.html", "pdf/page_numbers.css"


def as_bound(out: BinaryIO, row: TakenList, rows: Pieces) -> None:
    """The paper of each row, one after another."""
    _registered(row)
    with bound() as papers:
        for piece in rows:
            PAPERS[row.listed].bind(row.owner, piece, papers)
        papers.save(out)


def as_sheet(out: BinaryIO, row: TakenList, rows: Pieces) -> None:
    """A workbook of one sheet."""
    listed = LISTS[row.listed]
    lines = _lines(listed, rows)
    sheet = Sheet(str(listed.title), heads_of(listed.columns()), lines)
    out.write(exporting.written(sheet, request=row.granted))


def _lines(listed: Listed, rows: Pieces) -> Iterator[list[Any]]:
    for piece in rows:
        yield from lines_of(listed, piece)


def as_paper(out: BinaryIO, row: TakenList, rows: Pieces) -> None:
    """Pages with the heads repeated, "page x of y" below; each piece of a long list begins on a new page."""
    listed = LISTS[row.listed]
    columns, first, lines = listed.columns(), 1, _lines(listed, rows)
    head = _head(row) | {"code": _("导出编号%s") % _registered(row).code}
    with pikepdf.new() as whole:
        binding = Binding(whole)
        while (piece := list(islice(lines, PIECE))) or first == 1:
            content = head | _table(columns, piece, first)
            drawn = pdf.from_template(TEMPLATE, content, title=head["title"], css=STYLE)
            with pikepdf.open(io.BytesIO(drawn)) as part:
                binding.add(part)
            first += max(len(piece), 1)
        _number(whole, head["title"])
        whole.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _registered(row: TakenList) -> Export:
    """The entry of what leaves on paper."""
    title = f"{LISTS[row.listed].title}　{row.get_kind_display()}"
    return exporting.registered(row.owner, title, rows=len(row.keys), request=row.granted)


def _head(row: TakenList) -> dict[str, Any]:
    listed = LISTS[row.listed]
    asked = "；".join(_("%(label)s：%(value)s") % {"label": one[0], "value": one[1]} for one in row.asked)
    count = {"count": len(row.keys), "unit": listed.unit}
    return {
        "title": str(listed.title),
        "count": _("共%(count)s%(unit)s") % count,
        "asked": asked,
        "by": str(row.owner),
        "day": cn_day(clock.today()),
    }


def _table(columns: Sequence[Told], piece: Sequence[Sequence[Any]], first: int) -> dict[str, Any]:
    """Heads with their share of the width, and the lines as they are written, numbered from `first`."""
    whole = sum(one[1] for one in columns)
    heads = [
        {"label": str(one[0]), "width": f"{94 * one[1] / whole:.2f}%", "column": number}
        for number, one in enumerate(columns, 2)
    ]
    lines = [[number, *(written(one) for one in line)] for number, line in enumerate(piece, first)]
    return {"heads": heads, "lines": lines, "begins": first == 1}


def written(value: Any) -> str:
    """A value as it stands on paper."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return show(value) if isinstance(value, Decimal) else str(value)


def _number(whole: pikepdf.Pdf, title: str) -> None:
    """Write "page x of y" on each page, once it is known how many there are."""
    count = len(whole.pages)
    drawn = pdf.from_template(NUMBERS, {"pages": range(1, count + 1)}, title=title, css=NUMBERS_STYLE)
    with pikepdf.open(io.BytesIO(drawn)) as numbers:
        for page, number in zip(whole.pages, numbers.pages, strict=True):
            page.add_overlay(number, pikepdf.Rectangle(page.mediabox))

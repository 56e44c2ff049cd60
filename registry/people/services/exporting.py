"""Workbooks that leave with who, when and a mark: a sheet that says it, and a check in each row, by which a
row that turns up elsewhere is traced to its export.

    K7QX3M2P-12-9F2CA-B41D7    code of the export - row - code and row are ours - so are the cells
"""

import hmac
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib import crypto, spreadsheet
from cejc.lib.spreadsheet import Mark, Sheet
from cejc.lib.writing.dates import cn_day
from registry.machinery.services import audit
from registry.people import looking
from registry.people.models import Export, ExportRequest, User

CODE, PART = 8, 5
MARK = re.compile(
    rf"(?<![0-9A-Z])([0-9A-Z]{{{CODE}}})-(\d{{1,6}})-([0-9A-Z]{{{PART}}})-([0-9A-Z]{{{PART}}})(?![0-9A-Z])"
)


def written(*sheets: Sheet, request: ExportRequest | None = None) -> bytes:
    """`sheets` as a workbook of whoever reads now, registered and marked; of nobody (a command), plain.
    `request`: what another officer granted, of a large one."""
    viewer = looking.viewer()
    if viewer is None or not viewer.is_authenticated:
        return spreadsheet.write(*sheets)
    row = registered(viewer, sheets[0].title, request=request)
    count = [0]
    told = [replace(one, rows=_counted(one.rows, count)) for one in sheets]
    body = spreadsheet.write(*told, mark=_mark(row))
    Export.objects.filter(pk=row.pk).update(rows=count[0])
    return body


def registered(maker: User, title: str, *, rows: int = 0, request: ExportRequest | None = None) -> Export:
    """The entry of a list that `maker` takes away."""
    seat = audit.seat()
    return Export.objects.create(
        code=crypto.random_code(CODE),
        made_by=maker,
        made_label=str(maker)[:200],
        seat_label=str(seat)[:200] if seat else "",
        title=title[:200],
        rows=rows,
        request=request,
    )


def _counted(rows: Iterable[Sequence[Any]], count: list[int]) -> Iterator[Sequence[Any]]:
    for row in rows:
        count[0] += 1
        yield row


def _mark(row: Export) -> Mark:
    moment = row.made_at.astimezone(clock.SHANGHAI)
    facts = (
        (_("导出编号"), row.code),
        (_("导出人"), f"{row.made_label}　{row.seat_label}".strip()),
        (_("导出时间"), f"{cn_day(moment)} {moment:%H:%M}"),
        (_("使用要求"), _("含个人信息，仅限工作使用，用后妥善保管或销毁。每行的校验码可以查到本次导出。")),
    )
    return Mark(
        row.code, _("导出说明"), _("校验码（只读）"), facts, lambda number, cells: mark_of(row, number, cells)
    )


def mark_of(row: Export, number: int, cells: Sequence[Any]) -> str:
    """The check of the row `number` (from 1) with these cells."""
    known = f"{row.code}-{number}"
    return f"{known}-{_check('row', known)}-{_check('cells', known + _shown(cells))}"


def _check(part: str, text: str) -> str:
    return crypto.check_code(f"export {part}", text, length=PART)


def _shown(cells: Sequence[Any]) -> str:
    """As the cells read in a table that is copied out of it: trailing blanks do not count."""
    return "\t".join(["", *(_cell(one) for one in cells)]).rstrip()


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(clock.SHANGHAI) if value.tzinfo else value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return "" if value is None else " ".join(str(value).split())


@dataclass(frozen=True)
class Traced:
    """What a mark says: of which export, which row; `ours`: we have made it; `same`: the cells before it are
    those that left (None: none were given)."""

    mark: str
    export: Export | None
    number: int
    ours: bool
    same: bool | None


def trace(text: str) -> list[Traced]:
    """Every mark in `text`, a mark alone or rows as they are copied out of a table."""
    lines = text.splitlines()
    return [_traced(one, line[: one.start()]) for line in lines for one in MARK.finditer(line)]


def _traced(one: re.Match[str], before: str) -> Traced:
    code, number, row_check, cell_check = one.groups()
    known = f"{code}-{int(number)}"
    ours = hmac.compare_digest(_check("row", known), row_check)
    export = Export.objects.filter(code=code).select_related("made_by").first() if ours else None
    cells = [" ".join(cell.split()) for cell in before.rstrip("\t\n").split("\t")] if before.strip() else None
    same = None if cells is None else _check("cells", known + _shown(cells)) == cell_check
    return Traced(one.group(), export, int(number), export is not None, same)

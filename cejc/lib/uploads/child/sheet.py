"""Rows of an xlsx, and the same workbook with its wrong cells marked."""

import io
import json
from datetime import date, datetime, time, timedelta
from typing import Any

from cejc.lib.uploads.child import office
from cejc.lib.uploads.child.faults import Fault


def rows(path: str, *, most_rows: int, most_columns: int) -> tuple[dict[str, Any], bytes]:
    """`{"sheets": [name, …]}` and, as JSON, the rows of each sheet; dates are `{"$": iso, "k": kind}`."""
    from python_calamine import CalamineError, CalamineWorkbook

    office.inspect(path, kind="xlsx")
    try:
        book = CalamineWorkbook.from_path(path)
        sheets = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as fault:
        raise Fault("damaged") from fault
    found = []
    for name, sheet in sheets:
        # Counted from A1: leading empty rows and columns are given back by calamine.
        height, width = (place + 1 for place in sheet.end or (-1, -1))
        if height > most_rows:
            raise Fault("rows", sheet=name, count=height)
        if width > most_columns:
            raise Fault("columns", sheet=name, count=width)
        found.append(sheet.to_python(skip_empty_area=False))
    return {"sheets": [name for name, _ in sheets]}, json.dumps(found, default=encoded).encode()


def table(path: str, *, most_rows: int, most_columns: int) -> tuple[dict[str, Any], bytes]:
    """The first visible sheet with anything in it as rows of text, cut at the given size.

    `{"sheet", "more_rows", "more_columns", "more_sheets"}` and the rows as JSON.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    office.inspect(path, kind="xlsx")
    try:
        book = CalamineWorkbook.from_path(path)
        names = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        found = next(
            (name for name in names if book.get_sheet_by_name(name).height), names[0] if names else ""
        )
        sheet = book.get_sheet_by_name(found)
        height, width = (place + 1 for place in sheet.end or (-1, -1))
        raw = sheet.to_python(skip_empty_area=False, nrows=most_rows)
    except (CalamineError, OSError, ValueError) as fault:
        raise Fault("damaged") from fault
    rows = [[_shown(value) for value in row[:most_columns]] for row in raw]
    facts = {
        "sheet": found,
        "more_rows": max(0, height - most_rows),
        "more_columns": max(0, width - most_columns),
        "more_sheets": len(names) - 1,
    }
    return facts, json.dumps(rows).encode()


def _shown(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:200]


def encoded(value: Any) -> Any:
    """What JSON does not know: dates and times as `{"$": iso, "k": kind}`."""
    for kind, form in (("datetime", datetime), ("date", date), ("time", time)):
        if isinstance(value, form):
            return {"$": value.isoformat(), "k": kind}
    if isinstance(value, timedelta):
        return {"$": str(value.total_seconds()), "k": "seconds"}
    return str(value)


def annotate(path: str, *, errors: list[list[Any]], heading: str) -> tuple[dict[str, Any], bytes]:
    """The workbook with each `[sheet, row, column, sentence]` marked
    red, noted, and told in a last column."""
    import openpyxl

    office.inspect(path, kind="xlsx")
    with open(path, "rb") as source:  # by name it would ask for the right ending
        book = openpyxl.load_workbook(source)
    for name in dict.fromkeys(error[0] for error in errors):
        _mark_sheet(book[name], [error[1:] for error in errors if error[0] == name], heading)
    out = io.BytesIO()
    book.save(out)
    return {}, out.getvalue()


def _mark_sheet(sheet: Any, errors: list[list[Any]], heading: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    red, pale = Font(color="B3261E", bold=True), PatternFill("solid", fgColor="FBE3E1")
    last = _last_column(sheet, heading)
    told: dict[int, list[str]] = {}
    for row, column, sentence in errors:
        told.setdefault(row, []).append(sentence)
        _mark_cell(sheet.cell(row, column), sentence, pale)
    for row, sentences in told.items():
        cell = sheet.cell(row, last, "；".join(dict.fromkeys(sentences)))
        cell.data_type, cell.font, cell.alignment = "s", red, Alignment(wrap_text=True, vertical="top")
    head = sheet.cell(1, last, heading)
    head.font, head.fill = red, pale
    sheet.column_dimensions[get_column_letter(last)].width = 48


def _last_column(sheet: Any, heading: str) -> int:
    """The column for what is wrong: the one of an earlier annotation, emptied, or a new one."""
    for cell in sheet[1]:
        if cell.value == heading:
            for row in range(2, sheet.max_row + 1):
                sheet.cell(row, cell.column).value = None
            return int(cell.column)
    return int(sheet.max_column) + 1


def _mark_cell(cell: Any, sentence: str, fill: Any) -> None:
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment

    if isinstance(cell, MergedCell):
        return
    cell.fill = fill
    before = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment(before + sentence, "cejc", width=260, height=90)

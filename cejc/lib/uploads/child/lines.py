"""Long workbooks: one sheet line by line, and its copy with the wrong
cells marked, without holding it in memory."""

import json
import os
import tempfile
from collections.abc import Iterator
from typing import Any

from cejc.lib.uploads.child import office
from cejc.lib.uploads.child.faults import Fault
from cejc.lib.uploads.child.sheet import encoded

PIECE = 1024 * 1024


def lines(
    path: str, *, sheet: str, most_rows: int, most_columns: int
) -> tuple[dict[str, Any], Iterator[bytes]]:
    """`{"sheet": name, "height": rows, "merged": [[row, column], …]}`, then each row as a line of JSON.

    The sheet called `sheet`, else the first one. Dates are `{"$": iso,
    "k": kind}`. A Fault: damaged, rows, columns.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    office.inspect(path, kind="xlsx")
    try:
        book = CalamineWorkbook.from_path(path)
        name = sheet if sheet in book.sheet_names else book.sheet_names[0]
        found = book.get_sheet_by_name(name)
    except (CalamineError, OSError, ValueError, IndexError) as fault:
        raise Fault("damaged") from fault
    height, width = (place + 1 for place in found.end or (-1, -1))
    if height > most_rows:
        raise Fault("rows", sheet=name, count=height)
    if width > most_columns:
        raise Fault("columns", sheet=name, count=width)
    merged = [[first[0] + 1, first[1] + 1] for first, _last in found.merged_cell_ranges or []]
    start = found.start or (0, 0)
    facts = {"sheet": name, "height": max(height, 0), "merged": sorted(merged)[:50]}
    return facts, _lines(found, start)


def _lines(sheet: Any, start: tuple[int, int]) -> Iterator[bytes]:
    """From A1 on: leading empty rows and columns are given back."""
    for _row in range(start[0]):
        yield b"[]\n"
    before = [""] * start[1]
    for row in sheet.iter_rows():
        yield json.dumps(before + list(row), default=encoded).encode() + b"\n"


def annotate(
    path: str, *, sheet: str, errors: list[list[Any]], heading: str
) -> tuple[dict[str, Any], Iterator[bytes]]:
    """The values of `sheet` in a new workbook, each `[row, column,
    sentence]` red, noted and told in a last column."""
    import openpyxl
    from openpyxl.styles import Font, PatternFill

    office.inspect(path, kind="xlsx")
    wrong: dict[int, dict[int, list[str]]] = {}
    for row, column, sentence in errors:
        wrong.setdefault(row, {}).setdefault(column, []).append(sentence)
    book = openpyxl.Workbook(write_only=True)
    copy = book.create_sheet(sheet)
    copy.freeze_panes = "A2"
    look = (Font(color="B3261E", bold=True), PatternFill("solid", fgColor="FBE3E1"))
    width = 0
    with open(path, "rb") as file:  # by name it would ask for the right ending
        source = openpyxl.load_workbook(file, read_only=True, data_only=True)
        for number, values in enumerate(source[sheet].iter_rows(values_only=True), start=1):
            cells = _without(list(values), heading, number)
            width = max(width, len(cells)) if number == 1 else width
            copy.append(_marked(copy, cells, wrong.get(number), width, heading if number == 1 else "", look))
    handle, name = tempfile.mkstemp(suffix=".xlsx")
    os.close(handle)
    book.save(name)
    return {}, _pieces(name)


def _without(cells: list[Any], heading: str, number: int) -> list[Any]:
    """The heading row ends where an earlier annotation began."""
    return cells[: cells.index(heading)] if number == 1 and heading in cells else cells


def _marked(
    sheet: Any,
    values: list[Any],
    wrong: dict[int, list[str]] | None,
    width: int,
    heading: str,
    look: tuple[Any, Any],
) -> list[Any]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.comments import Comment

    cells = [_plain(sheet, value) for value in values[:width]] + [None] * (width - len(values[:width]))
    for column, sentences in (wrong or {}).items():
        place = min(column, width) - 1
        cell = cells[place] if cells[place] is not None else WriteOnlyCell(sheet)
        cell.fill = look[1]
        cell.comment = Comment("\n".join(sentences), "cejc", width=260, height=90)
        cells[place] = cell
    said = heading or "；".join(dict.fromkeys(one for found in (wrong or {}).values() for one in found))
    last = WriteOnlyCell(sheet, said or None)
    last.data_type = "s" if said else last.data_type
    last.font = look[0]
    return [*cells, last]


def _plain(sheet: Any, value: Any) -> Any:
    """The value as a cell that no spreadsheet reads as a formula."""
    from openpyxl.cell import WriteOnlyCell

    if value is None:
        return None
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", "@"
    return cell


def _pieces(name: str) -> Iterator[bytes]:
    try:
        with open(name, "rb") as file:
            while piece := file.read(PIECE):
                yield piece
    finally:
        os.unlink(name)

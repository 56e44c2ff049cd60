"""A workbook given back: its values, wrong cells red and noted, and what is wrong told in a last column."""

import os
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from cejc.lib.uploads.child.book import Odd, Page, filled, opened

PIECE = 1024 * 1024
WIDEST = 40
Wrong = dict[int, dict[int, list[str]]]  # row -> column -> sentences


def marked(
    path: str, *, sheets: list[list[Any]], errors: list[list[Any]], heading: str, only: bool
) -> tuple[dict[str, Any], Iterator[bytes]]:
    """`sheets` are [place, [first and last heading row]], `errors` [place, row, column, sentence].
    `only`: the headings and the wrong rows, so that they can be put right and sent in again."""
    import openpyxl

    book, copy = opened(path), openpyxl.Workbook(write_only=True)
    for place, rows in sheets:
        wrong: Wrong = {}
        for at, row, column, sentence in errors:
            if at == place:
                wrong.setdefault(row, {}).setdefault(column, []).append(sentence)
        if wrong or not only:
            _copied(copy, book.pages[place], rows, wrong, heading, only)
    handle, name = tempfile.mkstemp(suffix=".xlsx")
    os.close(handle)
    copy.save(name)
    return {}, _pieces(name)


def _copied(copy: Any, page: Page, heads: list[int], wrong: Wrong, heading: str, only: bool) -> None:
    sheet = copy.create_sheet(_title(page.name))
    kept = [
        (number, cells)
        for number, cells in filled(page)
        if not only or number in wrong or heads[0] <= number <= heads[1]
    ]
    first = heads[0] if not only else 1
    last = heads[1] if not only else 1 + heads[1] - heads[0]
    sheet.freeze_panes = f"A{last + 1}"
    _print_set_up(sheet, f"{first}:{last}")
    at = next(
        (cells.index(heading) for number, cells in kept if number == heads[1] and heading in cells), None
    )
    wide = max([len(cells) for _number, cells in kept] + [max(one) for one in wrong.values()], default=1)
    wide = at if at is not None else wide
    _set_widths(sheet, kept[:60], wide)
    written = 0
    for number, cells in kept:
        while not only and written + 1 < number:
            sheet.append([])
            written += 1
        said = heading if number == heads[1] else ""
        sheet.append(_row(sheet, cells[:wide], wide, wrong.get(number, {}), said))
        written += 1


def _title(name: str) -> str:
    return "".join("_" if char in r"[]:*?/\'" else char for char in name)[:31] or "Sheet1"


def _print_set_up(sheet: Any, heads: str) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = heads


def _set_widths(sheet: Any, kept: list[Any], wide: int) -> None:
    from openpyxl.utils import get_column_letter

    for at in range(wide):
        texts = [str(cells[at]) for _number, cells in kept if at < len(cells)]
        longest = max((sum(1 if char.isascii() else 2 for char in text) for text in texts), default=8)
        sheet.column_dimensions[get_column_letter(at + 1)].width = min(max(longest + 2, 8), WIDEST)
    sheet.column_dimensions[get_column_letter(wide + 1)].width = 56


def _row(sheet: Any, values: list[Any], wide: int, wrong: dict[int, list[str]], said: str) -> list[Any]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    cells = [_plain(sheet, value) for value in values] + [None] * (wide - len(values))
    for column, sentences in wrong.items():
        place = min(column, wide) - 1
        cell = cells[place] if cells[place] is not None else WriteOnlyCell(sheet)
        cell.fill = PatternFill("solid", fgColor="FBE3E1")
        cell.comment = Comment("\n".join(sentences), "cejc", width=260, height=90)
        cells[place] = cell
    told = said or "；".join(dict.fromkeys(one.rstrip("。") for found in wrong.values() for one in found))
    last = WriteOnlyCell(sheet, told or None)
    last.data_type = "s" if told else last.data_type
    last.font, last.alignment = Font(color="B3261E", bold=True), Alignment(wrap_text=True, vertical="top")
    return [*cells, last]


def _plain(sheet: Any, value: Any) -> Any:
    """The value as a cell that no spreadsheet reads as a formula; what showed nothing stays empty."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if value is None or value == "" or isinstance(value, Odd):
        return None
    if not isinstance(value, str):
        cell = WriteOnlyCell(sheet, value)
        for form, shown in ((datetime, "yyyy-mm-dd hh:mm"), (date, "yyyy-mm-dd"), (time, "hh:mm")):
            if isinstance(value, form):
                cell.number_format = shown
                break
        return cell
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub(" ", value)[:32_767])
    cell.data_type, cell.number_format = "s", "@"
    cell.quotePrefix = value[:1] in ("=", "+", "-", "@", "\t", "\r")
    return cell


def _pieces(name: str) -> Iterator[bytes]:
    try:
        with open(name, "rb") as file:
            while piece := file.read(PIECE):
                yield piece
    finally:
        os.unlink(name)

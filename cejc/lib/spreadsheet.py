"""Excel files that the portal writes: text never turns into a formula. Reading is `cejc.lib.sheets`."""

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from cejc.clock import SHANGHAI
from cejc.lib.writing import text

MOST_ROWS, MOST_COLUMNS = 60_000, 100
LONGEST_CELL = 32_767
MEASURED, WIDEST = 500, 60  # rows by which a column is made as wide as it need be, and letters at most
# Excel keeps 15 digits of a number; an identity number typed as a number has lost its last ones.
EXACT_UP_TO = 10**15
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_HEAD_FILL = PatternFill("solid", fgColor="E8EDF3")
_LINE = Side(style="thin", color="BFC7D1")


class SheetFault(ValueError):
    """A workbook or cell that cannot be read: a Chinese sentence that says what, where and what next."""


@dataclass(frozen=True)
class Column:
    """A column to write: heading, width in characters, and how its cells are read by Excel."""

    title: str
    width: int = 16
    kind: str = "text"  # text, number, date


@dataclass(frozen=True)
class Sheet:
    """A sheet to write. Cells are taken in the order of `columns`."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    paper: str = ""  # the heading of every printed page; a sheet to sign has lines and no filter


@dataclass(frozen=True)
class Mark:
    """Who took a workbook, said on a sheet of its own called `title` (`facts`), in the properties of the file
    (`code`), and by `of_row(number, cells)` in a column called `column` at the end of each row."""

    code: str
    title: str
    column: str
    facts: Sequence[tuple[str, str]]
    of_row: Callable[[int, Sequence[Any]], str]


def place(row: int, column: int) -> str:
    """The name of a cell as Excel shows it: B3."""
    return f"{get_column_letter(column)}{row}"


def write(*sheets: Sheet, mark: Mark | None = None) -> bytes:
    """A workbook: heading row frozen and filtered, widths set, every text cell a text for good; with who
    took it where there is a `mark`."""
    book = openpyxl.Workbook(write_only=True)
    book.properties.creator = "cejc"
    if mark:
        book.properties.description = mark.code
        sheets = (*(_marked(one, mark) for one in sheets), _said(mark))
    for sheet in sheets:
        _write_sheet(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _marked(spec: Sheet, mark: Mark) -> Sheet:
    """Its rows with their mark; a sheet to sign is paper, and stays as it is."""
    if spec.paper:
        return spec
    rows = ([*row, mark.of_row(number, row)] for number, row in enumerate(spec.rows, 1))
    return replace(spec, columns=[*spec.columns, Column(mark.column, 26)], rows=rows)


def _said(mark: Mark) -> Sheet:
    columns = [Column(mark.title, 16), Column("", 60)]
    return Sheet(mark.title, columns, [list(one) for one in mark.facts])


def text_cell(sheet: Any, value: Any) -> Any:
    """The one place where text becomes a cell: never a formula, never a number, nothing Excel chokes on."""
    shown = ILLEGAL_CHARACTERS_RE.sub(" ", text.visible(str(value)))[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, shown)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = shown[:1] in ("=", "+", "-", "@", "\t", "\r")
    return cell


def _write_sheet(book: openpyxl.Workbook, spec: Sheet) -> None:
    sheet = book.create_sheet(_sheet_title(spec.title))
    lines = iter(spec.rows)
    first = list(islice(lines, MEASURED))
    for index, column in enumerate(spec.columns, 1):
        width = column.width if spec.paper else _width(column, [row[index - 1] for row in first])
        sheet.column_dimensions[get_column_letter(index)].width = width
        if column.kind == "text":
            sheet.column_dimensions[get_column_letter(index)].number_format = "@"
    sheet.freeze_panes = "A2"
    _lay_out(sheet, spec.paper)
    sheet.append([_head(sheet, column.title) for column in spec.columns])
    count = 1
    for row in chain(first, lines):
        cells = [_cell(sheet, value) for _column, value in zip(spec.columns, row, strict=True)]
        count += 1
        if spec.paper:
            # No program measures wrapped text when it only prints: the height is said.
            sheet.row_dimensions[count].height = _height(spec.columns, row)
            cells = [_boxed(sheet, cell) for cell in cells]
        sheet.append(cells)
    if not spec.paper:
        sheet.auto_filter.ref = f"A1:{place(count, max(len(spec.columns), 1))}"


def _width(column: Column, values: Sequence[Any]) -> float:
    """As wide as what stands in the column, in letters; the width of an empty one is what was said."""
    if not values:
        return column.width
    shown = [f"{value:%Y-%m-%d}" if type(value) is date else str(value or "") for value in values]
    return min(max(map(_letters, [column.title, *shown])) + 3, WIDEST)


def _letters(text: str) -> int:
    """A Chinese character is as wide as two letters."""
    return sum(1 if char.isascii() else 2 for char in text)


def _lay_out(sheet: Any, heading: str) -> None:
    """A4 across, as wide as the paper, the heading row again on every page; a sheet to sign has its heading
    on every page too, and page numbers below."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    sheet.HeaderFooter.oddFooter.center.text = "— &P —"
    if not heading:
        return
    sheet.print_options.horizontalCentered = True
    sheet.HeaderFooter.oddHeader.center.text = heading.replace("&", "&&")
    sheet.HeaderFooter.oddHeader.center.size = 16


def _height(columns: Sequence[Column], row: Sequence[Any]) -> float:
    """Points for the longest cell of a row to sign, a Chinese character as wide as two letters."""
    lines = 1
    for column, value in zip(columns, row, strict=True):
        lines = max(lines, -(-_letters(str(value or "")) // max(column.width - 2, 1)))
    return max(24.0, 15.0 * lines)


def _boxed(sheet: Any, cell: Any) -> Any:
    cell = cell if cell is not None else WriteOnlyCell(sheet, None)
    cell.border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _head(sheet: Any, title: str) -> Any:
    cell = text_cell(sheet, title)
    cell.font, cell.fill = Font(bold=True), _HEAD_FILL
    cell.border = Border(bottom=_LINE)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    """What is a number or a day for us is one for Excel, whatever the
    column: it adds up, and is a day of Shanghai."""
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return _date_cell(sheet, value)
    return WriteOnlyCell(sheet, value) if _is_exact(value) else text_cell(sheet, value)


def _is_exact(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    return abs(float(value)) < EXACT_UP_TO


def _date_cell(sheet: Any, value: Any) -> Any:
    """Excel knows no time zones: an aware moment is written as the clocks of Shanghai show it."""
    is_moment = isinstance(value, datetime)
    if is_moment and value.tzinfo is not None:
        value = value.astimezone(SHANGHAI).replace(tzinfo=None)
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = "yyyy-mm-dd hh:mm" if is_moment else "yyyy-mm-dd"
    return cell


def _sheet_title(title: str) -> str:
    clean = "".join("_" if char in r"[]:*?/\'" else char for char in text.clean_line(title))
    return clean[:31] or "Sheet1"

"""Excel files: reading what strangers send, writing what cannot turn into a formula, marking wrong cells."""

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from cejc.clock import SHANGHAI
from cejc.lib.uploads import limited
from cejc.lib.writing import text

Cell = str | int | float | bool | date | datetime | time | None
MOST_ROWS, MOST_COLUMNS = 60_000, 100
LONGEST_CELL = 32_767
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
class CellError:
    """What is wrong with one cell; `row` and `column` count from 1."""

    sheet: str
    row: int
    column: int
    sentence: str


def read(
    source: BinaryIO | bytes, *, most_rows: int = MOST_ROWS, most_columns: int = MOST_COLUMNS
) -> dict[str, list[list[Cell]]]:
    """Rows of every sheet by its name. Raises `SheetFault`.

    Row 1 of the sheet is the first list, column A the first item, so that places can be named. Empty cells
    are "". Reading happens in a child process with limits.
    """
    source = io.BytesIO(source) if isinstance(source, bytes) else source
    options = {"most_rows": most_rows, "most_columns": most_columns}
    facts, body = _asked("rows", source, options, most={**options})
    sheets = json.loads(body, object_hook=_decoded)
    return dict(zip(facts["sheets"], sheets, strict=True))


@dataclass(frozen=True)
class Lines:
    """One sheet while it is read: its name, how many rows, the first cells of merged ranges, and the rows."""

    sheet: str
    height: int
    merged: Sequence[tuple[int, int]]
    rows: Iterator[list[Cell]]


@contextmanager
def read_lines(
    path: str, *, sheet: str, most_rows: int = MOST_ROWS, most_columns: int = MOST_COLUMNS
) -> Iterator[Lines]:
    """The sheet called `sheet` (else the first) row by row, however long. Raises `SheetFault`."""
    most = {"most_rows": most_rows, "most_columns": most_columns}
    try:
        with limited.stream("lines", path, seconds=120, sheet=sheet, **most) as (facts, lines):
            merged = [(row, column) for row, column in facts["merged"]]
            rows = (json.loads(line, object_hook=_decoded) for line in lines)
            yield Lines(facts["sheet"], facts["height"], merged, rows)
    except limited.ChildFound as found:
        raise SheetFault(_sentence(found.code, {**found.facts, **most})) from found
    except limited.ChildFailed as fault:
        raise SheetFault(_sentence("damaged", {})) from fault


@contextmanager
def annotated_lines(path: str, sheet: str, errors: Iterable[CellError]) -> Iterator[BinaryIO]:
    """As `annotate`, for long workbooks: a file with the values of the sheet and every wrong cell marked."""
    listed = [[error.row, error.column, error.sentence] for error in errors]
    options: dict[str, Any] = {"sheet": sheet, "errors": listed, "heading": _("需要更正的内容")}
    try:
        with (
            limited.stream("annotate_lines", path, seconds=280, written=400 * 1024 * 1024, **options) as (
                _f,
                pieces,
            ),
            TemporaryFile() as copy,
        ):
            copy.writelines(pieces)
            copy.seek(0)
            yield copy
    except (limited.ChildFound, limited.ChildFailed) as fault:
        raise SheetFault(_sentence("damaged", {})) from fault


def as_text(cell: Cell) -> str:
    """A cell as a person reads it. Raises `SheetFault` for a number that Excel has already rounded."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("是") if cell else _("否")
    if isinstance(cell, int | float):
        if abs(cell) >= EXACT_UP_TO:
            raise SheetFault(
                _("数字超过15位，Excel已把末尾几位改成0。请先把该列设为文本格式，再重新填写号码。")
            )
        return str(int(cell)) if cell == int(cell) else repr(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d" if cell.time() == time() else "%Y-%m-%d %H:%M")
    return cell.isoformat() if isinstance(cell, date | time) else text.clean_line(cell)


def place(row: int, column: int) -> str:
    """The name of a cell as Excel shows it: B3."""
    return f"{get_column_letter(column)}{row}"


def write(*sheets: Sheet) -> bytes:
    """A workbook: heading row frozen and filtered, widths set, every text cell a text for good."""
    book = openpyxl.Workbook(write_only=True)
    book.properties.creator = "cejc"
    for sheet in sheets:
        _write_sheet(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def annotate(original: BinaryIO | bytes, errors: Iterable[CellError]) -> bytes:
    """The same workbook with wrong cells red, each with a note, and a
    last column that tells all. `SheetFault`."""
    source = io.BytesIO(original) if isinstance(original, bytes) else original
    listed = [[error.sheet, error.row, error.column, error.sentence] for error in errors]
    options = {"errors": listed, "heading": _("需要更正的内容")}
    # openpyxl writes each sheet to a temporary file first, which the child may do here and nowhere else.
    return _asked("annotate", source, options, seconds=120, written=400 * 1024 * 1024)[1]


def text_cell(sheet: Any, value: Any) -> Any:
    """The one place where text becomes a cell: never a formula, never a number, nothing Excel chokes on."""
    shown = ILLEGAL_CHARACTERS_RE.sub(" ", text.visible(str(value)))[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, shown)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = shown[:1] in ("=", "+", "-", "@", "\t", "\r")
    return cell


def _asked(
    task: str, source: BinaryIO, options: dict[str, Any], most: dict[str, int] | None = None, **limits: int
) -> tuple[dict, bytes]:
    try:
        with limited.on_disk(source) as path:
            return limited.run(task, path, **limits, **options)
    except limited.ChildFound as found:
        raise SheetFault(_sentence(found.code, {**found.facts, **(most or {})})) from found
    except limited.ChildFailed as fault:
        raise SheetFault(_sentence("damaged", {})) from fault


def _sentence(code: str, facts: dict[str, Any]) -> str:
    if code == "rows":
        return _("工作表“%(sheet)s”有%(count)d行，超过%(most_rows)d行。请拆成几个文件分别导入。") % facts
    if code == "columns":
        return _("工作表“%(sheet)s”有%(count)d列，超过%(most_columns)d列。请删去多余的列后再导入。") % facts
    if code == "bomb":
        return _("文件展开后异常庞大，不能导入。请用Excel重新保存后再导入。")
    if code == "password":
        return _("文件设有密码。请去掉密码，另存后再导入。")
    if code in ("macro", "foreign", "link"):
        return _("文件中含有宏、嵌入对象或外部链接，不能导入。请只保留数据，另存为xlsx后再导入。")
    return _("文件打不开，可能不是xlsx，也可能已损坏。请用Excel另存为xlsx后再导入。")


def _decoded(value: dict[str, str]) -> Any:
    kinds: dict[str, Any] = {"datetime": datetime, "date": date, "time": time}
    return kinds[value["k"]].fromisoformat(value["$"]) if value["k"] in kinds else float(value["$"])


def _write_sheet(book: openpyxl.Workbook, spec: Sheet) -> None:
    sheet = book.create_sheet(_sheet_title(spec.title))
    for index, column in enumerate(spec.columns, 1):
        sheet.column_dimensions[get_column_letter(index)].width = column.width
        if column.kind == "text":
            sheet.column_dimensions[get_column_letter(index)].number_format = "@"
    sheet.freeze_panes = "A2"
    if spec.paper:
        _lay_out(sheet, spec.paper)
    sheet.append([_head(sheet, column.title) for column in spec.columns])
    count = 1
    for row in spec.rows:
        cells = [_cell(sheet, value) for _column, value in zip(spec.columns, row, strict=True)]
        count += 1
        if spec.paper:
            # No program measures wrapped text when it only prints: the height is said.
            sheet.row_dimensions[count].height = _height(spec.columns, row)
            cells = [_boxed(sheet, cell) for cell in cells]
        sheet.append(cells)
    if not spec.paper:
        sheet.auto_filter.ref = f"A1:{place(count, max(len(spec.columns), 1))}"


def _lay_out(sheet: Any, heading: str) -> None:
    """A4 across, as wide as the paper, the heading row again on every page, page numbers below."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    sheet.print_options.horizontalCentered = True
    sheet.HeaderFooter.oddHeader.center.text = heading.replace("&", "&&")
    sheet.HeaderFooter.oddHeader.center.size = 16
    sheet.HeaderFooter.oddFooter.center.text = "— &P —"


def _height(columns: Sequence[Column], row: Sequence[Any]) -> float:
    """Points for the longest cell of a row to sign, a Chinese character as wide as two letters."""
    lines = 1
    for column, value in zip(columns, row, strict=True):
        width = sum(1 if char.isascii() else 2 for char in str(value or ""))
        lines = max(lines, -(-width // max(column.width - 2, 1)))
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

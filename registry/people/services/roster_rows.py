"""Reading an employer's list of people: which columns there are, and what is wrong with each cell."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib import spreadsheet
from cejc.lib.paper import printing
from cejc.lib.spreadsheet import Cell, CellError, Column
from cejc.lib.writing import identity, names, text
from cejc.lib.writing.dates import cn_day
from registry.enums import Degree, TitleLevel
from registry.machinery.services.sheet_columns import column_sentence, sheet_sentence, unread, unread_sheets
from registry.people.queries.people import identity_index
from registry.people.services.identity_names import PERMITTED, identity_type_of
from registry.people.validators import PHONE, PHONE_FORM

SHEET = "人员名单"
MOST_PEOPLE = 20_000
# Heading in the workbook, name here, whether a cell may be empty, width.
HEADINGS: tuple[tuple[str, str, bool, int], ...] = (
    ("姓名", "name", False, 14),
    ("证件类型", "identity_type", True, 18),
    ("证件号码", "number", False, 24),
    ("手机号码", "phone", True, 18),
    ("部门和岗位", "position", True, 26),
    ("工号", "staff_number", True, 12),
    ("最高学位", "degree", True, 10),
    ("现职称系列", "title_series", True, 20),
    ("现职称级别", "title_level", True, 12),
    ("入职日期", "valid_from", True, 14),
)
LIMITS = {"position": 100, "staff_number": 40}


@dataclass
class Row:
    """One person of the list; `number` is the row in the sheet, `values` what was understood of its cells."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def index(self) -> str:
        return str(self.values.get("identity_index", ""))


@dataclass
class Reading:
    """What a workbook holds: the rows that were understood, and every fault with its place."""

    sheet: str
    rows: list[Row] = field(default_factory=list)
    faults: list[CellError] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)  # name -> column, from 1

    def fault(self, row: int, name: str, sentence: str) -> None:
        self.faults.append(CellError(self.sheet, row, self.columns.get(name, 1), sentence))


def template_columns() -> list[Column]:
    return [Column(title, width) for title, _name, _empty, width in HEADINGS]


def read(sheets: dict[str, list[list[Cell]]], series: dict[str, str], *, leave_out: bool = False) -> Reading:
    """Understand the sheet of people; `series` maps the name of a title series to its code. What is not read
    keeps all of it out, unless `leave_out` says that it is not wanted.

    Raises SheetFault when there is no list at all in the workbook.
    """
    title = SHEET if SHEET in sheets else next(iter(sheets), "")
    table = sheets.get(title, [])
    reading = Reading(title)
    if not table:
        raise spreadsheet.SheetFault(_("文件中没有内容。请下载模板，按模板填写后再上传。"))
    _read_headings(reading, table[0])
    if not leave_out:
        _name_unread(reading, sheets)
    if reading.faults:
        return reading
    for number, cells in enumerate(table[1:], start=2):
        if any(spreadsheet_text(cell) for cell in cells):
            _read_row(reading, number, cells, series)
    if not reading.rows and not reading.faults:
        raise spreadsheet.SheetFault(_("表头下面没有人员。请从第2行开始填写，每人一行。"))
    if len(reading.rows) > MOST_PEOPLE:
        raise spreadsheet.SheetFault(_("一次最多导入%d人，请拆成几个文件。") % MOST_PEOPLE)
    _mark_twice(reading)
    return reading


def spreadsheet_text(cell: Cell) -> str:
    """A cell as text; "?" for a number that cannot be read exactly (the fault is named where it is read)."""
    try:
        return spreadsheet.as_text(cell)
    except spreadsheet.SheetFault:
        return "?"


def _read_headings(reading: Reading, cells: Sequence[Cell]) -> None:
    known = {title: name for title, name, _empty, _width in HEADINGS}
    for column, cell in enumerate(cells, start=1):
        name = known.get(spreadsheet_text(cell).replace(" ", ""))
        if name and reading.columns.setdefault(name, column) != column:
            sentence = _("这一列与前面的“%s”重复，请删去一列。") % spreadsheet_text(cell).strip()[:30]
            reading.faults.append(CellError(reading.sheet, 1, column, sentence))
    for title, name, may_be_empty, _width in HEADINGS:
        if not may_be_empty and name not in reading.columns:
            reading.faults.append(
                CellError(reading.sheet, 1, 1, _("第1行缺少“%s”这一列。请使用模板中的表头。") % title)
            )


def _name_unread(reading: Reading, sheets: dict[str, list[list[Cell]]]) -> None:
    known = {*reading.columns.values(), *(one.column for one in reading.faults if one.column > 1)}
    for column, heading, _held in unread(sheets[reading.sheet], known):
        reading.faults.append(CellError(reading.sheet, 1, column, column_sentence(column, heading)))
    for title in unread_sheets(sheets, reading.sheet):
        reading.faults.append(CellError(reading.sheet, 1, 1, sheet_sentence(title, reading.sheet)))


def _read_row(reading: Reading, number: int, cells: Sequence[Cell], series: dict[str, str]) -> None:
    before = len(reading.faults)
    row = Row(number)
    for name, value in _texts(reading, number, cells):
        try:
            row.values[name] = _understood(name, value, row, series)
        except (names.NameFault, identity.IdentityFault, ValueError) as fault:
            reading.fault(number, name, str(fault))
    if len(reading.faults) == before:
        row.values["identity_index"] = identity_index(row.values["number"])
        reading.rows.append(row)


def _texts(reading: Reading, number: int, cells: Sequence[Cell]) -> Iterator[tuple[str, Any]]:
    """Name and raw cell of each column of the list, in the order of
    HEADINGS; "" where there is no such column."""
    for _title, name, _empty, _width in HEADINGS:
        column = reading.columns.get(name, 0)
        cell = cells[column - 1] if 0 < column <= len(cells) else ""
        if name == "valid_from":
            yield name, cell
            continue
        try:
            yield name, spreadsheet.as_text(cell)
        except spreadsheet.SheetFault as fault:
            reading.fault(number, name, str(fault))


def _understood(name: str, value: Any, row: Row, series: dict[str, str]) -> Any:
    """The value of a cell. Raises ValueError with a sentence."""
    if name == "name":
        found = names.normalise(value)
        names.check(found)
        return found
    if name == "identity_type":
        return _identity_type(value)
    if name == "number":
        # Of which document it is, nobody knows where that was not understood: the number is not judged.
        kind = row.values.get("identity_type")
        return _number(value, kind) if kind else value
    if name == "valid_from":
        return _date(value)
    if name in CHOICES:
        return _choice(CHOICES[name], value)
    if name == "title_series":
        return _series(value, series)
    return _line(name, value)


def _identity_type(value: str) -> str:
    found = identity_type_of(value)
    if found is None:
        raise ValueError(
            _("“%(value)s”不在可选范围内，可填：%(permitted)s。")
            % {"value": value[:30], "permitted": PERMITTED}
        )
    return found


def _number(value: str, kind: str) -> str:
    number = identity.normalise(kind, value)
    identity.check(kind, number)
    return number


CHOICES: dict[str, tuple[Any, Any]] = {
    "degree": (Degree, Degree.OTHER),
    "title_level": (TitleLevel, TitleLevel.NONE),
}


def _choice(spec: tuple[Any, Any], value: str) -> str:
    choices, default = spec
    typed = value.replace(" ", "")
    if not typed:
        return str(default)
    for code, label in choices.choices:
        if typed in (str(label), str(label).removesuffix("级")):
            return str(code)
    permitted = "、".join(str(label) for label in choices.labels)
    raise ValueError(
        _("“%(value)s”不在可选范围内，可填：%(permitted)s。") % {"value": value[:30], "permitted": permitted}
    )


def _series(value: str, series: dict[str, str]) -> str:
    typed = value.replace(" ", "")
    if typed and typed not in series:
        raise ValueError(_("“%s”不是职称系列的名称，可选名称见模板的“填写说明”。") % value[:30])
    return series.get(typed, "")


def _line(name: str, value: str) -> str:
    clean = text.clean_line(value)
    limit = LIMITS.get(name, 30)
    if len(clean) > limit:
        raise ValueError(
            _("内容过长，最多%(limit)d个字，现在是%(count)d个字。") % {"limit": limit, "count": len(clean)}
        )
    if sentence := printing.fault_of(clean):
        raise ValueError(sentence)
    if name == "phone" and clean and not re.search(PHONE_FORM, clean):
        raise ValueError(str(PHONE.message))
    return clean


def _date(value: Any) -> date:
    """A date cell or a typed date; empty: today."""
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
    else:
        day = _typed_date(spreadsheet_text(value))
    if day > clock.today():
        raise ValueError(_("入职日期%s还没有到，请核对。") % cn_day(day))
    if day.year < 1950:
        raise ValueError(_("入职日期%s过早，请核对。") % cn_day(day))
    return day


def _typed_date(typed: str) -> date:
    clean = typed.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace(".", "-")
    if not clean:
        return clock.today()
    parts = clean.split("-")
    if len(clean) == 8 and clean.isdigit():
        parts = [clean[:4], clean[4:6], clean[6:]]
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day)
    except ValueError as fault:
        raise ValueError(_("“%s”不是日期，请按“2015-07-01”的样子填写。") % typed[:30]) from fault


def _mark_twice(reading: Reading) -> None:
    seen: dict[str, int] = {}
    for row in reading.rows:
        first = seen.setdefault(row.index, row.number)
        if first != row.number:
            reading.fault(
                row.number, "number", _("与第%d行的证件号码相同。请删去重复的一行，或更正号码。") % first
            )

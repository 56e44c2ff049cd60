"""What stands on a sheet and is read by nobody is named, before anything is written."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from cejc.lib import spreadsheet
from cejc.lib.spreadsheet import Cell

HELP_SHEETS = ("填写说明",)
# A column that numbers the rows says nothing of anybody; nor do our own
# words in a workbook that comes back corrected.
PASSED_OVER = ("序号", "序", "No", "No.", "NO", "NO.", "需要更正的内容")


def text_of(cell: Cell) -> str:
    """A cell as text; "?" for a number that cannot be read exactly."""
    try:
        return spreadsheet.as_text(cell).strip()
    except spreadsheet.SheetFault:
        return "?"


def unread(table: Sequence[Sequence[Cell]], read: Collection[int]) -> Iterator[tuple[int, str, list[str]]]:
    """Columns (from 1) that hold something below the heading row and are not among `read`:
    place, heading ("": none), what they hold."""
    heads = [text_of(cell) for cell in table[0]] if table else []
    for column in range(1, max((len(row) for row in table), default=0) + 1):
        heading = heads[column - 1] if column <= len(heads) else ""
        held = [text for row in table[1:] if column <= len(row) and (text := text_of(row[column - 1]))]
        if column not in read and held and heading.replace(" ", "") not in PASSED_OVER:
            yield column, heading, held


def unread_sheets(sheets: Mapping[str, Sequence[Sequence[Cell]]], read: str) -> list[str]:
    """Other sheets that hold something; the template's own notes are none."""
    others = (title for title in sheets if title != read and title not in HELP_SHEETS)
    return [title for title in others if any(text_of(cell) for row in sheets[title] for cell in row)]


def column_sentence(column: int, heading: str) -> str:
    """Why nothing was taken in because of this column, and the two ways on."""
    letter = spreadsheet.place(1, column)[:-1]
    if not heading:
        return _("%s列没有表头而下面有内容，不知道是什么。请补上模板中的表头，或删去这一列。") % letter
    return (
        _(
            "不认识“%s”这一列，它不会被导入。请改为模板中的表头；确实不需要导入的，勾选“其余的列不导入”后重新上传。"
        )
        % (heading[:30])
    )


def sheet_sentence(title: str, read: str) -> str:
    return _(
        "只读工作表“%(read)s”，另一工作表“%(title)s”中也有内容，它不会被导入。确实不需要的，勾选“其余的列不导入”后重新上传。"
    ) % {
        "read": read[:31],
        "title": title[:31],
    }

"""A workbook that somebody sent: its sheets, and their rows one at a time, never all in memory."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO

from django.utils.translation import gettext as _

from cejc.lib.spreadsheet import MOST_COLUMNS, MOST_ROWS, SheetFault
from cejc.lib.uploads import files, limited
from cejc.lib.uploads.scan import scan

FORMS = {"xlsx": "Excel（xlsx）", "xls": "Excel 97–2003（xls）", "csv": "CSV"}
HEAD = 40  # rows of each sheet among which the headings are looked for


@dataclass(frozen=True)
class Odd:
    """A cell that shows no value: a formula without its result, or an error."""

    kind: str
    shown: str = ""


Cell = str | int | float | bool | date | datetime | time | Odd | None
Row = tuple[int, list[Cell]]


@dataclass
class Page:
    """One sheet: the first rows that show anything, how many there are; `merged` are ranges as
    [row, column, last row, last column] from 1."""

    name: str
    visible: bool
    merged: list[list[int]]
    head: list[Row] = field(default_factory=list)
    height: int = 0
    start: int = 0  # in the answer of the child


@dataclass
class Book:
    """`form` is a key of `FORMS`, `encoding` that of a text, `epoch` the year that serials count from."""

    form: str
    encoding: str
    epoch: int
    pages: list[Page]
    answer: IO[bytes]

    @property
    def visible(self) -> list[Page]:
        """Those of its sheets that anybody sees, with anything on them."""
        return [page for page in self.pages if page.visible and page.height]

    @property
    def told(self) -> str:
        """What kind of file it is, for whoever sent it."""
        label = FORMS[self.form]
        return (
            _("%(label)s，%(encoding)s编码") % {"label": label, "encoding": self.encoding}
            if self.encoding
            else label
        )

    def rows(self, page: Page) -> Iterator[Row]:
        """Number and cells of each row of `page` that shows anything."""
        self.answer.seek(page.start)
        for _count in range(page.height):
            _place, number, cells = json.loads(self.answer.readline(), object_hook=_decoded)
            yield number, cells


def require_book(upload: Any) -> None:
    """Is what was sent a workbook that can be read, and nothing that can harm? By content, whatever its name.
    Raises FileFault."""
    files.digest(upload)  # its size
    try:
        with limited.on_disk(upload) as path:
            limited.run("book_form", path)
    except limited.ChildFound as found:
        raise files.FileFault(sentence(found.code, found.facts)) from found
    except limited.ChildFailed as fault:
        raise files.FileFault(sentence("damaged", {})) from fault
    scan(upload)
    upload.seek(0)


@contextmanager
def opened(source: BinaryIO, *, most_rows: int = MOST_ROWS) -> Iterator[Book]:
    """The workbook in `source`, read by a child with limits. Raises `SheetFault` with a sentence."""
    most = {"most_rows": most_rows, "most_columns": MOST_COLUMNS}
    try:
        with (
            limited.on_disk(source) as path,
            TemporaryFile() as answer,
            limited.stream("book", path, seconds=120, **most) as (facts, lines),
        ):
            answer.writelines(lines)
            yield _indexed(facts, answer, most)
    except limited.ChildFound as found:
        raise SheetFault(sentence(found.code, {**found.facts, **most})) from found
    except limited.ChildFailed as fault:
        raise SheetFault(sentence("damaged", {})) from fault


def _indexed(facts: dict[str, Any], answer: IO[bytes], most: dict[str, int]) -> Book:
    pages = [Page(one["name"], one["visible"], one["merged"]) for one in facts["sheets"]]
    answer.seek(0)
    place = 0
    for line in answer:
        if line.startswith(b"{"):
            fault = json.loads(line)
            raise SheetFault(sentence(fault["fault"], {**fault, **most}))
        index = int(line[1 : line.index(b",")])
        page = pages[index]
        page.start = page.start if page.height else place
        page.height += 1
        if len(page.head) < HEAD:
            _index, number, cells = json.loads(line, object_hook=_decoded)
            page.head.append((number, cells))
        place += len(line)
    return Book(facts["form"], facts["encoding"], facts["epoch"], pages, answer)


def _decoded(value: dict[str, str]) -> Any:
    kinds: dict[str, Any] = {"datetime": datetime, "date": date, "time": time}
    if value["k"] in kinds:
        return kinds[value["k"]].fromisoformat(value["$"])
    return float(value["$"]) if value["k"] == "seconds" else Odd(value["k"], value["$"])


def sentence(code: str, facts: dict[str, Any]) -> str:
    """The words for a finding of the child about a workbook, with the way out."""
    sentences = {
        "rows": _("工作表“%(sheet)s”超过%(most_rows)s行。请拆成几个文件分别导入。"),
        "columns": _("工作表“%(sheet)s”超过%(most_columns)s列。请删去多余的列后再导入。"),
        "bomb": _("文件展开后异常庞大，不能导入。请用Excel或WPS重新保存后再导入。"),
        "password": _("文件设有打开密码，系统读不了。请去掉密码，另存后再导入。"),
        "macro": _("这是带宏的工作簿（例如xlsm），不能导入。请用Excel或WPS“另存为”xlsx，去掉宏后再导入。"),
        "foreign": _("工作簿中嵌入了其他文件（对象），不能导入。请只保留数据，另存为xlsx后再导入。"),
        "link": _("工作簿会自动从外部取数，不能导入。请断开链接，只保留数据，另存后再导入。"),
        "xlsb": _("这是二进制工作簿（xlsb），系统读不了。请用Excel或WPS另存为xlsx后再导入。"),
        "ods": _("这是OpenDocument文件（例如ods），系统读不了。请用WPS或LibreOffice另存为xlsx后再导入。"),
        "encoding": _("文本文件的编码无法识别，文字会读成乱码。请用Excel打开，另存为xlsx后再导入。"),
        "web": _("这是网页格式的表格，只是扩展名像Excel。请用Excel或WPS打开，另存为xlsx后再导入。"),
        "empty": _("文件中没有内容。请下载模板，按模板填写后再上传。"),
        "other": _("这不是表格文件。可以导入Excel工作簿（xlsx、xls）和CSV文件。"),
    }
    damaged = _("文件打不开，可能不完整或已损坏。请用Excel或WPS打开，另存为xlsx后再导入。")
    known = {"sheet": "", "most_rows": "", "most_columns": "", **facts}
    return sentences.get(code, damaged) % known

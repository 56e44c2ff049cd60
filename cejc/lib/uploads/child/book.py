"""Any workbook that offices send, told row by row: xlsx, Excel 97 to 2003, text with separators.

Only what a cell shows is told. A formula without a stored result and an error are told as such.
"""

import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from cejc.lib.uploads.child import office
from cejc.lib.uploads.child.faults import Fault

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass
class Page:
    """One sheet: its rows from 1 on; `odd` are cells that show nothing or an error."""

    name: str
    visible: bool
    rows: Iterable[list[Any]]
    merged: list[list[int]] = field(default_factory=list)  # first row, first column, last row, last column


@dataclass
class Book:
    form: str
    pages: list[Page]
    encoding: str = ""
    epoch: int = 1900


class Odd:
    """A cell that shows no value: `kind` is formula (without a result) or error; `shown` what is there."""

    def __init__(self, kind: str, shown: str = "") -> None:
        self.kind, self.shown = kind, shown


def rows(path: str, *, most_rows: int, most_columns: int) -> tuple[dict[str, Any], Iterator[bytes]]:
    """`{"form", "encoding", "epoch", "sheets": [{"name", "visible", "merged"}]}`, then lines of JSON
    `[sheet, row, cells]` of each row that shows something, of visible sheets. A Fault: damaged, password,
    macro, foreign, link, bomb, path, encoding; rows and columns in a line of their own."""
    book = opened(path)
    sheets = [{"name": one.name, "visible": one.visible, "merged": one.merged[:200]} for one in book.pages]
    facts = {"form": book.form, "encoding": book.encoding, "epoch": book.epoch, "sheets": sheets}
    return facts, _lines(book, most_rows, most_columns)


def form(path: str) -> tuple[dict[str, Any], bytes]:
    """Is it a workbook at all? `{}`, or a Fault as of `rows`; without reading the rows of a large one."""
    with open(path, "rb") as file:
        is_zip = file.read(4) == b"PK\x03\x04"
    if is_zip:
        return _inspected(path)
    opened(path)
    return {}, b""


def _inspected(path: str) -> tuple[dict[str, Any], bytes]:
    """As `office.inspect`; the two other kinds of workbook that are a zip are named for what they are."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError) as fault:
        raise Fault("damaged") from fault
    if "xl/workbook.bin" in names:
        raise Fault("xlsb")
    if "content.xml" in names and "mimetype" in names:
        raise Fault("ods")
    return office.inspect(path, kind="xlsx", stored_links=True)


def opened(path: str) -> Book:
    """The workbook at `path`, by its content."""
    with open(path, "rb") as file:
        head = file.read(8)
    if head.startswith(OLD_OFFICE):
        from cejc.lib.uploads.child.book_old import old_book

        return old_book(path)
    if head.startswith(b"PK\x03\x04"):
        from cejc.lib.uploads.child.book_new import new_book

        _inspected(path)
        return new_book(path)
    from cejc.lib.uploads.child.book_text import text_book

    return text_book(path)


def _lines(book: Book, most_rows: int, most_columns: int) -> Iterator[bytes]:
    encode = json.JSONEncoder(default=encoded, ensure_ascii=False).encode
    for place, page in enumerate(book.pages):
        if not page.visible:
            continue
        for count, (number, cells) in enumerate(filled(page), start=1):
            if count > most_rows or len(cells) > most_columns:
                code = "rows" if count > most_rows else "columns"
                yield json.dumps({"fault": code, "sheet": page.name}).encode() + b"\n"
                return
            yield encode([place, number, cells]).encode() + b"\n"


def filled(page: Page) -> Iterator[tuple[int, list[Any]]]:
    """Number and cells of each row that shows anything, cut behind its last cell that does."""
    for number, cells in enumerate(page.rows, start=1):
        width = len(cells)
        while width and (cells[width - 1] in ("", None) or str(cells[width - 1]).isspace()):
            width -= 1
        if width:
            yield number, list(cells[:width])


def encoded(value: Any) -> Any:
    """What JSON does not know: dates, times and odd cells as `{"$": text, "k": kind}`."""
    for kind, form in (("datetime", datetime), ("date", date), ("time", time)):
        if isinstance(value, form):
            return {"$": value.isoformat(), "k": kind}
    if isinstance(value, timedelta):
        return {"$": str(value.total_seconds()), "k": "seconds"}
    if isinstance(value, Odd):
        return {"$": value.shown, "k": value.kind}
    raise Fault("damaged")

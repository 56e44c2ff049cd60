"""A workbook of Excel 97 to 2003 (BIFF), and of WPS where it still writes such."""

import io
from collections.abc import Iterator
from typing import Any

from cejc.lib.uploads.child.book import Book, Odd, Page
from cejc.lib.uploads.child.faults import Fault

# Names of streams in the folder of an OLE file, as UTF-16.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORD, _SLIDES = "WordDocument".encode("utf-16-le"), "PowerPoint Document".encode("utf-16-le")


def old_book(path: str) -> Book:
    import xlrd

    with open(path, "rb") as file:
        content = file.read()
    if _ENCRYPTED in content:
        raise Fault("password")
    if _WORD in content or _SLIDES in content:
        raise Fault("other")
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), ragged_rows=True)
    except xlrd.XLRDError as fault:
        raise Fault("password" if "encrypted" in str(fault) else "damaged") from fault
    except Exception as fault:  # a broken file makes xlrd fail anywhere
        raise Fault("damaged") from fault
    pages = [_page(sheet, book.datemode) for sheet in book.sheets()]
    return Book("xls", pages, epoch=1904 if book.datemode else 1900)


def _page(sheet: Any, mode: int) -> Page:
    visible = sheet.visibility == 0
    return Page(sheet.name, visible, _rows(sheet, mode) if visible else [])


def _rows(sheet: Any, mode: int) -> Iterator[list[Any]]:
    for number in range(sheet.nrows):
        yield [_cell(one, mode) for one in sheet.row(number)]


def _cell(cell: Any, mode: int) -> Any:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Odd("error", xlrd.error_text_from_code.get(cell.value, "#?"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype != xlrd.XL_CELL_DATE:
        return cell.value
    try:
        moment = xlrd.xldate_as_datetime(cell.value, mode)
    except (ValueError, OverflowError):
        return cell.value
    return moment.date() if cell.value == int(cell.value) else moment

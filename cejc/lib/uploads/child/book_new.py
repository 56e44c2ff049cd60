"""A workbook of Excel 2007 and later, and of WPS."""

import posixpath
import zipfile
from collections.abc import Iterator
from typing import IO, Any
from xml.etree import ElementTree

from cejc.lib.uploads.child.book import Book, Odd, Page
from cejc.lib.uploads.child.faults import Fault

Places = dict[int, dict[int, Odd]]  # row -> column -> what stands there, both from 0


def new_book(path: str) -> Book:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_path(path)
        kept = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        with zipfile.ZipFile(path) as archive:
            epoch, parts = _outline(archive)
            odd = {one.name: _odd_of(archive, parts.get(one.name, "")) for one in kept}
        pages = [
            _page(book, one.name, one.visible == SheetVisibleEnum.Visible, odd[one.name]) for one in kept
        ]
    except (CalamineError, OSError, ValueError, KeyError, ElementTree.ParseError) as fault:
        raise Fault("damaged") from fault
    return Book("xlsx", pages, epoch=epoch)


def _page(book: Any, name: str, visible: bool, odd: Places) -> Page:
    if not visible:
        return Page(name, False, [])
    sheet = book.get_sheet_by_name(name)
    merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or []]
    return Page(name, True, _rows(sheet, odd), sorted([[at + 1 for at in one] for one in merged]))


def _rows(sheet: Any, odd: Places) -> Iterator[list[Any]]:
    """From A1 on; what calamine shows as empty and is not, is put in."""
    first = sheet.start or (0, 0)
    yield from ([] for _row in range(first[0]))
    for number, row in enumerate(sheet.iter_rows(), start=first[0]):
        cells = [""] * first[1] + list(row)
        for column, what in odd.get(number, {}).items():
            cells += [""] * (column + 1 - len(cells))
            cells[column] = what if cells[column] in ("", 0.0) or what.kind == "error" else cells[column]
        yield cells


def _outline(archive: zipfile.ZipFile) -> tuple[int, dict[str, str]]:
    """The year that serial numbers of days begin with; name of a sheet -> its part."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314  (no entities: office.inspect)
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {one.get("Id"): one.get("Target", "") for one in links}
    epoch, parts = 1900, {}
    for one in book.iter():
        tag = one.tag.rpartition("}")[2]
        if tag == "workbookPr" and one.get("date1904", "") in ("1", "true"):
            epoch = 1904
        if tag == "sheet":
            key = next((value for name, value in one.items() if name.endswith("}id")), "")
            parts[one.get("name", "")] = posixpath.normpath(posixpath.join("/xl", targets.get(key, "")))[1:]
    return epoch, parts


def _odd_of(archive: zipfile.ZipFile, part: str) -> Places:
    """Cells with a formula that has no result yet, or with an error: calamine shows both as empty."""
    found: Places = {}
    if part not in archive.namelist():
        return found
    content = archive.read(part)
    if not any(mark in content for mark in (b"<f", b":f>", b":f ", b't="e"')):
        return found
    with archive.open(part) as file:
        for row, column, cell in _cells(file):
            if (what := _odd(cell)) is not None:
                found.setdefault(row, {})[column] = what
    return found


def _cells(file: IO[bytes]) -> Iterator[tuple[int, int, Any]]:
    """Each cell with its row and column from 0; one that does not say where it stands follows the last."""
    row, column = -1, -1
    for event, one in ElementTree.iterparse(file, events=("start", "end")):  # noqa: S314
        tag = one.tag.rpartition("}")[2]
        if tag == "row" and event == "start":
            row, column = int(one.get("r") or row + 2) - 1, -1
        elif tag == "c" and event == "end":
            place = one.get("r")
            row, column = _place(place) if place else (row, column + 1)
            yield row, column, one
            one.clear()


def _odd(cell: Any) -> Odd | None:
    parts = {one.tag.rpartition("}")[2]: one.text or "" for one in cell}
    if cell.get("t") == "e":
        return Odd("error", parts.get("v", ""))
    # A formula that was never calculated is stored with nothing, or with a 0, as its result.
    if "f" in parts and parts.get("v", "") in ("", "0"):
        return Odd("formula", parts.get("v", ""))
    return None


def _place(name: str) -> tuple[int, int]:
    letters = name.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter.upper()) - 64
    return int(name[len(letters) :] or 1) - 1, column - 1

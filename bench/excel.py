"""Reading a large roster: the portal's reader, with its limits and its child process, against openpyxl."""

import io
from collections.abc import Iterator

import openpyxl

from bench.figure import Figure, best_of
from cejc.lib.sheets import book as books

ROWS, COLUMNS = 50_000, 12


def figures() -> Iterator[Figure]:
    """Seconds for a sheet of 50,000 rows and 12 columns of text, numbers and dates."""
    book = _book()
    plain = best_of(2, lambda: _openpyxl(book))
    ours = best_of(3, lambda: _ours(book))
    yield Figure("excel-read-openpyxl", plain, "s")
    yield Figure("excel-read", ours, "s")
    yield Figure("excel-read-ratio", ours / plain, "of openpyxl", "≤ 0.25")


def _book() -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("名册")
    for row in range(ROWS):
        sheet.append(
            [
                f"张三{row}",
                f"43010219850307{row:04d}",
                row,
                row / 2,
                *[f"湖南省第{row % 97}设计院"] * (COLUMNS - 4),
            ]
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _openpyxl(book: bytes) -> int:
    sheet = openpyxl.load_workbook(io.BytesIO(book), read_only=True, data_only=True).worksheets[0]
    return sum(1 for row in sheet.iter_rows(values_only=True) if row)


def _ours(book: bytes) -> int:
    with books.opened(io.BytesIO(book)) as opened:
        return sum(len(list(opened.rows(page))) for page in opened.visible)

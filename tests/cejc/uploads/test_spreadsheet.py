import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from cejc.lib import spreadsheet as sheets
from cejc.lib.sheets import book as books

COLUMNS = [
    sheets.Column("证件号码", 22),
    sheets.Column("学时", 8, "number"),
    sheets.Column("日期", 12, "date"),
]


def test_written_book_reads_back_the_same():
    rows = [["43010219900101123X", Decimal("10.5"), date(2019, 5, 6)], ["110101199001011234", 4, None]]

    with books.opened(io.BytesIO(sheets.write(sheets.Sheet("名册", COLUMNS, rows)))) as book:
        read = list(book.rows(book.visible[0]))

    assert read == [
        (1, ["证件号码", "学时", "日期"]),
        (2, ["43010219900101123X", 10.5, date(2019, 5, 6)]),
        (3, ["110101199001011234", 4]),
    ]


@settings(deadline=None, max_examples=30)
@given(st.text(st.characters(codec="utf-8"), max_size=20), st.sampled_from("=+-@\t\r"))
def test_text_never_becomes_a_formula(rest, first):
    content = sheets.write(sheets.Sheet("a", [sheets.Column("b")], [[first + rest]]))

    cell = openpyxl.load_workbook(io.BytesIO(content)).active["A2"]
    assert cell.data_type in ("s", "n")  # "n": an empty cell
    assert cell.data_type == "s" or cell.value is None


def test_formula_like_text_is_kept_as_it_was_written():
    content = sheets.write(sheets.Sheet("a", COLUMNS, [["=cmd|'/c calc'!A0", "=1+1", "+86 731"]]))

    row = openpyxl.load_workbook(io.BytesIO(content)).active[2]
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in row] == [
        ("=cmd|'/c calc'!A0", "s", True),
        ("=1+1", "s", True),
        ("+86 731", "s", True),
    ]


def test_write_takes_aware_moments_long_text_and_odd_titles():
    moment = datetime(2020, 1, 1, 16, 30, tzinfo=UTC)
    content = sheets.write(sheets.Sheet("甲/乙:" + "长" * 40, COLUMNS, [["x\x00\x1b" * 40_000, 1, moment]]))

    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet.title == ("甲_乙_" + "长" * 40)[:31]
    assert len(sheet["A2"].value) == 32_767
    assert sheet["C2"].value == datetime(2020, 1, 2, 0, 30)


def test_numbers_and_moments_are_such_for_excel_in_every_column():
    moment = datetime(2020, 6, 22, 2, 38, tzinfo=UTC)
    columns = [sheets.Column(title) for title in "甲乙丙丁"]
    sheet = sheets.Sheet("表", columns, [[Decimal("28.00"), 7, moment, True]])

    cells = next(
        openpyxl.load_workbook(io.BytesIO(sheets.write(sheet))).active.iter_rows(min_row=2, values_only=True)
    )

    assert cells == (28, 7, datetime(2020, 6, 22, 10, 38), "True")


def test_places_are_named_as_excel_names_them():
    assert (sheets.place(3, 3), sheets.place(12, 28)) == ("C3", "AB12")


def test_sheet_to_sign_is_laid_out_for_paper_with_room_for_long_names():
    columns = [sheets.Column("姓名", 16), sheets.Column("签收", 18)]
    long = "阿不都热西提·买买提" * 10

    book = openpyxl.load_workbook(
        io.BytesIO(
            sheets.write(sheets.Sheet("表", columns, [["张三", ""], [long, None]], paper="领取表&名单"))
        )
    )

    sheet = book.active
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.oddHeader.center.text == "领取表&&名单"
    assert (sheet.row_dimensions[2].height, sheet.row_dimensions[3].height) == (24, 15 * 15)
    assert sheet["B2"].border.left.style == "thin"
    assert sheet["A3"].alignment.wrap_text

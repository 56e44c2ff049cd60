"""Workbooks as offices send them: each with its answer, and further ones of the same kinds."""

import io
from pathlib import Path

import openpyxl
import pytest
from django.urls import reverse

from registry.models import Professional, SheetImport
from registry.people.services.sheet_rows import contents
from tests.cejc.makefiles import zipped
from tests.factories import resident_number
from tests.registry.people.sheets import GOOD, TITLES, book, changed, faults, send

BOOKS = Path(__file__).parent / "workbooks"
PLAIN = TITLES[:10]


@pytest.fixture
def reading(login, bob, run_jobs):
    """`reading(bytes, name)` sends as bob and has it read; the import, or the sentence of the refusal."""

    def act(content, name="名单.xlsx"):
        answer = send(login(bob), content, name)
        if answer.status_code == 422:
            return answer.context["form"].errors["file"][0]
        run_jobs()
        return SheetImport.objects.order_by("-pk").first()

    return act


def kept(name):
    return (BOOKS / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "count", "form"),
    [
        ("00-good.xlsx", 3, "Excel（xlsx）"),
        ("01-biff.xls", 3, "Excel 97–2003（xls）"),
        ("01b-biff-renamed.xlsx", 3, "Excel 97–2003（xls）"),
        ("02b-utf8bom.csv", 3, "CSV，UTF-8编码"),
        ("04-apostrophe-literal.xlsx", 1, "Excel（xlsx）"),
        ("08-1904.xlsx", 2, "Excel（xlsx）"),
        ("10b-hidden-template-sheet.xlsx", 2, "Excel（xlsx）"),
        ("11-total.xlsx", 2, "Excel（xlsx）"),
        ("13-10000-formatted.xlsx", 3, "Excel（xlsx）"),
        ("13c-space-in-last-row.xlsx", 3, "Excel（xlsx）"),
        ("14-formula-cached.xlsx", 2, "Excel（xlsx）"),
        ("20-身份证号.xlsx", 1, "Excel（xlsx）"),
        ("20f-optional-misspelt.xlsx", 2, "Excel（xlsx）"),
        ("24-externallink.xlsx", 1, "Excel（xlsx）"),
    ],
)
def test_workbook_that_is_right_is_read_whole(reading, name, count, form):
    row = reading(kept(name), name)

    assert (row.state, row.counts, row.facts["form"]) == ("ready", {"new": count}, form)
    values = contents(row.rows.first())["values"]
    assert {"position", "degree", "title_series", "title_level", "valid_from", "phone"} <= values.keys()


WRONG = [
    ("03-id-number.xlsx", [2, 3], "号码已被Excel改成数字“4.30105E+17”"),
    ("03b-id-sci-text.xlsx", [2], "号码已被Excel改成数字“4.30105E+17”"),
    ("06-15digit.xlsx", [2], "18位"),
    ("14b-formula-nocache.xlsx", [2, 2, 2, 3, 3, 3], "是公式，"),
    ("14c-openpyxl-nocache.xlsx", [2], "是公式，没有计算结果"),
    ("19-duplicate.xlsx", [4, 5], "与第2行的证件号码相同"),
    ("26-injection.xlsx", [2], "是公式，没有计算结果"),
]


@pytest.mark.parametrize(("name", "rows", "words"), WRONG)
def test_wrong_row_is_named_for_what_it_is(reading, name, rows, words):
    row = reading(kept(name), name)

    assert [number for number, _sentence in faults(row)] == rows
    assert all(words in sentence for _number, sentence in faults(row))


@pytest.mark.parametrize(
    ("name", "words"),
    [("16-encrypted.xlsx", "文件设有打开密码"), ("22-macro.xlsm", "这是带宏的工作簿")],
)
def test_workbook_that_cannot_be_read_is_refused_in_one_honest_sentence(reading, name, words):
    assert reading(kept(name), name).startswith(words)


@pytest.mark.parametrize(
    ("name", "questions"),
    [
        ("07-dates.xlsx", ["valid_from:order"]),
        ("10d-two-sheets.xlsx", ["sheets:内科|外科"]),
        (
            "20h-wording.xlsx",
            [
                "degree:value:硕士研究生",
                "title_series:value:卫生",
                "degree:value:本科",
                "title_level:value:主治医师",
            ],
        ),
    ],
)
def test_what_cannot_be_told_is_asked(reading, name, questions):
    row = reading(kept(name), name)

    assert (row.state, [one["key"] for one in row.questions]) == ("asking", questions)


def test_days_of_every_form_are_read_after_the_answer(reading, login, bob, run_jobs):
    row = reading(kept("07-dates.xlsx"))
    login(bob).post(reverse("registry:sheet", args=[row.public_id]), {"q0": "mdy"})
    run_jobs()

    row.refresh_from_db()
    assert [(number, sentence[:10]) for number, sentence in faults(row)] == [
        (13, "“2019”只有年份"),
        (16, "“不详”不是日期，请"),
    ]
    days = {contents(one)["values"]["valid_from"] for one in row.rows.filter(verdict="new")}
    assert days == {"2015-07-01", "2019-05-06", "2019-05-01"}


def test_names_are_kept_as_they_are_or_refused(reading):
    row = reading(kept("18-names.xlsx"))

    wrong = dict(faults(row))
    assert set(wrong) == {8, 9, 10, 13}
    assert "造字程序" in wrong[8]
    notes = {one.number: one.notes for one in row.rows.filter(verdict="new") if one.notes}
    assert notes[4] == ["姓名“买买提.艾力”按“买买提·艾力”登记。"]
    assert 12 not in notes


def test_total_and_hidden_sheet_are_named(reading, login, bob):
    total, hidden = reading(kept("11-total.xlsx")), reading(kept("10b-hidden-template-sheet.xlsx"))

    assert [(one["row"], one["why"]) for one in total.facts["asides"]] == [(4, "像是合计行")]
    assert (hidden.facts["sheets"][0]["name"], hidden.facts["others"]) == ("Sheet1", [["人员名单", True]])
    page = login(bob).get(reverse("registry:sheet", args=[hidden.public_id])).content.decode()
    assert "是隐藏的工作表，不读" in page


# Further ones of the same kinds --------------------------------------------------------------------------


def text(*rows, separator=","):
    return "\r\n".join(separator.join(row) for row in rows)


LINES = (PLAIN, [*GOOD])


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (text(*LINES).encode("gb18030"), "CSV，GB18030编码"),
        (text(*LINES).encode("utf-8"), "CSV，UTF-8编码"),
        (text(*LINES, separator="\t").encode("utf-16"), "CSV，UTF-16编码"),
        (text(*LINES, separator=";").encode("gb18030"), "CSV，GB18030编码"),
        (text(PLAIN, [*GOOD[:2], f'="{GOOD[2]}"', *GOOD[3:]]).encode("gb18030"), "CSV，GB18030编码"),
    ],
    ids=["gb18030", "utf8", "utf16-tab", "semicolon", "quoted-number"],
)
@pytest.mark.parametrize("name", ["名单.csv", "名单.xls"])
def test_text_is_read_in_any_encoding_and_by_its_content(reading, content, form, name):
    row = reading(content, name)

    assert (row.state, row.counts, row.facts["form"]) == ("ready", {"new": 1}, form)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><table><tr><td>x</td></tr></table></html>", "网页格式的表格"),
        (b"%PDF-1.7 x", "不是表格文件"),
        (b"\x81\x20\xff\xff\x00", "编码无法识别"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "打不开"),
        (b"  \r\n ", "没有内容"),
        (
            zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}),
            "ods",
        ),
        (zipped({"xl/workbook.bin": "x", "[Content_Types].xml": "macroEnabled"}), "二进制工作簿（xlsb）"),
    ],
)
def test_other_files_are_refused_for_what_they_are(reading, content, words):
    assert words in reading(content)


def made(fill):
    book = openpyxl.Workbook()
    fill(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_title_and_two_rows_of_merged_headings_are_found(reading):
    def fill(sheet):
        sheet.append(["某某医院人员名单"])
        sheet.append(["填报单位：某某医院", "", "", "2020年6月"])
        sheet.append(["序号", "姓名", "*身份证号", "部门", "职称", "", "学位（学士/硕士）", "入职时间"])
        sheet.append(["", "", "", "", "系列", "级别", "", ""])
        sheet.append([1, GOOD[0], GOOD[2], "规划处", "工程技术", "中级", "硕士", "2015年7月"])
        sheet.append(["合　计", "1人"])
        sheet.append(["填表人：张三", "", "联系电话：0731-85480000"])
        sheet.merge_cells("A1:H1")
        sheet.merge_cells("E3:F3")

    row = reading(made(fill))

    assert (row.state, row.counts) == ("ready", {"new": 1})
    assert row.facts["sheets"][0]["rows"] == [3, 4]
    assert [one["row"] for one in row.facts["asides"]] == [1, 2, 6, 7]
    values = contents(row.rows.get())["values"]
    assert (values["title_series"], values["title_level"], values["degree"]) == (
        "engineering",
        "intermediate",
        "master",
    )
    assert "按2015年7月1日登记" in row.rows.get().notes[0]


def test_department_and_post_in_two_columns_are_one_and_merged_cells_count_for_each_row(reading):
    def fill(sheet):
        sheet.append(["姓名", "身份证号码", "科室", "岗位", "学位", "入职时间"])
        for number, post in ((601, "医师"), (602, "护士")):
            sheet.append(
                [
                    "张三丰" if number == 601 else "李时珍",
                    resident_number(number),
                    "内科",
                    post,
                    "学士",
                    "2015-07-01",
                ]
            )
        sheet.merge_cells("C2:C3")

    row = reading(made(fill))

    positions = [contents(one)["values"]["position"] for one in row.rows.order_by("number")]
    assert positions == ["内科 医师", "内科 护士"]


@pytest.mark.parametrize(
    ("typed", "kept_as"),
    [
        ("（0731）85480000", "0731-85480000"),
        ("0731-85480000转801", "0731-85480000-801"),
        ("１３８００００１１１１", "13800001111"),
        ("138 0000 1111", "13800001111"),
        (13800001111, "13800001111"),
        ("0731-85480000、13800001111", "13800001111"),
        ("+86 13800001111", "13800001111"),
    ],
)
def test_telephones_are_read_as_people_write_them(reading, typed, kept_as):
    row = reading(book(changed(手机号码=typed)))

    assert contents(row.rows.get())["values"]["phone"] == kept_as


def test_of_two_telephones_the_one_that_is_not_kept_is_named(reading):
    row = reading(book(changed(手机号码="0731-85480000/13800001111")))

    assert row.rows.get().notes == ["填了2个电话，登记***1111，其余的没有采用。"]


def test_error_of_a_formula_is_named_wherever_it_stands(reading):
    def fill(sheet):
        sheet.append(list(PLAIN))
        sheet.append(list(GOOD))
        sheet["F2"].value, sheet["F2"].data_type = "#N/A", "e"

    row = reading(made(fill))

    assert faults(row) == [(2, "显示的是错误“#N/A”，不是内容。请改正公式，或直接填写内容。")]


def test_year_and_month_that_excel_took_for_a_number_is_asked_back(reading):
    row = reading(book(changed(入职日期=2015.1), changed(303, 姓名="李四", 入职日期=2015.07)))

    assert [number for number, _sentence in faults(row)] == [2]
    assert "也可能是2015年10月" in faults(row)[0][1]


def test_repeated_headings_in_the_middle_are_none_of_the_list(reading):
    row = reading(book(GOOD, TITLES, changed(姓名="李四")))

    assert (row.counts, [one["why"] for one in row.facts["asides"]]) == ({"new": 2}, ["像是重复的表头"])


def test_user_text_comes_back_as_text(reading, login, bob):
    row = reading(book(changed(部门和岗位="\t=cmd|'/c calc'!A0", 证件号码="1")))
    content = login(bob).get(reverse("registry:sheet-wrong", args=[row.public_id])).content

    cells = openpyxl.load_workbook(io.BytesIO(content)).active[2]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}


def test_nobody_was_entered_by_any_reading(reading):
    before = Professional.objects.count()
    for name in ("00-good.xlsx", "01-biff.xls", "11-total.xlsx"):
        reading(kept(name), name)

    assert Professional.objects.count() == before

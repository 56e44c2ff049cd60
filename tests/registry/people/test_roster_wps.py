"""Lists of people as WPS Office saves them are read like any other (tests/cejc/wps_books.py)."""

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest

from registry.models import Employment, SheetImport
from registry.people.services import sheet as sheets
from registry.people.services.sheet_rows import contents
from tests.cejc.makefiles import png_of, zipped
from tests.cejc.wps_books import book, runs
from tests.factories import resident_number
from tests.registry.people.sheets import send

pytestmark = pytest.mark.django_db
HEADS = ["姓名", "证件号码", "部门", "现职称级别", "入职日期"]
SERIAL = 42186  # 2015-07-01


@pytest.fixture
def reading(login, bob, run_jobs):
    def act(content, name="名单.xlsx"):
        answer = send(login(bob), content, name)
        assert answer.status_code == 302, answer.context["form"].errors
        run_jobs()
        return SheetImport.objects.order_by("-pk").first()

    return act


def line(number=301, name="安然", day="2015-07-01", **more):
    return [name, resident_number(number), "规划处", "中级", day]


def values(row):
    return contents(row.rows.get())["values"]


def ready(row):
    assert (row.state, row.counts) == ("ready", {"new": 1}), (
        row.sentence,
        row.questions,
        list(row.rows.values("faults")),
    )
    return values(row)


DAYS = {
    "year month day": (176, 'yyyy"年"m"月"d"日"'),
    "the same with its area": (177, '[$-804]yyyy"年"m"月"d"日";@'),
    "in Chinese numerals": (178, '[DBNum1][$-804]yyyy"年"m"月"d"日";@'),
    "with strokes": (179, "yyyy/m/d;@"),
    "with points": (180, 'yyyy"."mm"."dd'),
    "month alone": (181, 'yyyy"年"m"月";@'),
    "weekday": (182, "[$-804]aaaa;@"),
    "14, of every language": 14,
    "31, of Chinese": 31,
    "57, of Chinese": 57,
    "58, of Chinese": 58,
    "general: a number": 0,
    "text format, and a number": 49,
}


@pytest.mark.parametrize("form", DAYS.values(), ids=DAYS.keys())
def test_day_is_read_however_its_cell_is_styled(reading, form, bob, run_jobs):
    row = reading(book([HEADS, line(day=(SERIAL, 1))], formats=[form]))

    ready(row)
    sheets.take(actor=bob, sheet=row, whole=True)
    run_jobs()
    assert Employment.objects.get(professional__name="安然").valid_from == date(2015, 7, 1)


@pytest.mark.parametrize(
    "dimension",
    [
        "",
        '<dimension ref="A1"/>',
        '<dimension ref="A1:A1"/>',
        '<dimension ref="A1:XFD1048576"/>',
        '<dimension ref="C9"/>',
    ],
)
def test_dimension_that_is_missing_or_wrong_hides_no_row(reading, dimension):
    row = reading(book([HEADS, line()], dimension=dimension))

    assert ready(row)["name"] == "安然"


def test_text_in_runs_is_whole_and_its_phonetic_hint_is_not_read(reading):
    row = reading(
        book([[runs("姓", "名", hint="xing"), *HEADS[1:]], [runs("安", "然", hint="an"), *line()[1:]]])
    )

    assert ready(row)["name"] == "安然"


def test_text_inside_the_cells_needs_no_table_of_strings(reading):
    row = reading(book([HEADS, line()], shared=False))

    assert ready(row)["position"] == "规划处"


@pytest.mark.parametrize("app", ["WPS 表格", "WPS Office", "WPS 电子表格", ""])
def test_whoever_wrote_it_and_however_its_parts_are_named(reading, app):
    assert ready(reading(book([HEADS, line()], app=app, slash=True)))["number"] == resident_number(301)


def test_picture_in_a_cell_is_no_obstacle_and_is_asked_about_like_any_unknown_column(reading, bob, run_jobs):
    shown = "<f>_xlfn.DISPIMG(&quot;ID_0A1B&quot;,1)</f><v>=DISPIMG(&quot;ID_0A1B&quot;,1)</v>"
    images = {
        "xl/cellimages.xml": '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"/>',
        "xl/media/image1.png": png_of(2, 2),
    }
    row = reading(book([[*HEADS, "照片"], [*line(), shown]], more=images))

    assert row.state == "asking"
    (asked,) = row.questions
    assert "“照片”" in asked["label"]
    sheets.answer(actor=bob, sheet=row, answers={asked["key"]: ""})
    run_jobs()
    row.refresh_from_db()
    assert ready(row)["name"] == "安然"


def test_number_that_a_cell_holds_as_a_number_is_named_as_destroyed_here_too(reading):
    row = reading(book([HEADS, [*line()[:1], 430102198503070000, *line()[2:]]]))

    assert row.counts == {"wrong": 1}
    assert "已被Excel改成数字" in row.rows.get().faults[0][1]


def test_what_wps_adds_beside_the_sheets_is_passed_over(reading):
    data = '<s:customData xmlns:s="http://www.wps.cn/officeDocument/2013/wpsCustomData"/>'
    row = reading(book([HEADS, line()], more={"customXml/item1.xml": data}))

    assert ready(row)["name"] == "安然"


@pytest.mark.parametrize("name", ["名单.et", "名单.ett", "名单.xls", "名单.xlsx"])
def test_old_form_is_read_by_its_content_whatever_wps_calls_it(reading, name):
    """WPS's own .et is the form of Excel 97 to 2003 under another name."""
    old = (Path(__file__).parent / "workbooks" / "01-biff.xls").read_bytes()

    row = reading(old, name)

    assert (row.state, row.counts, row.facts["form"]) == ("ready", {"new": 3}, "Excel 97–2003（xls）")


def test_new_form_is_read_under_the_name_of_wps(reading):
    assert ready(reading(book([HEADS, line()]), "名单.et"))["name"] == "安然"


def test_cells_that_do_not_say_where_they_stand_are_read_in_their_order(reading):
    """A formula that was never calculated is named at its own place then too."""
    parts = parts_of(
        book([HEADS, line(), [*line(302, "白云")[:2], "<f>A1&amp;B1</f><v></v>", "中级", "2015-07-01"]])
    )
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    parts["xl/worksheets/sheet1.xml"] = re.sub(r' r="[A-Z]*[0-9]+"', "", sheet).encode()

    row = reading(zipped(parts))

    assert row.counts == {"new": 1, "wrong": 1}
    (fault,) = row.rows.get(verdict="wrong").faults
    assert (fault[0], "公式" in fault[1]) == ("position", True)


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}

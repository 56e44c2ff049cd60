"""Workbooks of past years as offices send them, each with its answer."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from registry.activities.services import past_records
from registry.machinery.services.job import run_all
from registry.people.services import sheet as sheets
from registry.people.services.sheet_rows import contents
from tests import factories
from tests.registry.activities.history_books import scans

BOOKS = Path(__file__).parent / "workbooks"
PEOPLE = {
    "孙涛桂": "43010519700102037X",
    "曹刚杰": "430105197001020740",
    "郑强艳": "430105197001021110",
}


@pytest.fixture
def reading(bob, world):
    """`reading(name)` sends the workbook and the scan that it names, has them read, and gives the import."""
    for name, number in PEOPLE.items():
        factories.make_employment(factories.make_professional(name, number=number), world.employer)

    def act(name):
        file = SimpleUploadedFile(name, (BOOKS / name).read_bytes())
        row = sheets.upload(
            actor=bob, kind="history", organisation=world.employer, file=file, name=name, prepare=True
        )
        package = SimpleUploadedFile("扫描.zip", scans("证书.jpg"))
        past_records.add_package(actor=bob, history=row, file=package, name="扫描.zip")
        run_all()
        sheets.start(actor=bob, sheet=row)
        run_all()
        row.refresh_from_db()
        return row

    return act


def faults(row):
    rows = row.rows.exclude(faults=[]).order_by("number")
    return [(one.number, sentence) for one in rows for _name, sentence in one.faults]


def test_good_workbook_says_what_each_row_counts_for(reading):
    row = reading("h-good.xlsx")

    assert row.state == "ready"
    assert {sentence for _number, sentence in faults(row)} <= {"没有上传名为“证书.jpg”的扫描件。"}
    assert contents(row.rows.get())["values"]["facts"]["date"] == "2018-05-06"


def test_serial_is_a_day_and_a_month_is_asked_to_be_one(reading):
    row = reading("h-serial-date.xlsx")

    dates = {one.number: contents(one)["values"]["facts"].get("date") for one in row.rows.all()}
    assert dates == {2: "2018-05-06", 3: "2018-05-06", 4: None}
    assert (4, "“2018年5月”只有年月，请补上日。") in faults(row)


def test_total_is_named_and_not_read(reading):
    row = reading("h-total.xlsx")

    assert (row.rows.count(), [(one["row"], one["why"]) for one in row.facts["asides"]]) == (
        1,
        [(3, "像是合计行")],
    )


def test_headings_a_little_different_are_read_and_one_that_says_less_is_asked(reading):
    row = reading("h-optional-misspelt.xlsx")

    assert (row.state, [one["key"] for one in row.questions]) == ("asking", ["heading:模块数"])

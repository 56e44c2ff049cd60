"""What leaves as a workbook says who took it and when, and each row leads back to its export."""

import io
from datetime import date

import openpyxl
import pytest

from cejc.lib.spreadsheet import Column, Sheet
from registry.models import Export, Membership
from registry.people import looking
from registry.people.services import exporting
from tests import factories

pytestmark = pytest.mark.django_db
CELLS = ["欧阳晓", "430***1", date(2020, 6, 1), None]
HEADS = [Column("姓名"), Column("证件号码"), Column("日期"), Column("备注")]


def made(user):
    with looking.watching(lambda seen: None, user):
        return exporting.written(Sheet("人员名单", HEADS, [CELLS, CELLS]))


def lines(body, number=0):
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[number]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def copied(row):
    """As a spreadsheet puts a row into the clipboard."""
    return "\t".join(
        "" if one is None else f"{one:%Y-%m-%d}" if hasattr(one, "year") else str(one) for one in row
    )


@pytest.fixture
def auditor(db):
    user = factories.make_person("audrey", "沈鉴")
    unit = factories.make_organisation("审计处")
    Membership.objects.create(user=user, organisation=unit, role="auditor", valid_from="2019-01-01")
    return user


def test_workbook_says_who_and_when_and_is_registered(bob):
    body = made(bob)

    row = Export.objects.get()
    assert (row.made_by, row.title, row.rows) == (bob, "人员名单", 2)
    said = dict(line[:2] for line in lines(body, 1)[1:])
    assert said["导出编号"] == row.code
    assert str(bob) in lines(body, 1)[1][1] + lines(body, 1)[2][1]
    assert lines(body)[0][-1] == "校验码（只读）"


def test_row_leads_to_its_export_and_says_whether_it_was_changed(bob):
    whole = lines(made(bob))[2]

    (found,) = exporting.trace(copied(whole))
    assert (found.export.made_by, found.number, found.same) == (bob, 2, True)
    (alone,) = exporting.trace(f"见 {whole[-1]}")[:1] or exporting.trace(whole[-1])
    assert alone.export.made_by == bob
    (changed,) = exporting.trace(copied(whole).replace("欧阳晓", "毕明"))
    assert (changed.export.made_by, changed.same) == (bob, False)


def test_mark_that_was_made_up_accuses_nobody(bob):
    mark = lines(made(bob))[1][-1]
    code, number, row, cells = mark.split("-")

    for wrong in (f"{code}-{int(number) + 1}-{row}-{cells}", f"AAAAAAAA-{number}-{row}-{cells}"):
        (found,) = exporting.trace(wrong)
        assert (found.export, found.ours) == (None, False)
    assert exporting.trace("没有校验码的一行") == []


def test_list_downloaded_by_hr_is_found_on_the_auditors_page(login, bob, alice, auditor):
    answer = login(bob).get("/people/export/")
    whole = next(
        line
        for line in lines(b"".join(answer) if answer.streaming else answer.content)
        if alice.professional.name in line
    )

    client = login(auditor)
    assert Export.objects.get().code in client.get("/exports/").content.decode()
    page = client.post("/exports/trace/", {"text": copied(whole)}).content.decode()
    assert str(bob) in page
    assert "与导出时一致" in page
    assert client.post("/exports/trace/", {"text": ""}).status_code == 422
    assert login(bob).get("/exports/").status_code == 404

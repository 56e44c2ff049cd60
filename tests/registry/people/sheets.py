"""Workbooks of people, and the way of one from its upload to what became of it."""

import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from cejc.lib.spreadsheet import XLSX
from registry.models import SheetImport
from tests.factories import resident_number

SHEET = "人员名单"
TITLES = [
    "姓名",
    "证件类型",
    "证件号码",
    "手机号码",
    "部门和岗位",
    "工号",
    "最高学位",
    "现职称系列",
    "现职称级别",
    "入职日期",
    "离职日期",
    "系统编号",
]
GOOD = (
    "买买提·吐尔逊",
    "居民身份证",
    resident_number(301),
    "13800001111",
    "规划处",
    "A1",
    "硕士",
    "工程技术",
    "中级",
    "2015-07-01",
)


def book(*rows, titles=TITLES, sheet=SHEET, more=()):
    """A workbook of one sheet; `more` are further sheets as (name, rows)."""
    made = openpyxl.Workbook()
    made.active.title = sheet
    for row in [titles, *rows] if titles else rows:
        made.active.append(list(row))
    for name, lines in more:
        page = made.create_sheet(name)
        for line in lines:
            page.append(list(line))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(number=302, **cells):
    """GOOD with another identity number and some cells changed, by their headings."""
    row = [*GOOD, "", ""]
    row[2] = resident_number(number)
    for title, value in cells.items():
        row[TITLES.index(title)] = value
    return row


def people(count, first=400):
    return [
        changed(first + number, 姓名=f"职工{'甲乙丙丁戊己庚辛壬癸'[number % 10]}") for number in range(count)
    ]


def send(client, content, name="名单.xlsx", address="/people/roster/"):
    return client.post(address, {"file": SimpleUploadedFile(name, content, content_type=XLSX)})


def faults(row):
    """(row in the sheet, sentence) of all that is wrong."""
    return [
        (one.number, sentence)
        for one in row.rows.exclude(faults=[]).order_by("number")
        for _name, sentence in one.faults
    ]


def newest():
    return SheetImport.objects.order_by("-pk").first()

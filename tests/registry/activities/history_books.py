"""Workbooks of past years and their scans, made for tests and measurements."""

import io
import zipfile

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from cejc.lib.spreadsheet import XLSX
from credits.queries import policy_here
from registry.activities.services.past_records_columns import SHEET, listing
from registry.people.services import sheet as sheets
from tests.registry.activities.activity_factories import png


def titles():
    return [column.title for column in listing(policy_here()).columns]


def award(name, number, *, title="科技进步奖", day="2018-11-11", scan="奖.png", **more):
    """A row of 课题获奖 by heading."""
    return {
        "姓名": name,
        "证件号码": number,
        "继续教育形式": "课题获奖",
        "名称": title,
        "证明材料": f"获奖证书={scan}",
        "奖项级别": "地厅级",
        "获奖排名": "3",
        "证书日期": day,
    } | more


def training(name, number, *, lines="2018-05-06 全天 专业科目", scan="证.png", **more):
    return {
        "姓名": name,
        "证件号码": number,
        "继续教育形式": "培训班、研修班、进修班",
        "名称": "水利信息化培训班",
        "证明材料": f"培训通知={scan}；结业证书={scan}",
        "时段": lines,
    } | more


def book(*rows, sheet=SHEET, heads=None, merge=""):
    """An xlsx with the template's headings and these rows (heading -> value)."""
    made = openpyxl.Workbook()
    made.active.title = sheet
    heads = heads or titles()
    made.active.append(heads)
    for row in rows:
        made.active.append([row.get(head, "") for head in heads])
    if merge:
        made.active.merge_cells(merge)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def scans(*names):
    """A zip of small pictures whose bytes differ by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, png(name))
    return out.getvalue()


def file_of(content, name="历史.xlsx", kind=XLSX):
    return SimpleUploadedFile(name, content, kind)


def sent(actor, unit, content):
    """A workbook of past years, kept and not yet read."""
    return sheets.upload(
        actor=actor, kind="history", organisation=unit, file=file_of(content), name="历史.xlsx", prepare=True
    )

"""A unit's list of 20,000 people: read into its preview, then written; against COPY of the same people alone."""

import io
from collections.abc import Iterator
from datetime import date
from time import perf_counter

import openpyxl
from django.db import connection

from bench.figure import Figure
from registry.machinery.services import job
from registry.models import Employment, Job, Professional, SheetImport
from registry.people.services import sheet
from tests import factories

PEOPLE = 20_000
HEADINGS = ("姓名", "证件号码", "手机号码", "部门", "工号", "学位", "职称系列", "职称级别", "入职日期")
COPIED = (
    "public_id, name, name_key, identity_type, identity_number, identity_index, identity_masked, phone,"
    " degree, title_series, title_level, created_at"
)


def figures() -> Iterator[Figure]:
    """Seconds to read and to write; how often a bare COPY of the people fits into reading and writing."""
    unit = factories.make_employer(parent=factories.make_department())
    clerk = factories.hr_of(unit)
    row = sheet.upload(actor=clerk, kind="roster", organisation=unit, file=_book(), name="名单.xlsx")
    read = _work(row, "ready")
    sheet.take(actor=clerk, sheet=row, whole=True)
    written = _work(row, "done")
    if Employment.objects.filter(organisation=unit).count() != PEOPLE + 1:
        raise RuntimeError("not everybody was entered")
    yield Figure("roster-read-20000", read, "s", "≤ 15")
    yield Figure("roster-write-20000", written, "s")
    yield Figure("roster-import-of-copy", (read + written) / _copied(), "of COPY")


def _book() -> io.BytesIO:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("人员名单")
    page.append(HEADINGS)
    for number in range(PEOPLE):
        born = date(1960 + number // 1000, 3, 7)
        page.append(
            [
                f"赵{chr(0x4E00 + number)}",
                factories.resident_number(number % 1000, born=born),
                f"138{number:08d}",
                f"第{number % 60}科",
                f"A{number:05d}",
                "学士",
                "工程技术",
                "中级",
                "2015-07-01",
            ]
        )
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def _work(row: SheetImport, state: str) -> float:
    """Seconds of the import's own job; every other job waits."""
    Job.objects.exclude(kind__startswith="sheet.").delete()
    started = perf_counter()
    claimed = job.claim()
    if claimed is None or not job.run(claimed):
        raise RuntimeError("the list was not worked on")
    took = perf_counter() - started
    row.refresh_from_db()
    if row.state != state:
        raise RuntimeError(f"{row.state}: {row.sentence}")
    return took


def _copied() -> float:
    """Seconds of COPY for the rows of the people, into a table that has every index of theirs."""
    table = Professional._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE taken AS SELECT {COPIED} FROM {table}")
        cursor.execute(f"CREATE TEMP TABLE bare (LIKE {table} INCLUDING ALL)")
        lines = io.BytesIO()
        cursor.copy_expert("COPY taken TO STDOUT", lines)
        lines.seek(0)
        started = perf_counter()
        cursor.copy_expert(f"COPY bare ({COPIED}) FROM STDIN", lines)
        return perf_counter() - started

"""A unit's list of 20,000 people: read into its preview, then written; against COPY of the same rows."""

import io
from collections.abc import Iterator
from datetime import date
from time import perf_counter
from typing import Any

import openpyxl
from django.db import connection
from django.db.models import Model
from django.urls import reverse

from bench.figure import Figure
from certification.models import FigureDirty
from registry.machinery.services import job
from registry.models import AuditEntry, AuditWaiting, Employment, Job, Professional, SheetImport, SheetRow
from registry.people.services import sheet
from tests import factories

PEOPLE = 20_000
HEADINGS = ("姓名", "证件号码", "手机号码", "部门", "工号", "学位", "职称系列", "职称级别", "入职日期")
# What the import leaves behind: the same rows are copied bare.
WRITTEN: dict[type[Model], str] = {
    Professional: "id IN (SELECT person_id FROM registry_sheetrow)",
    Employment: "professional_id IN (SELECT person_id FROM registry_sheetrow)",
    AuditEntry: "action = 'employment.entered'",
    AuditWaiting: "entry IN (SELECT number FROM registry_auditentry WHERE action = 'employment.entered')",
    FigureDirty: "professional_id IN (SELECT person_id FROM registry_sheetrow)",
    SheetRow: "true",
}
SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文斌建国红梅"


def figures() -> Iterator[Figure]:
    """Seconds to read and to write; how often a bare COPY of the same rows fits into both."""
    reverse("registry:rosters")  # a worker has read its addresses long before
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
    yield Figure("roster-import-of-copy", (read + written) / _copied(), "of COPY", "≤ 4")


def _book() -> io.BytesIO:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("人员名单")
    page.append(HEADINGS)
    for number in range(PEOPLE):
        born = date(1960 + number // 1000, 3, 7)
        page.append(
            [
                _name(number),
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


def _name(number: int) -> str:
    first, rest = number % len(SURNAMES), number // len(SURNAMES)
    return SURNAMES[first] + GIVEN[rest % len(GIVEN)] + GIVEN[rest // len(GIVEN)]


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
    """Seconds of COPY for the same rows, each table's into one with every index and key of it."""
    return sum(_copy_again(model, rows) for model, rows in WRITTEN.items())


def _copy_again(model: type[Model], rows: str) -> float:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare (LIKE {table} INCLUDING ALL)")
        _give_keys(cursor, table)
        lines = io.BytesIO()
        cursor.copy_expert(f"COPY (SELECT * FROM {table} WHERE {rows}) TO STDOUT", lines)
        lines.seek(0)
        started = perf_counter()
        cursor.copy_expert("COPY bare FROM STDIN", lines)
        took = perf_counter() - started
        cursor.execute("SELECT count(*) FROM bare")
        if cursor.fetchone() != (PEOPLE,):
            raise RuntimeError(f"{table}: not the rows of the import")
        cursor.execute("DROP TABLE bare")
    return took


def _give_keys(cursor: Any, table: str) -> None:
    """What the database looks up for every row of `table`, it looks up for the bare one's."""
    cursor.execute(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'",
        [table],
    )
    for (key,) in cursor.fetchall():
        cursor.execute(f"ALTER TABLE bare ADD {key}")

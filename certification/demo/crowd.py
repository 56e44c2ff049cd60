"""A large unit in the demo: its people by a roster, their years by a workbook with scans, their applications.

Everything goes through the services or their bulk doors: the sheets, the codes, the application of each
person.
"""

import io
import random
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from certification.demo.given import given
from certification.demo.people import FAMILY, GIVEN, PASSWORD, credit_code, numbers, staff
from certification.models import Case
from certification.services import case as cases
from credits.queries import policy_here
from registry.activities.services import past_records
from registry.activities.services.past_records_columns import listing as past_listing
from registry.choices import whole_place
from registry.enums import OrganisationKind, Role, Route, SheetState, TitleLevel
from registry.machinery.services.job import run_all
from registry.models import Activity, Organisation, Professional, SheetImport, User
from registry.people.services import account, organisation
from registry.people.services import sheet as sheets
from registry.people.services.roster_columns import listing as roster_listing

ROOMS = ("内科", "外科", "妇产科", "儿科", "急诊科", "检验科", "放射科", "药学部", "护理部", "信息中心")
YEARS = (2018, 2019)  # the span of a doctor who applies for 副高 in 2020
SEED = 7
Say = Callable[[str], None]
Rows = Sequence[dict[str, str]]


def gather(people: int, applying: int, say: Say) -> None:
    """`people` at one unit, of whom the first `applying` apply; `say` hears how long each chapter took."""
    dice = random.Random(SEED)  # noqa: S311  (names, no secret)
    clock_, unit, clerk = time.monotonic(), *(_known() or _unit(numbers(dice)))
    if not unit.employments.filter(staff_number__gt="").exists():
        _take(clerk, unit, "roster", _book(roster_listing(), _roster(people, dice)))
    say(f"名册：{people}人，{time.monotonic() - clock_:.0f}秒")
    clock_, chosen = time.monotonic(), _people(unit, applying)
    if not Activity.objects.filter(professional__in=chosen).exists():
        _past_years(clerk, unit, chosen)
    say(f"{YEARS[0]}—{YEARS[1]}年学时：{applying * 4}条，{time.monotonic() - clock_:.0f}秒")
    clock_ = time.monotonic()
    done = set(Case.objects.filter(organisation=unit).values_list("professional", flat=True))
    for order, person in enumerate(chosen, 1):
        if person.pk not in done:
            _apply(person, order)
    say(f"账号和认定申请：{applying}人，{time.monotonic() - clock_:.0f}秒")


def _known() -> tuple[Organisation, User] | None:
    """The unit and its clerk where an earlier run was ended half way: what is there is not made again."""
    unit = Organisation.objects.filter(name=given("crowd")["unit"]).first()
    return (unit, User.objects.get(username=CLERKS[0][0])) if unit else None


def _unit(number: Iterator[str]) -> tuple[Organisation, User]:
    above = Organisation.objects.get(name=given("crowd")["department"])
    unit = organisation.create(
        actor=None,
        name=given("crowd")["unit"],
        credit_code=credit_code(900),
        supervisor=above,
        kind=OrganisationKind.EMPLOYER,
        region=whole_place(),
        route=Route.PROVINCIAL,
        contact=f"人力资源部，{given('numbers')['phone']}2270000",
    )
    for _skipped in range(700):  # the demo's people have the first ones
        next(number)
    clerks = [staff(unit, Role.HR, login, name, next(number)) for login, name in CLERKS]
    return unit, clerks[0]


CLERKS = (("hrcrowd1", "毕晓岚"), ("hrcrowd2", "白子墨"))


def _roster(people: int, dice: random.Random) -> Rows:
    number, taken = numbers(random.Random(SEED + 1)), set[str]()  # noqa: S311
    rows: list[dict[str, str]] = []
    while len(rows) < people:
        identity = next(number)
        if identity in taken:
            continue
        taken.add(identity)
        rows.append(
            {
                "姓名": dice.choice(FAMILY) + "".join(dice.sample(GIVEN, dice.choice([1, 2, 2, 2]))),
                "证件类型": "居民身份证",
                "证件号码": identity,
                "部门和岗位": dice.choice(ROOMS),
                "工号": f"{len(rows) + 1:05d}",
                "最高学位": "博士",
                "现职称系列": policy_here().series["health"].name,
                "现职称级别": str(TitleLevel.INTERMEDIATE.label),
                "入职日期": "2012-07-01",
            }
        )
    return rows


def _book(listing: Any, rows: Rows) -> bytes:
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet(str(listing.title))
    heads = [str(column.title) for column in listing.columns]
    sheet.append(heads)
    for row in rows:
        sheet.append([row.get(head, "") for head in heads])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _take(clerk: User, unit: Organisation, kind: str, content: bytes, package: bytes = b"") -> None:
    """Send a workbook, have it read, and take in what is right. Raises RuntimeError where not all of it
    is."""
    row = sheets.upload(
        actor=clerk,
        kind=kind,
        organisation=unit,
        file=io.BytesIO(content),
        name=f"{kind}.xlsx",
        prepare=bool(package),
    )
    if package:
        scans = SimpleUploadedFile("扫描件.zip", package)
        past_records.add_package(actor=clerk, history=row, file=scans, name="扫描件.zip")
        run_all()
        sheets.start(actor=clerk, sheet=row)
    _until(row, SheetState.READY)
    if row.counts.get("wrong"):
        raise RuntimeError(f"{kind}: {row.counts}")
    sheets.take(actor=clerk, sheet=row, whole=True)
    _until(row, SheetState.DONE)


def _until(row: SheetImport, state: str) -> None:
    """A worker that runs beside may have taken the job: then it is waited for."""
    for _second in range(600):
        run_all()
        row.refresh_from_db()
        if row.state == state:
            return
        time.sleep(1)
    raise RuntimeError(f"{row.kind}: {row.get_state_display()} {row.sentence}")


def _people(unit: Organisation, count: int) -> list[Professional]:
    rows = Professional.objects.filter(employments__organisation=unit, employments__staff_number__gt="")
    return list(rows.order_by("employments__staff_number")[:count])


def _past_years(clerk: User, unit: Organisation, people: Sequence[Professional]) -> None:
    rows = [row for person in people for year in YEARS for row in _year(person, year)]
    scans = [row["证明材料"].partition("=")[2].partition("；")[0] for row in rows]
    _take(clerk, unit, "history", _book(past_listing(policy_here()), rows), _package(scans))


def _year(person: Professional, year: int) -> Iterator[dict[str, str]]:
    """30 public and 60 professional hours."""
    who = {"姓名": person.name, "证件号码": person.identity_number}
    scan = f"{person.pk}-{year}"
    yield who | {
        "继续教育形式": "培训班、研修班、进修班",
        "名称": f"{year}年公需科目培训班",
        "证明材料": f"培训通知={scan}-1.png；结业证书={scan}-1.png",
        "时段": f"{year}-03-06至{year}-03-08 全天 公需科目",
    }
    yield who | {
        "继续教育形式": "课题获奖",
        "名称": f"{year}年科技进步奖",
        "证明材料": f"获奖证书={scan}-2.png",
        "奖项级别": "地厅级",
        "获奖排名": "3",
        "证书日期": f"{date(year, 11, 11)}",
    }


def _package(names: Sequence[str]) -> bytes:
    """A ZIP of small pictures; no two alike."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in names:
            archive.writestr(name, _scan(name))
    return out.getvalue()


def _scan(name: str) -> bytes:
    image, out = Image.new("L", (240, 320), 250), io.BytesIO()
    ImageDraw.Draw(image).text((20, 40), name, fill=20)
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _apply(person: Professional, order: int) -> None:
    name = f"crowd{order}"
    user = User.objects.filter(username=name).first() or account.create(
        actor=None, professional=person, username=name, password=PASSWORD
    )
    case = cases.open_case(
        actor=user,
        application_year=2020,
        title_series="health",
        title_level=TitleLevel.SENIOR_ASSOCIATE,
        degree=person.degree,
    )
    cases.submit_case(actor=user, case=case)

"""Importing past years: every wrong cell by name, all or nothing, killed and taken up, twice is once."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cejc.errors import Refused
from cejc.lib import storage
from cejc.lib.spreadsheet import XLSX
from registry.activities.services import activity_review, past_records_apply
from registry.activities.services import past_records as history
from registry.machinery.services.job import run_all
from registry.models import (
    Activity,
    ActivityVersion,
    AnnualRegistration,
    AuditEntry,
    Award,
    Evidence,
    EvidenceFlag,
    HistoryImport,
    HistoryRow,
    Job,
    Message,
    SlotClaim,
)
from tests import factories
from tests.registry.activities.activity_factories import make_submitted, png
from tests.registry.activities.history_books import award, book, scans, titles, training

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(world):
    """Somebody of the employer, with a number that the tests know."""
    number = factories.resident_number(700)
    person = factories.make_professional("安然", number=number)
    factories.make_employment(person, world.employer)
    person.number = number
    return person


def file_of(content, name="历史.xlsx", kind=XLSX):
    return SimpleUploadedFile(name, content, kind)


@pytest.fixture
def importing(bob, world):
    """`importing(workbook, zip)` sends both as bob, works, and gives the import."""

    def act(content, package=None):
        row = history.upload(actor=bob, organisation=world.employer, file=file_of(content), name="历史.xlsx")
        if package:
            history.add_package(
                actor=bob, history=row, file=file_of(package, "扫描.zip", ""), name="扫描.zip"
            )
            run_all()
        history.start(actor=bob, history=row)
        run_all()
        row.refresh_from_db()
        return row

    return act


def faults_of(row):
    return [(one["place"], one["sentence"]) for one in row.faults]


def column(title):
    return openpyxl.utils.get_column_letter(titles().index(title) + 1)


def test_rows_become_records_that_wait_for_review_like_any_other(importing, ann, bob):
    row = importing(
        book(
            award("安然", ann.number),
            training(
                "安然", ann.number, lines="2017-03-06至2017-03-07 全天 专业科目；2017-03-08 上午 公需科目"
            ),
        ),
        scans("奖.png", "证.png"),
    )

    assert (row.state, row.row_count, row.faults) == ("imported", 2, [])
    prize = Activity.objects.get(kind="award")
    assert (prize.state, prize.version, prize.organisation_id) == ("submitted", 1, row.organisation_id)
    assert (prize.first_date, prize.title) == (date(2018, 11, 11), "科技进步奖")
    earned = Award.objects.order_by("year", "subject").values_list("year", "subject", "hours")
    assert [(year, subject, int(hours)) for year, subject, hours in earned] == [
        (2017, "professional", 20),
        (2017, "public", 4),
        (2018, "professional", 60),
    ]
    assert SlotClaim.objects.filter(professional=ann).count() == 5
    assert ActivityVersion.objects.get(activity=prize).content["import"]["row"] == 2
    assert AuditEntry.objects.filter(action="activity.imported", subject=str(prize.public_id)).count() == 1
    assert activity_review.approve(actor=bob, activity=prize).state == "approved"
    assert Message.objects.filter(recipient=bob, kind="history_done").count() == 1


def test_one_scan_proves_several_records_of_a_person_and_is_kept_once(importing, ann):
    importing(book(training("安然", ann.number)), scans("证.png"))

    kept = Evidence.objects.order_by("document_kind")
    assert [one.document_kind for one in kept] == ["completion", "training_notice"]
    assert len({one.stored_name for one in kept}) == 1
    with storage.open_(kept[0].stored_name) as file:
        assert file.read() == png("证.png")


def test_same_workbook_again_changes_nothing(importing, ann, bob, world):
    content = book(award("安然", ann.number))
    first = importing(content, scans("奖.png"))

    again = history.upload(actor=bob, organisation=world.employer, file=file_of(content), name="历史.xlsx")

    assert again.pk == first.pk
    with pytest.raises(Refused, match="已经完成"):
        history.start(actor=bob, history=again)
    assert Activity.objects.count() == 1


def test_same_rows_in_another_workbook_are_named(importing, ann):
    importing(book(award("安然", ann.number)), scans("奖.png"))

    row = importing(book(award("安然", ann.number), award("安然", ann.number, title="别的")), scans("奖.png"))

    assert row.state == "refused"
    assert faults_of(row) == [(f"{column('名称')}2", "本人已登记过相同的记录。")]


@pytest.mark.parametrize(
    ("change", "title", "part"),
    [
        ({"姓名": "安冉"}, "姓名", "姓名与此处不一致"),
        ({"证件号码": factories.resident_number(701)}, "证件号码", "不在本单位人员名单中"),
        ({"证件号码": "430102198503070012"}, "证件号码", "校验"),
        ({"证件号码": 430102198503070011}, "证件号码", "超过15位"),
        ({"继续教育形式": "获奖"}, "继续教育形式", "填写说明"),
        ({"名称": ""}, "名称", "请填写名称"),
        ({"证明材料": "奖.png"}, "证明材料", "材料种类=文件名"),
        ({"证明材料": "获奖证书=无.png"}, "证明材料", "没有上传名为“无.png”的扫描件"),
        ({"证明材料": ""}, "证明材料", "证明材料未齐"),
        ({"证书日期": "去年"}, "证书日期", "YYYY-MM-DD"),
        ({"证书日期": ""}, "证书日期", "请填写"),
        ({"证书日期": "2099-01-01"}, "证书日期", "在今天之后"),
        ({"奖项级别": "国际"}, "奖项级别", "可填"),
        ({"获奖排名": "第一"}, "获奖排名", "整数"),
        ({"合格模块数": "3"}, "合格模块数", "课题获奖不填这一项"),
        ({"证件类型": "户口簿"}, "证件类型", "可填"),
    ],
)
def test_wrong_cell_is_named_by_its_place(change, title, part, importing, ann):
    row = importing(
        book(award("安然", ann.number), award("安然", ann.number, title="二") | change), scans("奖.png")
    )

    assert row.state == "refused"
    assert any(place == f"{column(title)}3" and part in sentence for place, sentence in faults_of(row)), (
        row.faults
    )
    assert not Activity.objects.exists()
    assert not HistoryRow.objects.exists()


@pytest.mark.parametrize(
    "day", [date(2018, 11, 11), "2018-11-11", "2018/11/11", "2018.11.11", "2018年11月11日"]
)
def test_dates_are_read_as_people_write_them(day, importing, ann):
    row = importing(book(award("安然", ann.number, day=day)), scans("奖.png"))

    assert row.state == "imported"
    assert Activity.objects.get().first_date == date(2018, 11, 11)


def test_wrong_template_merged_cells_and_emptiness_are_said(importing, ann):
    for content, part in (
        (book(award("安然", ann.number), heads=["姓名", "内容"]), "缺少“证件号码”"),
        (book(award("安然", ann.number), award("安然", ann.number), merge="A2:A3"), "合并的单元格（A2）"),
        (book(), "表头下面没有记录"),
    ):
        row = importing(content)
        assert row.state == "refused"
        assert part in row.faults[0]["sentence"]


def test_rows_that_collide_are_named_by_row(importing, ann):
    row = importing(
        book(training("安然", ann.number), training("安然", ann.number, 名称="另一培训")), scans("证.png")
    )

    assert row.state == "refused"
    (place, sentence), *_rest = faults_of(row)
    assert place == f"{column('名称')}3"
    assert "第2行" in sentence


def test_scan_of_somebody_else_is_refused(importing, ann, world):
    number = factories.resident_number(702)
    factories.make_employment(factories.make_professional("白云", number=number), world.employer)

    row = importing(book(award("安然", ann.number), award("白云", number)), scans("奖.png"))

    assert faults_of(row) == [(f"{column('证明材料')}3", "扫描件“奖.png”已用于另一人。")]


def test_registered_year_is_closed(importing, ann, world):
    AnnualRegistration.objects.create(
        professional=ann, year=2018, organisation=world.employer, state="locked"
    )

    row = importing(book(award("安然", ann.number)), scans("奖.png"))

    assert "2018年的年度登记已经完毕" in row.faults[0]["sentence"]


def test_annotated_workbook_names_every_wrong_cell(importing, ann, login, bob):
    row = importing(
        book(
            award("安然", ann.number) | {"获奖排名": "一"},
            award("安然", ann.number, title="二") | {"名称": ""},
        ),
        scans("奖.png"),
    )

    answer = login(bob).get(reverse("registry:history-annotated", args=[row.public_id]))

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rank, name = titles().index("获奖排名") + 1, titles().index("名称") + 1
    assert "整数" in sheet.cell(2, rank).comment.text
    assert "请填写名称" in sheet.cell(3, name).comment.text
    assert sheet.cell(1, len(titles()) + 1).value == "需要更正的内容"
    assert "请填写名称" in sheet.cell(3, len(titles()) + 1).value
    assert sheet.cell(2, 3).value == ann.number


def test_annotated_workbook_corrected_and_sent_again_goes_through(importing, ann, bob):
    row = importing(book(award("安然", ann.number) | {"获奖排名": "一"}), scans("奖.png"))
    with storage.open_(row.annotated_name) as file:
        sheet_book = openpyxl.load_workbook(file)
    sheet_book.active.cell(2, titles().index("获奖排名") + 1).value = "1"
    out = io.BytesIO()
    sheet_book.save(out)

    history.replace_workbook(actor=bob, history=row, file=file_of(out.getvalue()), name="历史.xlsx")
    history.start(actor=bob, history=row)
    run_all()

    row.refresh_from_db()
    assert (row.state, row.row_count) == ("imported", 1)


def test_file_already_used_elsewhere_raises_a_flag(importing, ann, alice):
    prize = make_submitted(alice, "award", label="x")
    other = Evidence.objects.get(activity=prize)
    name = f"x{other.document_kind}"

    importing(book(award("安然", ann.number, scan=f"{name}.png")), _zip_of(name))

    flag = EvidenceFlag.objects.get()
    assert {flag.first.activity.professional_id, flag.second.activity.professional_id} == {
        ann.pk,
        alice.professional_id,
    }
    assert not flag.same_person


def _zip_of(label):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"{label}.png", png(label))
    return out.getvalue()


class Killed(BaseException):
    """The worker's process ends here."""


@pytest.mark.parametrize("after", [1, 2])
def test_import_that_was_killed_half_way_is_taken_up_and_nothing_is_there_twice(
    after, importing, ann, world, bob, monkeypatch
):
    people = [ann]
    rows = [award("安然", ann.number)]
    for index in range(4):
        number = factories.resident_number(710 + index)
        person = factories.make_professional(f"员工{'甲乙丙丁'[index]}", number=number)
        factories.make_employment(person, world.employer)
        people.append(person)
        rows.append(award(person.name, number, scan=f"{index}.png"))
    monkeypatch.setattr(past_records_apply, "PEOPLE", 2)
    real, calls = past_records_apply._apply_people, []

    def dying(**values):
        if len(calls) == after:
            raise Killed
        calls.append(1)
        return real(**values)

    monkeypatch.setattr(past_records_apply, "_apply_people", dying)
    row = history.upload(actor=bob, organisation=world.employer, file=file_of(book(*rows)), name="历史.xlsx")
    names = ["奖.png", *(f"{index}.png" for index in range(4))]
    history.add_package(actor=bob, history=row, file=file_of(scans(*names), "扫描.zip", ""), name="扫描.zip")
    run_all()
    history.start(actor=bob, history=row)
    with pytest.raises(Killed):
        run_all()
    assert Activity.objects.count() == 2 * after

    monkeypatch.setattr(past_records_apply, "_apply_people", real)
    Job.objects.filter(state="running").update(state="queued")
    run_all()

    row.refresh_from_db()
    assert (row.state, row.row_count) == ("imported", 5)
    assert Activity.objects.count() == 5
    assert Award.objects.count() == 5


@pytest.mark.parametrize("name", ["a.exe", "坏.png"])
def test_scan_that_is_none_is_named_and_the_others_are_kept(name, bob, world, ann):
    row = history.upload(
        actor=bob,
        organisation=world.employer,
        file=file_of(book(award("安然", ann.number))),
        name="历史.xlsx",
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("文件夹/好.png", png("好"))
        archive.writestr(name, b"MZ\x90\x00 nothing")
    package = history.add_package(
        actor=bob, history=row, file=file_of(out.getvalue(), "a.zip", ""), name="a.zip"
    )
    run_all()

    package.refresh_from_db()
    assert [one.name for one in row.scans.all()] == ["好.png"]
    assert package.faults[0].startswith(f"{name}：")


def test_outsiders_see_and_do_nothing(login, bob, hana, alice, world, ann):
    row = history.upload(
        actor=bob,
        organisation=world.employer,
        file=file_of(book(award("安然", ann.number))),
        name="历史.xlsx",
    )

    for user in (hana, alice):
        assert login(user).get(reverse("registry:history", args=[row.public_id])).status_code == 404
        with pytest.raises(Refused):
            history.start(actor=user, history=row)


def test_whole_way_in_the_browser(login, bob, ann, run_jobs):
    client = login(bob)
    answer = client.post(reverse("registry:histories"), {"file": file_of(book(award("安然", ann.number)))})
    row = HistoryImport.objects.get()
    assert answer.status_code == 302

    client.post(
        reverse("registry:history-scans", args=[row.public_id]),
        {"files": [file_of(scans("奖.png"), "s.zip", "application/zip")]},
    )
    run_jobs()
    client.post(reverse("registry:history-start", args=[row.public_id]))
    assert "正在逐行核对" in client.get(reverse("registry:history", args=[row.public_id])).content.decode()
    run_jobs()

    page = client.get(reverse("registry:history", args=[row.public_id])).content.decode()
    assert "已导入1条记录" in page


def test_template_says_what_may_be_filled_in(login, bob):
    answer = login(bob).get(reverse("registry:history-template"))

    made = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert [cell.value for cell in made["历史记录"][1]] == titles()
    assert "课题获奖" in "".join(str(row[1].value) for row in made["填写说明"].iter_rows())


def test_no_workbook_is_taken_that_is_none(login, bob):
    answer = login(bob).post(reverse("registry:histories"), {"file": file_of(b"%PDF-1.7", "a.xlsx")})

    assert answer.status_code == 422
    assert not HistoryImport.objects.exists()


def test_a_column_that_nobody_reads_is_named_and_left_out_only_when_said_so(importing, ann, bob):
    """Nothing on the sheet is passed over in silence."""
    lines = book(award("安然", ann.number))
    sheet_book = openpyxl.load_workbook(io.BytesIO(lines))
    sheet_book.active.cell(1, sheet_book.active.max_column + 1).value = "科室"
    sheet_book.active.cell(2, sheet_book.active.max_column).value = "规划处"
    out = io.BytesIO()
    sheet_book.save(out)

    row = importing(out.getvalue(), scans("奖.png"))
    named = [one["sentence"] for one in row.faults]
    history.start(actor=bob, history=row, leave_out=True)
    run_all()
    row.refresh_from_db()

    assert [one.startswith("不认识“科室”这一列") for one in named] == [True]
    assert (row.state, row.row_count) == ("imported", 1)

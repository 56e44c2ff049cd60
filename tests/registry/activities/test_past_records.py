"""Importing past years: seen before it is written, every wrong cell by name, killed and taken up, twice is once."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from cejc.errors import Refused
from cejc.lib import storage
from registry.activities.services import activity_review
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
    Job,
    Message,
    SheetImport,
    SlotClaim,
)
from registry.people.services import sheet as sheets
from registry.people.services import sheet_work
from tests import factories
from tests.outcome import outcome
from tests.registry.activities.activity_factories import make_submitted, png
from tests.registry.activities.history_books import award, book, file_of, scans, sent, titles, training

pytestmark = pytest.mark.django_db


def faults_of(row):
    """(place, sentence) of all that is wrong."""
    places = {name: at for one in row.facts["sheets"] for at, name, _title in one["columns"]}
    rows = row.rows.exclude(faults=[]).order_by("number")
    return [
        (f"{openpyxl.utils.get_column_letter(places.get(name, 1))}{one.number}", sentence)
        for one in rows
        for name, sentence in one.faults
    ]


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

    assert (row.state, row.counts) == ("done", {"new": 2, "done": 2})
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
    assert Message.objects.filter(recipient=bob, kind="sheet_done").count() == 2


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

    again = sent(bob, world.employer, content)

    assert again.pk == first.pk
    with pytest.raises(Refused, match="已经往下办理"):
        sheets.start(actor=bob, sheet=again)
    assert Activity.objects.count() == 1


def test_same_rows_in_another_workbook_are_known_and_not_doubled(importing, ann):
    importing(book(award("安然", ann.number)), scans("奖.png"))

    row = importing(
        book(award("安然", ann.number), award("安然", ann.number, title="别的", day="2016-11-11")),
        scans("奖.png"),
    )

    assert (row.counts, row.rows.get(verdict="same").notes) == (
        {"same": 1, "new": 1, "done": 1},
        ["本人已登记过相同的记录。"],
    )
    assert Activity.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "title", "part"),
    [
        ({"姓名": "安冉"}, "姓名", "姓名与此处不一致"),
        ({"证件号码": factories.resident_number(701)}, "证件号码", "不在本单位人员名单中"),
        ({"证件号码": "430102198503070012"}, "证件号码", "校验"),
        ({"证件号码": 430102198503070011}, "证件号码", "已被Excel改成数字"),
        ({"继续教育形式": "获奖"}, "继续教育形式", "填写说明"),
        ({"名称": ""}, "名称", "名称没有填写"),
        ({"证明材料": "奖.png"}, "证明材料", "材料种类=文件名"),
        ({"证明材料": "获奖证书=无.png"}, "证明材料", "没有上传名为“无.png”的扫描件"),
        ({"证明材料": ""}, "证明材料", "证明材料未齐"),
        ({"证书日期": "去年"}, "证书日期", "不是日期"),
        ({"证书日期": ""}, "证书日期", "“证书日期”没有填写"),
        ({"证书日期": "2099-01-01"}, "证书日期", "还没有到"),
        ({"证书日期": "2018年5月"}, "证书日期", "只有年月"),
        ({"奖项级别": "国际"}, "奖项级别", "可填"),
        ({"获奖排名": "第一"}, "获奖排名", "整数"),
        ({"合格模块数": "3"}, "合格模块数", "课题获奖不填这一项"),
    ],
)
def test_wrong_cell_is_named_by_its_place(change, title, part, importing, ann):
    row = importing(
        book(award("安然", ann.number), award("安然", ann.number, title="二") | change), scans("奖.png")
    )

    assert row.state == "done"
    assert any(place == f"{column(title)}3" and part in sentence for place, sentence in faults_of(row)), (
        faults_of(row)
    )
    assert [one.title for one in Activity.objects.all()] == ["科技进步奖"]


@pytest.mark.parametrize(
    "day", [date(2018, 11, 11), 43415, "2018-11-11", "2018/11/11", "2018.11.11", "2018年11月11日", "20181111"]
)
def test_dates_are_read_as_people_write_them(day, importing, ann):
    row = importing(book(award("安然", ann.number, day=day)), scans("奖.png"))

    assert row.state == "done"
    assert Activity.objects.get().first_date == date(2018, 11, 11)


@pytest.mark.parametrize(
    "lines",
    [
        "2017-03-06～2017-03-07 全天",
        "2017.3.6–3.7 全天 专业科目",
        "2017年3月6日-7日 全天",
        "20170306至20170307 全天 专业",
        "２０１７－０３－０６ 到 ２０１７－０３－０７，全天",
    ],
)
def test_ranges_of_days_are_read_as_people_write_them(lines, importing, ann):
    row = importing(book(training("安然", ann.number, lines=lines)), scans("证.png"))

    assert (row.state, faults_of(row)) == ("done", [])
    assert SlotClaim.objects.filter(professional=ann).count() == 4


def test_wrong_template_and_emptiness_are_said(reading, ann):
    for content, part in (
        (book(award("安然", ann.number), heads=["姓名", "证件类型"]), "缺少“证件号码”"),
        (book(award("安然", ann.number), heads=["甲", "乙"]), "没有找到表头"),
        (book(), "表头下面没有内容"),
    ):
        row = reading(content)
        assert row.state == "unread"
        assert part in row.sentence


def test_totals_and_merged_names_are_named_for_what_they_are(reading, ann):
    lines = book(award("安然", ann.number), award("", "", title="二"), {"姓名": "合计"}, merge="A2:A3")
    row = reading(lines, scans("奖.png"))

    assert [(one["row"], one["why"]) for one in row.facts["asides"]] == [(4, "像是合计行")]
    assert [sentence for place, sentence in faults_of(row) if place.endswith("3")][:2] == [
        "姓名没有填写。",
        "证件号码没有填写。",
    ]


def test_rows_that_collide_are_named_by_row(importing, ann):
    row = importing(
        book(training("安然", ann.number), training("安然", ann.number, 名称="另一培训")), scans("证.png")
    )

    assert row.counts["wrong"] == 1
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

    assert "2018年的年度登记已经完毕" in faults_of(row)[0][1]


def test_annotated_workbook_names_every_wrong_cell(importing, ann, login, bob):
    row = importing(
        book(
            award("安然", ann.number) | {"获奖排名": "一"},
            award("安然", ann.number, title="二") | {"名称": ""},
        ),
        scans("奖.png"),
    )

    answer = login(bob).get(reverse("registry:sheet-annotated", args=[row.public_id]))

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rank, name = titles().index("获奖排名") + 1, titles().index("名称") + 1
    assert "整数" in sheet.cell(2, rank).comment.text
    assert "名称没有填写" in sheet.cell(3, name).comment.text
    assert sheet.cell(1, len(titles()) + 1).value == "需要更正的内容"
    assert "名称没有填写" in sheet.cell(3, len(titles()) + 1).value
    assert sheet.cell(2, 3).value == ann.number


def test_annotated_workbook_corrected_and_sent_again_goes_through(reading, ann, bob):
    row = reading(book(award("安然", ann.number) | {"获奖排名": "一"}), scans("奖.png"))
    with storage.open_(row.annotated_name) as file:
        sheet_book = openpyxl.load_workbook(file)
    sheet_book.active.cell(2, titles().index("获奖排名") + 1).value = "1"
    out = io.BytesIO()
    sheet_book.save(out)

    sheets.reopen(actor=bob, sheet=row)
    sheets.replace(actor=bob, sheet=row, file=file_of(out.getvalue()), name="历史.xlsx")
    sheets.start(actor=bob, sheet=row)
    run_all()

    row.refresh_from_db()
    assert (row.state, row.counts) == ("ready", {"new": 1})


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
    after, reading, ann, world, bob, monkeypatch
):
    people = [ann]
    rows = [award("安然", ann.number)]
    for index in range(4):
        number = factories.resident_number(710 + index)
        person = factories.make_professional(f"员工{'甲乙丙丁'[index]}", number=number)
        factories.make_employment(person, world.employer)
        people.append(person)
        rows.append(award(person.name, number, scan=f"{index}.png"))
    names = ["奖.png", *(f"{index}.png" for index in range(4))]
    row = reading(book(*rows), scans(*names))
    real, calls = sheet_work._write_piece, []

    def dying(**values):
        if len(calls) == after:
            raise Killed
        calls.append(1)
        return real(**values)

    monkeypatch.setattr(sheet_work, "_write_piece", dying)
    waiting = sheet_work._waiting
    monkeypatch.setattr(sheet_work, "_waiting", lambda row, size: waiting(row, 2))
    sheets.take(actor=bob, sheet=row, whole=True)
    with pytest.raises(Killed):
        run_all()
    assert Activity.objects.count() == 2 * after

    monkeypatch.setattr(sheet_work, "_write_piece", real)
    Job.objects.filter(state="running").update(state="queued")
    run_all()

    row.refresh_from_db()
    assert (row.state, row.counts) == ("done", {"new": 5, "done": 5})
    assert Activity.objects.count() == 5
    assert Award.objects.count() == 5


@pytest.mark.parametrize("name", ["a.exe", "坏.png"])
def test_scan_that_is_none_is_named_and_the_others_are_kept(name, bob, world, ann):
    row = sent(bob, world.employer, book(award("安然", ann.number)))
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


def test_scan_without_a_name_is_said_and_the_others_are_kept(bob, world, ann):
    row = sent(bob, world.employer, book(award("安然", ann.number)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("folder\\", b"")
        archive.writestr("good.png", png("好"))
        archive.writestr("Z.png", png("无名"))
    nameless = out.getvalue().replace(b"Z.png", b"\0.png")
    package = history.add_package(actor=bob, history=row, file=file_of(nameless, "a.zip", ""), name="a.zip")
    run_all()

    package.refresh_from_db()
    assert [one.name for one in row.scans.all()] == ["good.png"]
    assert package.faults == ["压缩包中有一个文件没有名称，没有收下。请重新打包后上传。"]


def test_outsiders_see_and_do_nothing(login, bob, hana, alice, world, ann):
    row = sent(bob, world.employer, book(award("安然", ann.number)))

    for user in (hana, alice):
        assert login(user).get(reverse("registry:history", args=[row.public_id])).status_code == 404
        with pytest.raises(Refused):
            sheets.start(actor=user, sheet=row)


def test_whole_way_in_the_browser(login, bob, ann, run_jobs):
    client = login(bob)
    answer = client.post(reverse("registry:histories"), {"file": file_of(book(award("安然", ann.number)))})
    row = SheetImport.objects.get()
    assert answer.url == reverse("registry:history", args=[row.public_id])

    client.post(
        reverse("registry:history-scans", args=[row.public_id]),
        {"files": [file_of(scans("奖.png"), "s.zip", "application/zip")]},
    )
    run_jobs()
    client.post(reverse("registry:history-start", args=[row.public_id]))
    here = reverse("registry:sheet", args=[row.public_id])
    assert "正在逐行核对" in client.get(here).content.decode()
    run_jobs()
    assert "2018年专业科目60学时" in client.get(here).content.decode()
    client.post(reverse("registry:sheet-take", args=[row.public_id]), {"choice": "whole"})
    run_jobs()

    assert "导入结果" in client.get(here).content.decode()
    assert Activity.objects.get().state == "submitted"


def test_template_says_what_may_be_filled_in(login, bob):
    answer = login(bob).get(reverse("registry:history-template"))

    made = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert [cell.value for cell in made["历史记录"][1]] == titles()
    assert "课题获奖" in "".join(str(row[1].value) for row in made["填写说明"].iter_rows())


def test_no_workbook_is_taken_that_is_none(login, bob):
    answer = login(bob).post(reverse("registry:histories"), {"file": file_of(b"%PDF-1.7", "a.xlsx")})

    assert answer.status_code == 422
    assert not SheetImport.objects.exists()


def test_more_scans_and_another_workbook_can_be_brought_after_the_check(reading, ann, bob, login):
    row = reading(book(award("安然", ann.number)))
    assert "没有上传名为“奖.png”的扫描件" in faults_of(row)[0][1]

    outcome(
        login(bob).post(reverse("registry:sheet-reopen", args=[row.public_id])),
        "可以更换工作簿、补充扫描件，然后重新核对。",
        lambda: SheetImport.objects.get(pk=row.pk).state == "preparing",
    )
    history.add_package(actor=bob, history=row, file=file_of(scans("奖.png"), "a.zip", ""), name="a.zip")
    run_all()
    sheets.start(actor=bob, sheet=row)
    run_all()
    row.refresh_from_db()
    assert (row.state, row.counts) == ("ready", {"new": 1})

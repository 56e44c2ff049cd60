"""Importing a unit's people: every wrong cell by name, all or nothing, twice is once."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cejc.lib.spreadsheet import XLSX
from registry.models import AuditEntry, Employment, Message, Professional, RosterImport
from registry.people.services import roster
from registry.people.services.identity_names import identity_type_of
from registry.people.services.roster_rows import HEADINGS, SHEET
from tests.factories import make_employment, make_professional, resident_number

TITLES = [title for title, *_rest in HEADINGS]
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


def book(*rows, titles=TITLES, sheet=SHEET):
    made = openpyxl.Workbook()
    made.active.title = sheet
    made.active.append(list(titles))
    for row in rows:
        made.active.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(column, value, number=302):
    """GOOD with another identity number and one cell changed."""
    row = list(GOOD)
    row[2] = resident_number(number)
    row[TITLES.index(column)] = value
    return row


def send(client, content, name="名单.xlsx"):
    return client.post("/people/roster/", {"file": SimpleUploadedFile(name, content, content_type=XLSX)})


@pytest.fixture
def importing(login, bob, run_jobs):
    """`importing(bytes)` uploads as bob, works, and gives the import's row."""

    def act(content):
        answer = send(login(bob), content)
        assert answer.status_code == 302, answer.context["form"].errors
        run_jobs()
        return RosterImport.objects.order_by("-pk").first()

    return act


def test_import_creates_people_and_places(importing, employer, bob):
    row = importing(book(GOOD, changed("姓名", "李𬱖")))

    assert (row.outcome, row.created_count, row.known_count) == ("imported", 2, 0)
    place = Employment.objects.get(professional__name="买买提·吐尔逊")
    person = place.professional
    assert (place.organisation, place.position, place.valid_from) == (employer, "规划处", date(2015, 7, 1))
    assert (person.degree, person.title_series, person.title_level) == (
        "master",
        "engineering",
        "intermediate",
    )
    assert str(person.identity_number) == GOOD[2]
    assert person.name_key.startswith("mai mai ti")
    assert AuditEntry.objects.filter(action="roster.imported").count() == 1
    assert Message.objects.filter(recipient=bob, kind="roster_done").count() == 1


@pytest.mark.parametrize(
    ("column", "value", "place", "words"),
    [
        ("姓名", "", "A3", "姓名没有填写"),
        ("姓名", "张<b>三", "A3", "第2个字"),
        ("证件类型", "学生证", "B3", "不在可选范围内"),
        (
            "证件类型",
            "学生证",
            "B3",
            "居民身份证；港澳台居民居住证；港澳居民、台湾居民来往内地（大陆）通行证",
        ),
        ("证件号码", "", "C3", "没有填写"),
        ("证件号码", "430102198503070999", "C3", "校验位"),
        ("证件号码", "43010219850230001X", "C3", "不是真实的出生日期"),
        ("证件号码", 430102198503071000, "C3", "超过15位"),
        ("手机号码", "打给我", "D3", "联系电话"),
        ("部门和岗位", "长" * 101, "E3", "最多100个字"),
        ("最高学位", "博士后", "G3", "不在可选范围内"),
        ("现职称系列", "魔法", "H3", "不是职称系列"),
        ("入职日期", "2015年13月", "J3", "不是日期"),
        ("入职日期", "2999-01-01", "J3", "还没有到"),
    ],
)
def test_wrong_cell_is_named_and_nothing_is_imported(importing, column, value, place, words):
    before = Professional.objects.count()

    row = importing(book(GOOD, changed(column, value)))

    assert row.outcome == "refused"
    assert [fault["place"] for fault in row.faults] == [place]
    assert (row.faults[0]["sheet"], row.faults[0]["row"]) == (SHEET, 3)
    assert words in row.faults[0]["sentence"]
    assert Professional.objects.count() == before


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("港澳居民来往内地通行证", "hmt_permit"),
        ("台胞证", "hmt_permit"),
        ("身份证", "resident_card"),
        ("", "resident_card"),
        (" 护 照 ", "passport"),
        ("台湾居民居住证", "hmt_residence"),
        ("学生证", None),
    ],
)
def test_kind_of_document_is_read_as_it_stands_on_the_card(typed, kind):
    assert identity_type_of(typed) == kind


def test_refused_workbook_comes_back_with_the_cells_marked(importing, client):
    row = importing(book(GOOD, changed("证件号码", "430102198503070999"), changed("最高学位", "博士后", 303)))

    answer = client.get(f"/people/roster/{row.public_id}/annotated/")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content))[SHEET]
    assert sheet["C3"].comment is not None
    assert sheet["G4"].comment is not None
    assert sheet["C2"].comment is None
    assert sheet["A2"].value == GOOD[0]


def test_same_number_twice_in_the_file_is_named_with_its_first_row(importing):
    row = importing(book(GOOD, changed("姓名", "李四"), GOOD))

    assert [fault["place"] for fault in row.faults] == ["C4"]
    assert "第2行" in row.faults[0]["sentence"]


def test_same_file_twice_is_one_import(importing):
    content = book(GOOD)
    first = importing(content)
    second = importing(content)

    assert first.pk == second.pk
    assert RosterImport.objects.count() == 1


def test_same_people_in_another_file_are_known_not_doubled(importing):
    importing(book(GOOD))
    row = importing(book(GOOD, changed("姓名", "李四")))

    assert (row.created_count, row.known_count) == (1, 1)
    assert Employment.objects.filter(professional__name="买买提·吐尔逊").count() == 1


def test_what_the_list_says_otherwise_than_the_register_is_named(importing):
    importing(book(GOOD))

    row = importing(book(["博士" if value == "硕士" else value for value in GOOD]))

    assert (row.created_count, row.known_count) == (0, 1)
    assert [(one["row"], "最高学位与登记的不同，没有采用" in one["sentence"]) for one in row.faults] == [
        (2, True)
    ]
    assert Professional.objects.get(name=GOOD[0]).degree == "master"


def test_known_number_with_another_name_is_a_fault_at_the_name(importing, world):
    make_employment(make_professional("李四", number=GOOD[2]), world.employer)

    row = importing(book(GOOD))

    assert [fault["place"] for fault in row.faults] == ["A2"]


def test_dead_person_is_a_fault_and_one_who_was_forgotten_works_again(importing):
    importing(book(GOOD))
    person = Professional.objects.get(name=GOOD[0])
    person.employments.update(valid_until=date(2020, 1, 1))
    Professional.objects.filter(pk=person.pk).update(died_on=date(2020, 1, 1))

    refused = importing(book(GOOD, changed("姓名", "李雷")))
    Professional.objects.filter(pk=person.pk).update(died_on=None, erased_at="2020-01-01T00:00:00Z")
    taken = importing(book(GOOD, changed("姓名", "李雷", number=303)))

    assert (refused.outcome, "去世" in str(refused.faults)) == ("refused", True)
    person.refresh_from_db()
    assert (taken.outcome, person.erased_at) == ("imported", None)


def test_person_employed_elsewhere_is_a_fault_that_names_no_employer(importing, world):
    make_employment(make_professional(GOOD[0], number=GOOD[2]), world.other_employer)

    row = importing(book(GOOD))

    assert [fault["place"] for fault in row.faults] == ["C2"]
    assert world.other_employer.name not in row.faults[0]["sentence"]
    assert Employment.objects.filter(organisation=world.employer).count() == 1  # bob himself


def test_missing_column_is_said(importing):
    row = importing(book(["张三"], titles=["姓名"]))

    assert "缺少“证件号码”" in row.faults[0]["sentence"]


def test_columns_may_stand_in_any_order_and_empty_rows_are_passed(importing):
    row = importing(book([GOOD[2], GOOD[0]], [None, None], titles=["证件号码", "姓名"], sheet="Sheet1"))

    assert (row.outcome, row.created_count) == ("imported", 1)


def test_empty_list_is_said(importing):
    row = importing(book())

    assert row.outcome == "refused"
    assert "没有人员" in row.faults[0]["sentence"]


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"%PDF-1.4\n%%EOF", b"PK\x03\x04" + b"\0" * 100],
    ids=["empty", "text", "pdf", "zip"],
)
def test_what_is_no_workbook_is_refused_at_the_upload(login, bob, content):
    answer = send(login(bob), content)

    assert answer.status_code == 422
    assert not RosterImport.objects.exists()


def test_working_twice_imports_once(login, bob, run_jobs):
    from registry.models import Job

    send(login(bob), book(GOOD))
    run_jobs()

    roster.work(Job.objects.get(kind="roster"))

    assert Employment.objects.filter(professional__name=GOOD[0]).count() == 1


def test_import_of_another_unit_is_404(importing, login, hana):
    row = importing(book(GOOD))

    assert login(hana).get(f"/people/roster/{row.public_id}/").status_code == 404


def test_template_comes_back_as_an_empty_list(login, bob):
    content = login(bob).get("/people/roster/template/").content

    sheet = openpyxl.load_workbook(io.BytesIO(content))[SHEET]
    assert [cell.value for cell in sheet[1]] == TITLES
    assert sheet["C2"].value is None


def test_progress_page_before_and_after(login, bob, run_jobs):
    client = login(bob)
    address = send(client, book(GOOD)).url

    assert "hx-get" in client.get(address).content.decode()
    run_jobs()
    assert "新增1人" in client.get(address).content.decode()
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("titles", "extra", "words"),
    [
        ([*TITLES, "科室"], "规划处", "不认识“科室”这一列"),
        ([*TITLES, ""], "规划处", "K列没有表头而下面有内容"),
        ([*TITLES, "工号"], "B7", "这一列与前面的“工号”重复"),
    ],
)
def test_a_column_that_nobody_reads_is_named_and_nothing_is_imported(importing, titles, extra, words):
    row = importing(book([*GOOD, extra], titles=titles))

    assert row.outcome == "refused"
    assert [one["sentence"].startswith(words) for one in row.faults] == [True]
    assert [one["place"] for one in row.faults] == ["K1"]
    assert not Employment.objects.filter(professional__name=GOOD[0]).exists()


def test_columns_are_left_out_when_the_clerk_says_so(login, bob, run_jobs):
    content = book([*GOOD, "规划处"], titles=[*TITLES, "科室"])
    file = SimpleUploadedFile("名单.xlsx", content, content_type=XLSX)
    page = login(bob).get("/people/roster/").content.decode()
    login(bob).post("/people/roster/", {"file": file, "leave_out": "on"})
    run_jobs()

    assert "其余的列不导入" in page
    assert RosterImport.objects.get().outcome == "imported"

"""A unit's list of people: what will be is shown before, what is wrong comes back, what was done is undone."""

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from registry.models import (
    AuditEntry,
    Employment,
    Job,
    Message,
    Professional,
    SheetAnswer,
    SheetImport,
    SheetRow,
)
from registry.people.services import sheet as services
from registry.people.services import sheet_work
from registry.people.services.identity_names import identity_type_of
from registry.people.services.sheet_rows import contents
from tests.factories import make_employment, make_person, make_professional, resident_number
from tests.outcome import outcome
from tests.registry.people.sheets import GOOD, SHEET, TITLES, book, changed, faults, newest, people, send


@pytest.fixture
def reading(login, bob, run_jobs):
    """`reading(bytes)` sends as bob, has it read, and gives the import's row."""

    def act(content, name="名单.xlsx"):
        answer = send(login(bob), content, name)
        assert answer.status_code == 302, answer.context["form"].errors
        run_jobs()
        return newest()

    return act


@pytest.fixture
def taking(reading, login, bob, run_jobs):
    """The same, and what is right is taken in."""

    def act(content, name="名单.xlsx", choice="right"):
        row = reading(content, name)
        login(bob).post(reverse("registry:sheet-take", args=[row.public_id]), {"choice": choice})
        run_jobs()
        row.refresh_from_db()
        return row

    return act


def test_nothing_is_written_before_the_sender_has_seen_it(reading):
    before = Professional.objects.count()

    row = reading(book(GOOD, changed(姓名="李𬱖")))

    assert (row.state, row.counts) == ("ready", {"new": 2})
    assert Professional.objects.count() == before
    assert row.facts["sheets"][0]["name"] == SHEET


def test_new_people_get_a_file_and_a_place(taking, employer, bob):
    row = taking(book(GOOD, changed(姓名="李𬱖")))

    assert (row.state, row.counts) == ("done", {"new": 2, "done": 2})
    place = Employment.objects.get(professional__name=GOOD[0])
    person = place.professional
    assert (place.organisation, place.position, place.valid_from) == (employer, "规划处", date(2015, 7, 1))
    known = (person.degree, person.title_series, person.title_level, str(person.phone))
    assert known == ("master", "engineering", "intermediate", "13800001111")
    assert str(person.identity_number) == GOOD[2]
    assert person.name_key.startswith("mai mai ti")
    assert AuditEntry.objects.filter(action="sheet.imported").count() == 1
    assert Message.objects.filter(recipient=bob, kind="sheet_done").count() == 2


WRONG = [
    ({"姓名": ""}, "姓名没有填写"),
    ({"姓名": "张<b>三"}, "第2个字"),
    ({"证件号码": ""}, "没有填写"),
    ({"证件号码": "430102198503070999"}, "校验位"),
    ({"证件号码": "43010219850230001X"}, "不是真实的出生日期"),
    ({"证件号码": 430102198503071000}, "已被Excel改成数字"),
    ({"手机号码": "打给我"}, "联系电话"),
    ({"部门和岗位": "长" * 101}, "最多100个字"),
    ({"入职日期": "2015年13月"}, "不是日期"),
    ({"入职日期": "2999-01-01"}, "还没有到"),
    ({"入职日期": ""}, "须填写入职日期"),
    ({"入职日期": "2015"}, "只有年份"),
    ({"离职日期": "2016-01-01"}, "不在本单位在职名单中"),
]


@pytest.mark.parametrize(("cells", "words"), WRONG)
def test_wrong_cell_is_named_and_the_right_rows_can_be_taken(taking, cells, words):
    before = Professional.objects.count()

    row = taking(book(GOOD, changed(**cells)))

    assert [(number, words in sentence) for number, sentence in faults(row)] == [(3, True)]
    assert (row.counts["done"], row.counts["wrong"]) == (1, 1)
    assert Professional.objects.count() == before + 1


def test_whole_list_is_refused_while_a_row_is_wrong(taking):
    row = taking(book(GOOD, changed(姓名="")), choice="whole")

    assert row.state == "ready"
    assert not Employment.objects.filter(professional__name=GOOD[0]).exists()


def test_wrong_rows_come_back_and_can_be_sent_in_again(taking, login, bob, run_jobs):
    row = taking(book(GOOD, changed(证件号码="430102198503070999"), changed(303, 部门和岗位="=1+1")))
    answer = login(bob).get(reverse("registry:sheet-wrong", args=[row.public_id]))

    made = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = made[SHEET]
    assert [cell.value for cell in sheet[1]][:12] == TITLES
    assert (sheet.max_row, sheet["C2"].value, sheet["C2"].comment is not None) == (
        3,
        "430102198503070999",
        True,
    )
    assert "校验位" in sheet.cell(2, 13).value
    assert "没有计算结果" in sheet.cell(3, 13).value
    sheet["C2"], sheet["E3"] = resident_number(302), "规划处"
    out = io.BytesIO()
    made.save(out)
    again = taking(out.getvalue(), name="有误的行.xlsx")
    assert (again.state, again.counts, again.facts["columns"]) == ("done", {"new": 2, "done": 2}, [])


def test_changed_cells_are_shown_old_and_new_and_then_written(reading, taking, login, bob):
    taking(book(GOOD))
    content = book(changed(301, 部门和岗位="设计一室", 现职称级别="副高", 工号=""))
    row = reading(content)
    page = login(bob).get(reverse("registry:sheet", args=[row.public_id])).content.decode()

    assert (row.counts, "<del>规划处</del> → <ins>设计一室</ins>" in page) == ({"changed": 1}, True)
    done = taking(content)
    place = Employment.objects.get(professional__name=GOOD[0])
    assert (done.pk, place.position, place.staff_number) == (row.pk, "设计一室", "A1")
    assert place.professional.title_level == "senior_associate"
    entry = AuditEntry.objects.get(action="professional.updated")
    assert (entry.before, entry.after) == (
        {"title_level": "intermediate"},
        {"title_level": "senior_associate"},
    )


def test_what_needs_proof_is_named_with_its_procedure_and_not_changed(reading, taking):
    taking(book(GOOD))
    row = reading(book(changed(301, 最高学位="博士")))

    assert row.counts == {"same": 1}
    assert "更正最高学位" in row.rows.get().notes[0]
    assert "登记的是“硕士”" in row.rows.get().notes[0]


def test_same_people_in_another_file_are_known_not_doubled(taking):
    taking(book(GOOD))
    row = taking(book(GOOD, changed(姓名="李四")))

    assert row.counts == {"same": 1, "new": 1, "done": 1}
    assert Employment.objects.filter(professional__name=GOOD[0]).count() == 1


def test_who_has_left_leaves_by_the_same_list(taking):
    taking(book(GOOD))
    row = taking(book(changed(301, 离职日期="2020.5.31")))

    place = Employment.objects.get(professional__name=GOOD[0])
    assert (row.counts["done"], place.valid_until) == (1, date(2020, 5, 31))
    assert AuditEntry.objects.filter(action="employment.ended").count() == 1


def test_number_with_another_name_is_a_fault_that_names_the_procedure(reading, world):
    make_employment(make_professional("李四", number=GOOD[2]), world.employer)

    row = reading(book(GOOD))

    assert "更正姓名或证件号码" in faults(row)[0][1]


def test_person_employed_elsewhere_is_a_fault_that_names_no_employer(reading, world):
    make_employment(make_professional(GOOD[0], number=GOOD[2]), world.other_employer)

    row = reading(book(GOOD))

    assert (row.counts, world.other_employer.name in str(faults(row))) == ({"wrong": 1}, False)


def test_dead_person_is_a_fault_and_one_who_was_forgotten_works_again(taking):
    taking(book(GOOD))
    person = Professional.objects.get(name=GOOD[0])
    person.employments.update(valid_until=date(2020, 1, 1))
    Professional.objects.filter(pk=person.pk).update(died_on=date(2020, 1, 1))

    refused = taking(book(GOOD, changed(姓名="李雷")))
    Professional.objects.filter(pk=person.pk).update(died_on=None, erased_at="2020-01-01T00:00:00Z")
    taken = taking(book(GOOD, changed(姓名="李雷", number=303)))

    assert "去世" in str(faults(refused))
    person.refresh_from_db()
    assert (taken.counts["done"], person.erased_at) == (2, None)


def test_same_number_twice_in_the_file_is_named_with_its_first_row(reading):
    row = reading(book(GOOD, changed(姓名="李四"), GOOD))

    assert [(number, "第2行" in sentence) for number, sentence in faults(row)] == [(4, True)]


def test_same_file_twice_is_one_import_until_it_was_undone(taking, login, bob, run_jobs):
    content = book(GOOD)
    first = taking(content)
    second = taking(content)

    assert (first.pk, SheetImport.objects.count()) == (second.pk, 1)
    login(bob).post(reverse("registry:sheet-undo", args=[first.public_id]))
    run_jobs()
    assert taking(content).pk != first.pk


# Questions -----------------------------------------------------------------------------------------------


def test_unknown_heading_and_word_are_asked_once_and_remembered_for_the_unit(login, bob, run_jobs, reading):
    titles = [*TITLES[:6], "最高学位", "现职称系列", "现职称级别", "入职日期", "籍贯"]
    row = reading(book([*changed(最高学位="硕士研究生")[:10], "长沙"], titles=titles))
    page = login(bob).get(reverse("registry:sheet", args=[row.public_id])).content.decode()

    assert (row.state, [one["kind"] for one in row.questions]) == ("asking", ["value", "heading"])
    assert "不认识“籍贯”这一列（K列）" in page
    assert not SheetRow.objects.exists()
    refused = login(bob).post(reverse("registry:sheet", args=[row.public_id]), {"q0": "master"})
    assert (refused.status_code, SheetAnswer.objects.count()) == (422, 0)
    login(bob).post(reverse("registry:sheet", args=[row.public_id]), {"q0": "master", "q1": "-"})
    run_jobs()
    row.refresh_from_db()
    assert (row.state, row.facts["columns"][0][2]) == ("ready", "籍贯")
    assert contents(row.rows.get())["values"]["degree"] == "master"
    again = reading(book([*changed(303, 最高学位="硕士研究生")[:10], "长沙"], titles=titles))
    assert (again.state, again.facts["columns"][0][2]) == ("ready", "籍贯")


def test_of_several_sheets_with_lists_it_is_asked_which_are_read(reading, login, bob, run_jobs):
    more = [("外科", [TITLES, changed(304, 姓名="李四")])]
    row = reading(book(GOOD, sheet="内科", more=more))

    assert (row.state, row.questions[0]["key"]) == ("asking", "sheets:内科|外科")
    login(bob).post(reverse("registry:sheet", args=[row.public_id]), {"q0": ["内科", "外科"]})
    run_jobs()
    row.refresh_from_db()
    assert row.counts == {"new": 2}


def test_day_with_two_readings_is_asked_of_each_file(reading, login, bob, run_jobs):
    row = reading(book(changed(入职日期="01/02/2020")))

    assert [one[0] for one in row.questions[0]["choices"]] == ["mdy", "dmy"]
    login(bob).post(reverse("registry:sheet", args=[row.public_id]), {"q0": "dmy"})
    run_jobs()
    row.refresh_from_db()
    assert contents(row.rows.get())["values"]["valid_from"] == "2020-02-01"
    assert row.facts["orders"] == [["入职日期", "日/月/年"]]
    assert reading(book(changed(305, 入职日期="01/02/2020"))).state == "asking"


def test_answers_of_one_unit_are_not_those_of_another(reading, login, bob, world, run_jobs):
    titles = [*TITLES[:10], "籍贯"]
    row = reading(book([*GOOD, "长沙"], titles=titles))
    login(bob).post(reverse("registry:sheet", args=[row.public_id]), {"q0": "-"})
    SheetAnswer.objects.update(organisation=world.other_employer)

    assert reading(book([*GOOD, "湘潭"], titles=titles)).state == "asking"


# Undoing and killing -------------------------------------------------------------------------------------


def test_import_is_undone_whole_as_long_as_nothing_rests_on_it(taking, login, bob, run_jobs):
    taking(book(GOOD, changed(310, 姓名="旧人")))
    before = Professional.objects.count()
    rows = [
        changed(301, 部门和岗位="设计一室"),
        changed(310, 姓名="旧人", 离职日期="2020-05-31"),
        changed(311, 姓名="新人"),
    ]
    row = taking(book(*rows))
    assert (row.counts["done"], Professional.objects.count()) == (3, before + 1)

    outcome(
        login(bob).post(reverse("registry:sheet-undo", args=[row.public_id])),
        "已开始撤销，完成后给您发消息。",
        lambda: SheetImport.objects.get(pk=row.pk).state == "undoing",
    )
    run_jobs()
    row.refresh_from_db()
    assert (row.state, row.counts["undone"]) == ("undone", 3)
    assert Professional.objects.count() == before
    assert Employment.objects.get(professional__name=GOOD[0]).position == "规划处"
    assert Employment.objects.get(professional__name="旧人").valid_until is None


def test_import_on_which_something_rests_is_not_undone_and_says_why(taking, login, bob):
    row = taking(book(GOOD))
    person = Professional.objects.get(name=GOOD[0])
    login_of = make_person("tuersun", "另一人")
    type(login_of).objects.filter(pk=login_of.pk).update(professional=person)

    page = login(bob).post(reverse("registry:sheet-undo", args=[row.public_id])).content.decode()

    assert "不能撤销：第2行买买提·吐尔逊：已开通账号" in page
    row.refresh_from_db()
    assert row.state == "done"


def test_worker_that_dies_between_pieces_goes_on_and_enters_nobody_twice(reading, bob, run_jobs, monkeypatch):
    row = reading(book(*people(5)))
    waiting = sheet_work._waiting
    monkeypatch.setattr(sheet_work, "_waiting", lambda row, size: waiting(row, 2))
    services.take(actor=bob, sheet=row, whole=True)
    beats = []

    def cut(job, done=None):
        beats.append(done)
        if len(beats) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(sheet_work, "beat", cut)
    job = Job.objects.get(kind="sheet.write")
    with pytest.raises(KeyboardInterrupt):
        sheet_work.write(job)
    assert SheetRow.objects.filter(outcome="done").count() == 4
    sheet_work.write(job)

    row.refresh_from_db()
    assert (row.state, row.counts["done"]) == ("done", 5)
    assert Employment.objects.filter(professional__name__startswith="职工").count() == 5


def test_what_changed_after_the_preview_is_left_and_named(reading, login, bob, world, run_jobs):
    row = reading(book(GOOD, changed(姓名="李四")))
    make_employment(make_professional("李四", number=resident_number(302)), world.other_employer)

    login(bob).post(reverse("registry:sheet-take", args=[row.public_id]), {"choice": "whole"})
    run_jobs()

    row.refresh_from_db()
    assert (row.counts["done"], row.counts["left"]) == (1, 1)
    assert "有了变化" in row.rows.get(outcome="left").faults[0][1]


def test_nothing_of_a_dropped_import_is_kept(reading, login, bob):
    row = reading(book(GOOD))
    outcome(
        login(bob).post(reverse("registry:sheet-drop", args=[row.public_id])),
        "已放弃这次导入，没有写入任何内容。",
        lambda: SheetImport.objects.get(pk=row.pk).state == "dropped" and not SheetRow.objects.exists(),
    )


def test_taking_says_that_it_has_begun(reading, login, bob):
    row = reading(book(GOOD))
    outcome(
        login(bob).post(reverse("registry:sheet-take", args=[row.public_id]), {"choice": "whole"}),
        "已开始导入，完成后给您发消息。",
        lambda: SheetImport.objects.get(pk=row.pk).state == "writing",
    )


# Pages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["", "-take", "-drop", "-undo", "-wrong", "-annotated"])
def test_import_is_the_units_own(reading, login, hana, alice, part):
    row = reading(book(GOOD))
    address = reverse(f"registry:sheet{part}", args=[row.public_id])

    for other in (hana, alice):
        answer = login(other).post(address) if part in ("-take", "-drop") else login(other).get(address)
        assert answer.status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_preview_asks_as_much_of_the_database_for_three_rows_as_for_one(
    reading, login, bob, count, django_assert_num_queries
):
    row = reading(book(*people(count)))
    client, address = login(bob), reverse("registry:sheet", args=[row.public_id])
    client.get(address)

    with django_assert_num_queries(12):
        client.get(address)


def test_long_list_is_shown_in_pages_by_what_it_comes_to(reading, login, bob):
    row = reading(book(*people(60), changed(姓名="")))
    client, address = login(bob), reverse("registry:sheet", args=[row.public_id])

    assert "姓名没有填写" in client.get(address).content.decode()
    page = client.get(address, {"show": "new", "page": 2}).content.decode()
    assert "第51–60条，共60条" in page
    assert resident_number(459) not in page


def test_progress_page_before_and_after(login, bob, run_jobs):
    client = login(bob)
    address = send(client, book(GOOD)).url

    assert "hx-get" in client.get(address).content.decode()
    run_jobs()
    assert "全部导入（1行）" in client.get(address).content.decode()
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_template_comes_back_as_an_empty_list(login, bob, reading):
    content = login(bob).get("/people/roster/template/").content

    sheet = openpyxl.load_workbook(io.BytesIO(content))[SHEET]
    assert [cell.value for cell in sheet[1]] == TITLES
    assert reading(content).sentence.startswith("表头下面没有内容")


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.4\n%%EOF\0", b"PK\x03\x04" + b"\0" * 100],
    ids=["empty", "pdf", "zip"],
)
def test_what_is_no_workbook_is_refused_at_the_upload(login, bob, content):
    answer = send(login(bob), content)

    assert answer.status_code == 422
    assert not SheetImport.objects.exists()


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


# An exported list comes back ------------------------------------------------------------------------------


def exported(client):
    return openpyxl.load_workbook(io.BytesIO(client.get("/people/export/").content))


def sent_back(made):
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_exported_list_sent_back_as_it_is_changes_nothing_and_asks_nothing(reading, taking, login, bob):
    taking(book(GOOD, changed(姓名="李四", 离职日期="")))
    taking(book(changed(姓名="李四", 离职日期="2020-05-31")))

    row = reading(sent_back(exported(login(bob))), name="导出.xlsx")

    assert (row.state, set(row.counts), row.facts["columns"]) == ("ready", {"same"}, [])


def test_exported_list_is_changed_and_sent_back(taking, login, bob):
    taking(book(GOOD, changed(姓名="李四")))
    made = exported(login(bob))
    sheet = made.active
    for line in sheet.iter_rows(min_row=2):
        if line[0].value == "李四":
            line[4].value, line[8].value = "设计二室", "副高级"
            assert "*" in line[2].value

    row = taking(sent_back(made), name="导出.xlsx")

    place = Employment.objects.get(professional__name="李四")
    assert (row.counts["changed"], row.counts["done"], place.position) == (1, 1, "设计二室")
    assert place.professional.title_level == "senior_associate"


def test_key_of_another_person_or_unit_is_named(reading, taking, login, bob, world):
    taking(book(GOOD, changed(姓名="李四")))
    other = make_employment(make_professional("外人"), world.other_employer)
    keys = {one.professional.name: str(one.public_id) for one in Employment.objects.all()}

    row = reading(
        book(changed(301, 系统编号=keys["李四"]), changed(姓名="李四", 系统编号=str(other.public_id)))
    )

    assert [sentence[:8] for _number, sentence in faults(row)] == ["与系统编号不是同", "本单位名单中没有"]

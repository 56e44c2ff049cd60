"""The claim list from a workbook: shown before it is written, wrong rows given back, undone while a draft."""

import io

import openpyxl
import pytest
from django.urls import reverse

from cejc.lib.sheets.reading import Line
from registry.machinery.services.job import run_all
from registry.models import AuditEntry, HandbookClaim, HandbookClaimEntry, SheetImport
from registry.people.services import sheet as sheets
from registry.yearly.services import handbook_claim as claims
from registry.yearly.services.handbook_sheet import plan
from tests import factories
from tests.certification.rows import on
from tests.outcome import outcome
from tests.registry.people.sheets import book, faults, newest, send

pytestmark = pytest.mark.django_db
HEADS = ["姓名", "证件号码", "单位", "职称级别和系列"]
HERE = "/handbook/claims/sheet/"


@pytest.fixture
def office(alice, bob, dora, petra, paul):
    with on("2020-03-02 09:00"):
        yield dora


@pytest.fixture
def ann(employer):
    return hired(employer, "安然", 800)


def hired(unit, name, number, level="intermediate"):
    person = factories.make_professional(name, number=factories.resident_number(number), title_level=level)
    factories.make_employment(person, unit)
    person.number = factories.resident_number(number)
    return person


def line(person, **other):
    values = {"姓名": person.name, "证件号码": person.number} | other
    return [values.get(head, "") for head in HEADS]


@pytest.fixture
def reading(office, login):
    """`reading(rows)` sends them as the department, has them read, and gives the import."""

    def act(*rows, titles=HEADS):
        send(login(office), book(*rows, titles=titles, sheet="领取表"), address=HERE)
        run_all()
        return newest()

    return act


@pytest.fixture
def importing(reading, office):
    def act(*rows, **more):
        row = reading(*rows, **more)
        sheets.take(actor=office, sheet=row, whole=False)
        run_all()
        row.refresh_from_db()
        return row

    return act


def test_who_is_named_and_entitled_is_listed_as_the_register_has_it(importing, office, ann, login):
    row = importing(line(ann, 单位="第三医院", 职称级别和系列="高级"))

    assert (row.state, row.counts) == ("done", {"new": 1, "done": 1})
    entry = HandbookClaimEntry.objects.get()
    assert (entry.professional, entry.unit, entry.claim.state) == (
        ann,
        ann.employments.get().organisation.name,
        "draft",
    )
    assert any("与表中的“第三医院”不同" in note for note in row.rows.get().notes)
    assert any("与表中的“高级”不同" in note for note in row.rows.get().notes)
    told = AuditEntry.objects.get(action="handbook_claim.enlisted")
    assert told.after == {"file": "名单.xlsx", "count": 1}
    assert (
        "从“名单.xlsx”把1人列入领取表"
        in login(office)
        .get(reverse("registry:handbook-claim", args=[entry.claim.public_id]))
        .content.decode()
    )


def test_page_of_the_import_leads_on_to_the_list_while_it_is_a_draft(importing, office, ann, login):
    row = importing(line(ann))
    claim = HandbookClaim.objects.get()
    here, there = (
        reverse(f"registry:{name}", args=[one.public_id])
        for name, one in (("sheet", row), ("handbook-claim", claim))
    )
    assert f'href="{there}">查看领取表' in login(office).get(here).content.decode()

    claims.submit(actor=office, claim=claim, edit=claim.edit)

    assert "查看领取表" not in login(office).get(here).content.decode()


def test_nothing_is_written_before_the_sender_has_seen_it(reading, ann):
    row = reading(line(ann))

    assert (row.state, row.counts) == ("ready", {"new": 1})
    assert not HandbookClaim.objects.exists()


def test_each_row_that_cannot_be_listed_says_why(reading, office, employer, ann, charlie, dora):
    junior = hired(employer, "初级一", 801, level="junior")
    elsewhere = factories.make_professional("外人", number=factories.resident_number(802))
    elsewhere.number = factories.resident_number(802)
    university = factories.make_employer("湘江大学", parent=office.seats[0].organisation, kind="university")
    clerk = factories.hr_of(university, name="殷勤")
    taken = hired(university, "已列", 803)
    claims.compose(actor=clerk, organisation=university)

    row = reading(
        line(junior),
        line(elsewhere),
        line(taken),
        line(ann, 姓名="安冉"),
        line(ann),
        ["无号", "43010219850307", "", ""],
    )

    said = dict(faults(row))
    assert said[2] == "现职称为初级，登记手册发给中级职称及以上人员（通知二）。"
    assert "不在本单位及所属单位的在职人员名单中" in said[3]
    assert said[4] == "已列入湘江大学编制中的领取表。"
    assert "姓名与此处不一致" in said[5]
    assert "与第5行的证件号码相同" in said[6]
    assert 7 in said
    assert row.counts == {"wrong": 6}


def test_wrong_rows_come_back_in_the_same_workbook_and_go_in_again(
    importing, reading, office, ann, employer, login
):
    bea = hired(employer, "白云", 804)
    row = importing(line(ann), line(bea, 姓名="白芸"))
    assert row.counts == {"new": 1, "wrong": 1, "done": 1}

    answer = login(office).get(reverse("registry:sheet-wrong", args=[row.public_id]))
    given = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert [cell.value for cell in given.active[2]][:2] == ["白芸", bea.number]
    given.active["A2"] = "白云"
    out = io.BytesIO()
    given.save(out)
    send(login(office), out.getvalue(), address=HERE)
    run_all()

    assert newest().counts == {"new": 1}


def test_who_is_on_the_draft_already_stays_and_is_not_doubled(importing, reading, ann, employer):
    bea = hired(employer, "白云", 804)
    importing(line(ann))

    row = importing(line(ann), line(bea))

    assert row.counts == {"same": 1, "new": 1, "done": 1}
    assert sorted(HandbookClaimEntry.objects.values_list("name", flat=True)) == ["安然", "白云"]
    assert HandbookClaim.objects.count() == 1


def test_list_of_those_who_can_be_listed_goes_back_in_with_its_masked_numbers(reading, office, ann, login):
    answer = login(office).get(f"{HERE}people/")
    heads, *rows = openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    mine = next(one for one in rows if one[0] == "安然")
    assert "*" in mine[2]

    row = reading(mine, titles=heads)

    assert (row.counts, row.rows.get().person) == ({"new": 1}, ann)


def test_whoever_was_listed_by_somebody_else_meanwhile_is_left_and_named(reading, office, ann):
    row = reading(line(ann))
    claims.compose(actor=office, organisation=office.seats[0].organisation)

    sheets.take(actor=office, sheet=row, whole=True)
    run_all()

    row.refresh_from_db()
    assert (row.state, row.counts) == ("done", {"new": 1, "left": 1})
    assert "有了变化" in faults(row)[0][1]
    assert HandbookClaimEntry.objects.filter(professional=ann).count() == 1


def test_import_is_undone_as_a_whole_while_the_list_is_a_draft(importing, office, ann, employer, login):
    claims.compose(actor=office, organisation=office.seats[0].organisation)
    claim = HandbookClaim.objects.get()
    claims.take_out(
        actor=office, claim=claim, entries=[one.public_id for one in claim.entries.filter(professional=ann)]
    )
    before = claim.entries.count()
    row = importing(line(ann))
    assert claim.entries.count() == before + 1
    here = reverse("registry:sheet-undo", args=[row.public_id])
    assert "列入的人员移出领取表" in login(office).get(here).content.decode()

    answer = login(office).post(here, follow=True)

    outcome(
        answer,
        "已开始撤销，完成后给您发消息。",
        lambda: SheetImport.objects.get(pk=row.pk).state == "undoing",
    )
    run_all()
    row.refresh_from_db()
    assert (row.state, row.counts["undone"]) == ("undone", 1)
    assert (claim.entries.count(), HandbookClaim.objects.get().state) == (before, "draft")


def test_draft_that_an_undone_import_leaves_empty_is_given_up(importing, office, ann):
    row = importing(line(ann))

    sheets.undo(actor=office, sheet=row)
    run_all()

    assert HandbookClaim.objects.get().state == "discarded"


def test_submitted_list_keeps_what_an_import_brought_and_says_so(importing, office, ann, login):
    row = importing(line(ann))
    claim = HandbookClaim.objects.get()
    claims.submit(actor=office, claim=claim, edit=claim.edit)

    answer = login(office).post(reverse("registry:sheet-undo", args=[row.public_id]))

    assert "领取表现在是“待核发”，不能从中移出人员" in answer.content.decode()
    row.refresh_from_db()
    assert (row.state, claim.entries.count()) == ("done", 1)


@pytest.mark.parametrize("count", [1, 3])
def test_piece_costs_the_same_however_many_rows_it_has(count, office, employer, django_assert_num_queries):
    people = [hired(employer, f"员工{'甲乙丙'[place]}", 810 + place) for place in range(count)]
    lines = [
        Line(0, place, {"name": one.name, "number": one.number}) for place, one in enumerate(people, start=2)
    ]
    sheet = SheetImport(kind="claim", organisation=office.seats[0].organisation, uploaded_by=office)

    with django_assert_num_queries(3):
        rows = plan(sheet, lines, {})

    assert [one.verdict for one in rows] == ["new"] * count


def test_only_offices_that_claim_find_the_page(office, bob, petra, ann, login, reading):
    row = reading(line(ann))

    assert login(bob).get(HERE).status_code == 404
    assert login(petra).get(HERE).status_code == 404
    assert login(bob).get(reverse("registry:sheet", args=[row.public_id])).status_code == 404

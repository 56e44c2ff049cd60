"""Electronic handbooks of many people printed as one document: whose they are, how they look, what is kept."""

import io
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from registry.activities.services import activity_review
from registry.machinery.services import job as jobs
from registry.models import AuditEntry, Employment, Handbook, HandbookEdition, Job, TakenList
from registry.people.lists import PAPERS
from registry.people.services import portrait as portraits
from registry.people.services import taking
from registry.yearly.permissions import handed_out_by, hands_out
from registry.yearly.queries.handbook_content import contents_of
from registry.yearly.services import handbook_claim as claims
from registry.yearly.services import handbook_edition as editions
from tests import factories
from tests.bound import file_of, made, names, outline, pictures, taken_of
from tests.certification.rows import on
from tests.outcome import outcome
from tests.registry.activities.activity_factories import make_submitted

pytestmark = pytest.mark.django_db
LIST, BOUND = reverse("registry:handbooks"), reverse("registry:take", args=["handbooks", "bound"])
LONG = "阿不都热西提·买买提" * 3
AWARD = {"level": "prefectural", "rank": 3, "date": "2019-11-11"}


@pytest.fixture(autouse=True)
def _in_2020():
    with on("2020-03-02 09:00"):
        yield


@pytest.fixture
def five(alice, bob, dora, petra, employer):
    """Handbooks of alice, who has a record and a rare character in her name, of bob, and of three others."""
    activity_review.approve(actor=bob, activity=make_submitted(alice, "award", facts=AWARD))
    for name in (LONG, "周𬱖", "李四"):
        factories.employee_of(employer, name=name)
    claim = claims.compose(actor=dora, organisation=dora.seats[0].organisation)
    claim = claims.submit(actor=dora, claim=claim, edit=claim.edit)
    claims.grant(actor=petra, claim=claim, edit=claim.edit)
    return list(Handbook.objects.select_related("professional").order_by("-year", "-sequence"))


def photo(colour):
    out = io.BytesIO()
    Image.new("RGB", (413, 579), colour).save(out, "JPEG")
    return SimpleUploadedFile("a.jpg", out.getvalue(), "image/jpeg")


def test_hr_prints_all_handbooks_of_the_unit_from_the_register(five, bob, login, run_jobs):
    client = login(bob)
    assert "打印电子登记手册" in client.get(LIST).content.decode()

    answer = outcome(
        client.post(BOUND, {"all": "1"}),
        "已选定5本，正在合订为一个文件。",
        lambda: TakenList.objects.get().keys == [str(book.public_id) for book in five],
    )
    assert "正在后台制作" in answer.content.decode()
    run_jobs()

    row = TakenList.objects.get()
    page = client.get(reverse("registry:taken", args=[row.public_id])).content.decode()
    assert "选定5本" in page
    assert "没有列入" not in page
    name = client.get(reverse("registry:taken-file", args=[row.public_id]))["Content-Disposition"]
    assert "%E7%99%BB%E8%AE%B0%E6%89%8B%E5%86%8C%E5%90%88%E8%AE%A2%E6%9C%AC20200302.pdf" in name
    assert names(file_of(client, row)) == [f"{one.professional.name} {one.number}" for one in five]


def test_bound_handbooks_look_as_each_does_alone_and_begin_on_the_front_of_a_sheet(
    five, alice, bob, login, run_jobs
):
    for user, colour in ((alice, "#99b"), (bob, "#b99")):
        portraits.keep(actor=user, professional=user.professional, upload=photo(colour))

    row, body = made(login(bob), BOUND, run_jobs, all="1")

    shown, begins = pictures(body), dict(outline(body))
    alone = {book.pk: pictures(editions.draw(book.editions.get())) for book in five}
    for book in five:
        at = begins[f"{book.professional.name} {book.number}"]
        assert at % 2 == 0
        assert shown[at : at + len(alone[book.pk])] == alone[book.pk]
    assert len(shown) == sum(len(pages) + len(pages) % 2 for pages in alone.values())
    assert len(body) < sum(len(editions.draw(book.editions.get())) for book in five) / 2
    assert row.size == len(body)


def test_text_has_rare_characters_and_no_identity_number(five, bob, login, run_jobs):
    _row, body = made(login(bob), BOUND, run_jobs, all="1")

    with pypdfium2.PdfDocument(body) as document:
        text = "".join("".join(page.get_textpage().get_text_range() for page in document).split())
    for part in ("欧阳晓𬱖", "周𬱖", LONG, "没有经单位确认的职称经历", "2019年度"):
        assert part in text
    for book in five:
        assert book.professional.identity_number not in text
        assert book.editions.get().check_code in text


def test_what_was_ticked_is_printed_and_nothing_else(five, bob, login, run_jobs):
    chosen = [str(book.public_id) for book in five[1:3]]

    row, body = made(login(bob), BOUND, run_jobs, chosen=chosen)

    assert names(body) == [f"{one.professional.name} {one.number}" for one in five[1:3]]
    assert HandbookEdition.objects.count() == len(row.keys) == 2


def test_each_printed_handbook_can_be_verified_and_gets_a_file_of_its_own_when_asked(
    five, bob, alice, login, client, run_jobs
):
    made(login(bob), BOUND, run_jobs, all="1")
    book = Handbook.objects.get(professional=alice.professional)
    edition = book.editions.get()

    here = reverse("registry:handbook-verify-code", args=[book.year, book.sequence, edition.check_code])
    assert "是目前的最新版" in client.get(here).content.decode()
    page = login(alice).get(reverse("registry:handbook-mine")).content.decode()
    assert "已印入合订本，没有单独的文件" in page
    editions.ask(actor=alice, handbook=book)
    page = login(alice).get(reverse("registry:handbook-mine")).content.decode()
    assert "正在生成，稍候刷新本页" in page
    run_jobs()
    edition.refresh_from_db()
    assert edition.pdf_sha256
    assert book.editions.count() == 1


def test_bound_file_that_is_submitted_is_told_from_an_original(five, bob, login, client, run_jobs):
    row, body = made(login(bob), BOUND, run_jobs, all="1")

    page = client.post(
        reverse("registry:handbook-verify-file"),
        {"file": SimpleUploadedFile("a.pdf", body, "application/pdf")},
    ).content.decode()

    assert "经过了另存、合订、扫描、打印成PDF" in page
    said = login(bob).get(reverse("registry:taken", args=[row.public_id])).content.decode()
    assert "合订的文件不能提交查验" in said


# Whose they are


def test_who_hands_out_prints_and_the_two_ways_of_asking_agree(
    five, alice, bob, dora, petra, charlie, hana, world
):
    factories.make_employment(factories.make_professional("新来"), world.other_employer)
    five[0].professional.employments.update(organisation=world.other_employer)

    for user in (alice, bob, dora, petra, charlie, hana):
        one_by_one = {book.pk for book in five if hands_out(user, book)}
        assert set(handed_out_by(user).values_list("pk", flat=True)) == one_by_one
    assert handed_out_by(hana).get() == five[0]
    assert handed_out_by(bob).count() == 4
    assert handed_out_by(dora).count() == 5


def test_nobody_else_prints_them(five, alice, petra, charlie, hana, login):
    every = {"chosen": [str(book.public_id) for book in five]}

    assert login(petra).post(BOUND, every).status_code == 404  # sees them all, hands out none
    assert login(alice).post(BOUND, every).status_code == 404
    assert login(charlie).post(BOUND, every).status_code == 404
    page = login(hana).post(BOUND, every, follow=True).content.decode()
    assert "列表中没有所选的内容" in page
    assert not TakenList.objects.exists()
    assert "打印电子登记手册" not in login(petra).get(LIST).content.decode()


def test_book_of_somebody_who_left_meanwhile_is_not_printed_and_counted(five, bob, login, run_jobs, world):
    client = login(bob)
    row = taken_of(client.post(BOUND, {"all": "1"}))
    five[0].professional.employments.update(organisation=world.other_employer)

    run_jobs()

    row.refresh_from_db()
    assert row.gone == 1
    assert five[0].professional.name not in "".join(names(file_of(client, row)))
    assert not five[0].editions.exists()
    page = client.get(reverse("registry:taken", args=[row.public_id])).content.decode()
    assert "另有1本没有列入：不由您打印、还没有正式文本，或者选定后已不在列表中。" in page


def test_document_of_none_can_be_opened(five, bob, login, run_jobs, world):
    row = taken_of(login(bob).post(BOUND, {"chosen": [str(five[0].public_id)]}))
    five[0].professional.employments.update(organisation=world.other_employer)

    run_jobs()

    row.refresh_from_db()
    assert row.gone == 1
    assert len(pictures(file_of(login(bob), row))) == 1


def test_more_than_one_document_holds_is_refused_in_words(five, bob, login, monkeypatch):
    monkeypatch.setitem(PAPERS, "handbooks", replace(PAPERS["handbooks"], most=4))

    page = login(bob).post(BOUND, {"all": "1"}, follow=True).content.decode()

    assert "一次最多选定4本，请先筛选，分批办理。" in page
    assert not TakenList.objects.exists()


# Again


def test_worker_that_was_killed_makes_the_same_document_and_no_second_edition(
    five, bob, login, run_jobs, monkeypatch
):
    client = login(bob)
    row = taken_of(client.post(BOUND, {"all": "1"}))
    job, keep, drawn = Job.objects.get(key=f"list.taken:{row.public_id}"), taking._keep, []

    def killed(_row, out):
        out.seek(0)
        drawn.append(out.read())
        raise jobs.Lost

    monkeypatch.setattr(taking, "_keep", killed)
    with pytest.raises(jobs.Lost):
        taking.run_make(job)
    monkeypatch.setattr(taking, "_keep", keep)

    run_jobs()
    taking.run_make(job)

    assert [file_of(client, row)] == drawn
    assert HandbookEdition.objects.count() == 5
    assert AuditEntry.objects.filter(action="handbook.edition_asked").count() == 5


def test_printed_twice_unchanged_there_is_one_edition_and_a_change_makes_one_more(five, bob, login, run_jobs):
    client = login(bob)
    _row, first = made(client, BOUND, run_jobs, all="1")
    _row, second = made(client, BOUND, run_jobs, all="1")
    assert first == second
    assert HandbookEdition.objects.count() == 5

    person = five[0].professional
    person.degree = "doctor"
    person.save()
    made(client, BOUND, run_jobs, all="1")

    assert HandbookEdition.objects.count() == 6
    assert five[0].editions.count() == 2


# What it asks of the database


@pytest.mark.parametrize("count", [1, 3])
def test_editions_of_many_cost_a_constant_number_of_queries(five, alice, bob, count):
    books = sorted(five, key=lambda book: book.professional_id != alice.professional_id)
    editions.ask_many(actor=bob, handbooks=books[3:])  # what is read once a process

    with CaptureQueriesContext(connection) as caught:
        editions.ask_many(actor=bob, handbooks=books[:count])

    assert len(caught) == 23


def test_content_of_many_is_that_of_each(five):
    together = contents_of(five)

    for book in five:
        assert together[book.professional_id] == contents_of([book])[book.professional_id]
    (with_record,) = (one for one in together.values() if one["years"])
    assert [row["year"] for row in with_record["years"]] == [2019]


@pytest.mark.parametrize("count", [1, 3])
def test_register_costs_a_constant_number_of_queries(five, bob, login, count):
    client = login(bob)
    client.get(LIST)
    books = sorted(five, key=lambda book: book.professional_id != bob.professional_id)
    gone = [book.professional_id for book in books[count:]]
    Employment.objects.filter(professional__in=gone).update(valid_until=date(2020, 3, 1))

    with CaptureQueriesContext(connection) as caught:
        answer = client.get(LIST)

    assert len(answer.context["rows"]) == count
    assert len(caught) == 12

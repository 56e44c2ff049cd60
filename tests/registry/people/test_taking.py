"""Rows taken from a list: exactly what was ticked or the filter finds, in its order; who may have it, and what
became of the rest."""

import io
from datetime import timedelta

import openpyxl
import pikepdf
import pypdfium2
import pytest
from django.urls import reverse

from cejc import clock
from cejc.errors import Refused
from cejc.lib import storage
from registry.machinery.audit_sentences import sentence
from registry.machinery.services import job as jobs
from registry.machinery.services.forgetting_run import forget as forget_kind
from registry.models import AuditEntry, Job, Membership, TakenList
from registry.people.queries.listed import PEOPLE
from registry.people.services import taking, taking_files
from registry.people.views import taking as views
from tests import factories
from tests.certification.rows import on
from tests.outcome import outcome

pytestmark = pytest.mark.django_db
LIST = reverse("registry:people")
SHEET, PAPER = (reverse("registry:take", args=["people", kind]) for kind in ("sheet", "paper"))
HEADS = ["姓名", "证件号码", "部门和岗位", "工号", "现职称系列", "现职称级别", "最高学位"]


@pytest.fixture
def three(world):
    names = (("张伟", "规划处 科员"), ("李雷", "财务处 会计"), ("赵敏", "规划处 处长"))
    return [
        factories.make_employment(factories.make_professional(name), world.employer, position=position)
        for name, position in names
    ]


def lines(body):
    return list(openpyxl.load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True))


def content(answer):
    return b"".join(answer) if answer.streaming else answer.content


def taken_of(answer):
    return TakenList.objects.get(public_id=answer.url.rstrip("/").rpartition("/")[2])


def file_of(client, row):
    return content(client.get(reverse("registry:taken-file", args=[row.public_id])))


def key(place):
    return str(place.public_id)


# What is in it


def test_sheet_holds_what_was_ticked_in_the_order_of_the_list(login, bob, three):
    answer = login(bob).post(f"{SHEET}?sort=-name", {"chosen": [key(three[0]), key(three[1])]})

    head, *rows = lines(content(answer))
    assert list(head[:7]) == HEADS
    assert [row[0] for row in rows] == ["张伟", "李雷"]
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")


def test_sheet_shows_no_whole_identity_number(login, bob, three):
    body = content(login(bob).post(SHEET, {"all": "1"}))

    shown = {row[1] for row in lines(body)}
    for place in three:
        assert place.professional.identity_masked in shown
        assert place.professional.identity_number not in shown


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("department=规划", ["张伟", "赵敏"]),
        ("department=规划&q=张", ["张伟"]),
        ("state=pending", []),
        ("account=yes", ["毕明"]),
    ],
)
def test_all_is_what_the_filter_finds(login, bob, three, asked, found):
    client = login(bob)
    shown = [place.professional.name for place, _why in client.get(f"{LIST}?{asked}").context["rows"]]
    assert shown == found

    answer = client.post(f"{SHEET}?{asked}", {"all": "1"})

    if found:
        assert [row[0] for row in lines(content(answer))[1:]] == found
    else:
        assert "列表中没有所选的内容" in client.get(answer.url).content.decode()


def test_another_units_people_are_not_in_it(login, bob, hana, three):
    foreign = hana.professional.employments.get()

    answer = login(bob).post(SHEET, {"chosen": [key(foreign)]}, follow=True)

    assert "列表中没有所选的内容" in answer.content.decode()
    assert not TakenList.objects.exists()


def test_what_left_the_list_meanwhile_is_counted(login, bob, hana, three):
    foreign = hana.professional.employments.get()
    client = login(bob)

    answer = client.post(SHEET, {"chosen": [key(three[0]), key(foreign)]})

    page = client.get(answer.url).content.decode()
    assert "另有1人选定后已不在列表中，没有列入。" in page
    assert taken_of(answer).keys == [key(three[0])]


# By the worker


def test_long_sheet_is_made_by_the_worker_and_says_what_was_asked_for(
    login, bob, three, run_jobs, monkeypatch
):
    monkeypatch.setattr(views, "AT_ONCE", 1)
    client = login(bob)

    answer = client.post(f"{SHEET}?department=规划", {"all": "1"})

    row = taken_of(answer)
    assert "正在后台制作" in client.get(answer.url).content.decode()
    assert client.get(reverse("registry:taken-file", args=[row.public_id])).status_code == 404
    run_jobs()
    page = client.get(answer.url).content.decode()
    assert "选定2人" in page
    assert "规划" in page
    assert [line[0] for line in lines(file_of(client, row))[1:]] == ["张伟", "赵敏"]
    row.refresh_from_db()
    assert row.asked == [["所在部门和岗位", "规划"]]
    entry = AuditEntry.objects.get(action="list.taken")
    assert entry.after == {"list": "人员名单", "kind": "sheet", "rows": 2}
    assert sentence(entry) == "从“人员名单”选定2条（Excel表格）"


def test_worker_that_was_killed_makes_it_anew(login, bob, three, run_jobs, monkeypatch):
    client = login(bob)
    row = taken_of(client.post(PAPER, {"all": "1"}))
    job = Job.objects.get(key=f"list.taken:{row.public_id}")
    keep = taking._keep
    monkeypatch.setattr(taking, "_keep", lambda *_all: (_ for _ in ()).throw(jobs.Lost()))
    with pytest.raises(jobs.Lost):
        taking.run_make(job)
    monkeypatch.setattr(taking, "_keep", keep)

    run_jobs()
    first = file_of(client, row)
    taking.run_make(job)

    assert first.startswith(b"%PDF")
    assert file_of(client, row) == first


def test_row_that_the_owner_may_not_see_any_more_is_left_out_and_counted(login, bob, three, run_jobs):
    client = login(bob)
    row = taken_of(client.post(PAPER, {"all": "1"}))
    three[0].state = "refused"
    three[0].save()

    run_jobs()

    row.refresh_from_db()
    assert row.gone == 1
    with pikepdf.open(io.BytesIO(file_of(client, row))):
        pass
    assert (
        "另有1人选定后已不在列表中"
        in client.get(reverse("registry:taken", args=[row.public_id])).content.decode()
    )


def test_given_up_while_it_is_made_nothing_is_kept(login, bob, three, run_jobs, left):
    client = login(bob)
    row = taken_of(client.post(PAPER, {"all": "1"}))
    page = client.get(reverse("registry:taken", args=[row.public_id])).content.decode()
    assert "停止制作" in page

    outcome(
        client.post(reverse("registry:taken-drop", args=[row.public_id])),
        "已删去，没有保留文件。",
        lambda: not TakenList.objects.exists() and left() == [],
    )
    run_jobs()

    assert left() == []
    assert AuditEntry.objects.filter(action="list.dropped").count() == 1


def test_stopped_between_pieces_leaves_no_file(login, bob, three, monkeypatch, left):
    row = taken_of(login(bob).post(PAPER, {"all": "1"}))
    job = Job.objects.get(key=f"list.taken:{row.public_id}")
    monkeypatch.setattr(taking, "pieces", lambda keys, _size: ([one] for one in keys))
    said = []

    def first_then_gone(listed, rows):
        said.append(len(rows))
        TakenList.objects.all().delete()
        return [[""] * len(listed.columns()) for _row in rows]

    monkeypatch.setattr(taking_files, "lines_of", first_then_gone)

    taking.run_make(job)

    assert said == [1]
    assert left() == []


def test_more_than_one_list_holds_is_refused_in_words(bob, three, monkeypatch):
    monkeypatch.setattr(taking, "MOST", 2)

    with pytest.raises(Refused, match="一次最多选定2人"):
        taking.choose(actor=bob, listed=PEOPLE, kind="sheet", rows=PEOPLE.rows(bob))

    assert not TakenList.objects.exists()


# On paper


def test_paper_repeats_its_heads_and_numbers_its_pages(login, bob, world, run_jobs, monkeypatch):
    for number in range(70):
        factories.make_employment(factories.make_professional(f"周{number:02}"), world.employer)
    monkeypatch.setattr(taking_files, "PIECE", 40)
    client = login(bob)
    row = taken_of(client.post(f"{PAPER}?q=周", {"all": "1"}))
    run_jobs()

    body = file_of(client, row)
    with pikepdf.open(io.BytesIO(body)) as drawn:
        count = len(drawn.pages)
        width, height = drawn.pages[0].mediabox[2], drawn.pages[0].mediabox[3]
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(body)]
    text = "".join("".join(pages).split())
    assert count >= 3
    assert width > height
    assert text.count("证件号码") == count
    assert text.count("人员名单") == 1
    for number in range(1, count + 1):
        assert f"第{number}页" in text
    assert text.count(f"共{count}页") == count
    assert "共70人" in text
    assert "姓名、拼音或工号：周" in text
    assert "周69" in text
    assert "{" not in text  # nothing of how it is drawn


# Who may have it


def test_file_is_its_owners_alone_and_only_while_the_list_is(login, bob, hana, three, run_jobs):
    client = login(bob)
    row = taken_of(client.post(PAPER, {"all": "1"}))
    run_jobs()
    addresses = [reverse(f"registry:{name}", args=[row.public_id]) for name in ("taken", "taken-file")]
    assert [client.get(one).status_code for one in addresses] == [200, 200]

    assert [login(hana).get(one).status_code for one in addresses] == [404, 404]
    Membership.objects.filter(user=bob).update(valid_until=clock.today() - timedelta(days=1))
    assert [login(bob).get(one).status_code for one in addresses] == [404, 404]


def test_who_does_not_work_with_the_list_takes_nothing_of_it(login, alice, dora, three):
    for user in (alice, dora):
        assert login(user).post(SHEET, {"all": "1"}).status_code == 404
    assert login(alice).post(reverse("registry:take", args=["nothing", "sheet"])).status_code == 404
    assert not TakenList.objects.exists()


def test_number_of_a_person_typed_into_the_filter_is_not_kept(login, bob, three, run_jobs):
    number = three[0].professional.identity_number
    client = login(bob)
    answer = client.post(f"{PAPER}?department={number}&state=current", {"all": "1"}, follow=True)
    assert "列表中没有所选的内容" in answer.content.decode()

    made = taking.choose(
        actor=bob,
        listed=PEOPLE,
        kind="sheet",
        rows=PEOPLE.rows(bob),
        asked=[("姓名", number)],
        back=f"/?q={number}",
    )
    assert made.asked == []
    assert made.back == ""


def test_what_was_made_is_listed_and_forgotten_after_days(
    login, bob, three, run_jobs, django_capture_on_commit_callbacks
):
    client = login(bob)
    with on("2020-06-10 09:00"):
        row = taken_of(client.post(PAPER, {"all": "1"}))
        run_jobs()
        page = client.get(LIST).content.decode()
        assert reverse("registry:taken-list") in page
        listed = client.get(reverse("registry:taken-list")).content.decode()
        assert reverse("registry:taken", args=[row.public_id]) in listed
        assert "可以下载" in listed
        kept = TakenList.objects.get().stored_name
    with on("2020-06-16 09:00"):
        forget_kind("taken")
        assert storage.exists(kept)
    with on("2020-06-17 09:01"), django_capture_on_commit_callbacks(execute=True):
        forget_kind("taken")

    assert not TakenList.objects.exists()
    assert not storage.exists(kept)

"""A workbook that was sent is kept for its days: its page says until when, then rows and files are gone."""

import pytest
from django.urls import reverse

from cejc.lib import storage
from registry.machinery.services.forgetting_run import forget as forget_kind
from registry.machinery.services.job import run_all
from registry.models import AuditEntry, Employment, SheetImport, SheetRow
from registry.people.services import sheet as sheets
from tests.certification.rows import on
from tests.registry.people.sheets import GOOD, book, changed, newest, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(bob, login):
    """A list of one right row and a wrong one, read."""
    with on("2020-03-02 09:00"):
        send(login(bob), book(GOOD, changed(302, 姓名="")))
        run_all()
        sheet = newest()
        assert (sheet.state, sheet.counts) == ("ready", {"new": 1, "wrong": 1})
        return sheet


@pytest.fixture
def taken(read, bob):
    with on("2020-03-02 10:00"):
        sheets.take(actor=bob, sheet=read, whole=False)
        run_all()
        read.refresh_from_db()
        return read


def names_of(sheet):
    return [sheet.stored_name, sheet.annotated_name, sheet.wrong_name]


def page(client, sheet):
    return client.get(reverse("registry:sheet", args=[sheet.public_id])).content.decode()


def swept(text, capture):
    with on(text), capture(execute=True):
        _forget_sheets()


def test_rows_and_files_are_kept_to_the_day_that_the_page_names(
    taken, bob, login, django_capture_on_commit_callbacks
):
    with on("2020-05-31 09:00"):
        _forget_sheets()
        assert "保存到2020年5月31日" in page(login(bob), taken)

    taken.refresh_from_db()
    assert taken.rows.count() == 2
    assert set(names_of(taken)) <= set(storage.names())


def test_after_their_days_rows_and_files_are_gone_and_the_page_says_so(
    taken, bob, login, django_capture_on_commit_callbacks
):
    files = names_of(taken)
    assert all(files)

    swept("2020-06-01 09:00", django_capture_on_commit_callbacks)

    taken.refresh_from_db()
    assert not SheetRow.objects.filter(of=taken).exists()
    assert not set(files) & set(storage.names())
    assert (names_of(taken), taken.answers, taken.counts["done"]) == (["", "", ""], {}, 1)
    with on("2020-06-01 10:00"):
        shown = page(login(bob), taken)
        assert "已满保存期限，已经删除，不能再查看，也不能再撤销" in shown
        assert reverse("registry:sheet-undo", args=[taken.public_id]) not in shown
        assert "读了哪里" not in shown
        assert "“名单.xlsx”已导入" in shown
        wrong = reverse("registry:sheet-wrong", args=[taken.public_id])
        assert login(bob).get(wrong).status_code == 404
        answer = login(bob).post(reverse("registry:sheet-undo", args=[taken.public_id]))
        assert answer.status_code != 302
    assert Employment.objects.filter(professional__name=GOOD[0]).exists()


def test_forgotten_twice_is_once(taken, django_capture_on_commit_callbacks):
    swept("2020-06-01 09:00", django_capture_on_commit_callbacks)
    before = SheetImport.objects.values().get()
    swept("2020-06-02 09:00", django_capture_on_commit_callbacks)

    assert SheetImport.objects.values().get() == before


def test_what_was_undone_counts_its_days_from_then(taken, bob, django_capture_on_commit_callbacks):
    with on("2020-05-30 09:00"):
        sheets.undo(actor=bob, sheet=taken)
        run_all()

    swept("2020-06-30 09:00", django_capture_on_commit_callbacks)
    assert taken.rows.count() == 2

    swept("2020-08-29 09:00", django_capture_on_commit_callbacks)
    assert taken.rows.count() == 0


def test_what_its_sender_never_decided_is_given_up(read, bob, login, django_capture_on_commit_callbacks):
    with on("2020-03-03 09:00"):
        assert "到2020年8月29日仍没有确认的，视为放弃" in page(login(bob), read)
    swept("2020-08-29 08:00", django_capture_on_commit_callbacks)
    read.refresh_from_db()
    assert read.state == "ready"
    files = names_of(read)

    swept("2020-08-29 10:00", django_capture_on_commit_callbacks)

    read.refresh_from_db()
    assert (read.state, read.rows.count()) == ("dropped", 0)
    assert not set(files) & set(storage.names())
    assert AuditEntry.objects.get(action="sheet.lapsed").actor == ""
    with on("2020-08-30 09:00"):
        assert "“名单.xlsx”逾期没有确认，视为放弃" in page(login(bob), read)


def test_what_a_worker_is_at_is_left_alone(taken, bob, django_capture_on_commit_callbacks):
    with on("2020-05-31 09:00"):
        sheets.undo(actor=bob, sheet=taken)

    swept("2020-06-02 09:00", django_capture_on_commit_callbacks)

    assert taken.rows.count() == 2


def _forget_sheets():
    for kind in ("sheets_waiting", "sheets"):
        forget_kind(kind)

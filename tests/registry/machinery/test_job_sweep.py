"""Jobs done long ago are forgotten by the worker; what failed, what
waits and what somebody leads to stays."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registry.enums import JobState
from registry.machinery.services import forgetting_run
from registry.machinery.services import job as jobs
from registry.models import Job, Message, SheetImport
from registry.people.services.telling import message

pytestmark = pytest.mark.django_db


def aged(rows, days):
    moment = timezone.now() - timedelta(days=days)
    rows.update(run_after=moment, finished_at=moment)


def sweep():
    """As the worker does it: the periodic function's own job, and nothing else that is due."""
    Job.objects.filter(kind__startswith="tick:").delete()
    jobs.enqueue("tick:keep_and_forget", "every")
    assert jobs.run_all() == 1


@pytest.fixture
def note(monkeypatch):
    """`note(key)`: a job of the kind `note`, done by the worker."""
    monkeypatch.setitem(jobs.HANDLERS, "note", lambda row: None)

    def do(key, **values):
        row = jobs.enqueue("note", key, **values)
        jobs.run_all()
        return Job.objects.filter(pk=row.pk)

    return do


def keys():
    return sorted(Job.objects.exclude(kind__startswith="tick:").values_list("key", flat=True))


def test_what_was_done_more_than_thirty_days_ago_is_forgotten(note):
    aged(note("old"), 31)
    aged(note("young"), 29)

    sweep()

    assert keys() == ["note:young"]


def test_what_failed_and_what_waits_is_kept(note, monkeypatch):
    monkeypatch.setattr(jobs, "MAX_FAULTS", 1)
    monkeypatch.setitem(jobs.HANDLERS, "broken", lambda row: 1 / 0)
    jobs.enqueue("broken", "k")
    jobs.run_all()
    jobs.enqueue("from-the-future", "k")
    aged(Job.objects.all(), 400)
    assert Job.objects.get(kind="broken").state == JobState.FAILED

    sweep()

    assert keys() == ["broken:k", "from-the-future:k"]


def test_a_long_past_goes_in_pieces(note, monkeypatch):
    monkeypatch.setattr(forgetting_run, "PIECE", 2)
    for key in "abcde":
        aged(note(key), 31)

    with CaptureQueriesContext(connection) as seen:
        forgetting_run.forget("jobs")

    assert keys() == []
    assert sum(one["sql"].startswith("DELETE") for one in seen) == 3


def test_a_mail_that_was_sent_is_not_sent_again_when_its_job_is_forgotten(alice, note):
    told = message.tell([alice], "registration_sent", {})[0]
    jobs.run_all()
    aged(Job.objects.filter(kind="mail"), 31)
    sweep()
    assert keys() == []

    jobs.enqueue_all("mail", [str(told.public_id)], "message")
    jobs.run_all()

    assert len(mail.outbox) == 1


def test_what_a_message_leads_to_is_kept_with_its_page(alice, bob, note, login):
    led = note("led", owner=alice)
    address = reverse("registry:job", args=[led.get().public_id])
    message.tell([alice], "many_done", {"sentence": "已办理1份。"}, link=address)
    jobs.run_all()
    aged(led, 400)
    aged(note("owned", owner=bob), 400)
    aged(Job.objects.filter(kind="mail"), 400)

    sweep()

    assert keys() == ["note:led"]
    assert login(alice).get(Message.objects.get(recipient=alice).link).status_code == 200


def test_a_job_that_administrators_were_led_to_is_kept(admin, note):
    parked = note("parked")
    message.tell(
        [admin],
        "job_parked",
        {"job": parked.get()},
        link=reverse("registry:job", args=[parked.get().public_id]),
    )
    aged(parked, 400)

    sweep()

    assert "note:parked" in keys()


def test_a_list_that_was_imported_is_shown_without_its_job(bob, employer, login):
    row = SheetImport.objects.create(
        kind="roster",
        organisation=employer,
        uploaded_by=bob,
        file_name="名单.xlsx",
        state="done",
        counts={"done": 1},
    )

    page = login(bob).get(reverse("registry:sheet", args=[row.public_id]))

    assert "导入结果" in page.content.decode()

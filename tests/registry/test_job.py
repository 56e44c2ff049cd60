"""Jobs: claimed once, fenced, retried, taken up again; and their page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cejc.errors import Refused
from registry.enums import JobState
from registry.models import AuditEntry, Job
from registry.services import job as jobs


@pytest.fixture
def done(monkeypatch):
    """The kind `note`, whose handler notes the payload; the notes."""
    notes = []
    monkeypatch.setitem(jobs.HANDLERS, "note", lambda row: notes.append(row.payload))
    return notes


@pytest.fixture
def broken(monkeypatch):
    """The kind `broken`, whose handler fails."""

    def fail(_row):
        raise ValueError("the printer is on fire")

    monkeypatch.setitem(jobs.HANDLERS, "broken", fail)


def silent_for(job, seconds):
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(seconds=seconds))


def test_enqueue_twice_is_one_job(db, done):
    first = jobs.enqueue("note", "k", {"n": 1})

    again = jobs.enqueue("note", "k", {"n": 2})

    assert again.pk == first.pk
    assert jobs.run_all() == 1
    assert done == [{"n": 1}]


def test_claim_takes_the_oldest_due_job_and_no_later_one(db, done):
    later = jobs.enqueue("note", "later")
    Job.objects.filter(pk=later.pk).update(run_after=timezone.now() + timedelta(minutes=1))
    jobs.enqueue("note", "first")
    jobs.enqueue("note", "second")

    claimed = [jobs.claim(), jobs.claim(), jobs.claim()]

    assert [job and job.key for job in claimed] == ["note:first", "note:second", None]


def test_claim_leaves_alone_a_kind_that_this_version_does_not_know(db):
    jobs.enqueue("from-the-future", "k")

    assert jobs.claim() is None


def test_claim_leaves_a_running_job_with_a_fresh_heartbeat(db, done, settings):
    settings.CEJC_JOB_STALE_SECONDS = 30
    jobs.enqueue("note", "k")
    job = jobs.claim()
    silent_for(job, 29)

    assert jobs.claim() is None


def test_claim_takes_up_a_job_whose_worker_went_silent(db, done, settings):
    settings.CEJC_JOB_STALE_SECONDS = 30
    jobs.enqueue("note", "k")
    job = jobs.claim()
    silent_for(job, 31)

    again = jobs.claim()

    assert (again.pk, again.attempts) == (job.pk, 2)


def test_worker_that_lost_its_job_can_neither_report_nor_finish(db, done):
    jobs.enqueue("note", "k")
    lost = jobs.claim()
    silent_for(lost, 3600)
    held = jobs.claim()

    with pytest.raises(jobs.Lost):
        jobs.beat(lost, 7)
    jobs.run(lost)

    held.refresh_from_db()
    assert (held.state, held.done) == (JobState.RUNNING, 0)


def test_job_that_kills_its_workers_is_given_up(db, done):
    jobs.enqueue("note", "k")
    for _ in range(jobs.MAX_ATTEMPTS):
        silent_for(jobs.claim(), 3600)

    assert jobs.claim() is None
    assert Job.objects.get().state == JobState.FAILED
    assert done == []


def test_fault_is_kept_and_the_job_waits_before_it_is_tried_again(db, broken):
    jobs.enqueue("broken", "k")

    assert jobs.run(jobs.claim()) is False

    job = Job.objects.get()
    assert (job.state, job.attempts) == (JobState.QUEUED, 1)
    assert "the printer is on fire" in job.error
    assert job.run_after > timezone.now()
    assert jobs.claim() is None


def test_job_fails_after_its_last_attempt_and_keeps_what_was_done(db, broken):
    job = jobs.enqueue("broken", "k", total=10)
    Job.objects.filter(pk=job.pk).update(attempts=jobs.MAX_ATTEMPTS - 1, done=4)

    jobs.run(jobs.claim())

    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.FAILED, 4)


def test_changes_of_a_failed_job_do_not_end_its_record(db, monkeypatch):
    def refuse(_row):
        raise Refused("公示尚未期满。")

    monkeypatch.setitem(jobs.HANDLERS, "refusing", refuse)
    jobs.enqueue("refusing", "k")

    jobs.run_all()

    assert "公示尚未期满。" in Job.objects.get().error


def test_periodic_function_comes_again_after_its_time(db, monkeypatch):
    monkeypatch.setattr(jobs, "PERIODS", {})
    monkeypatch.setattr(jobs, "HANDLERS", {})
    calls = []

    @jobs.periodic(seconds=30)
    def sweep():
        calls.append(1)

    jobs.enqueue_periodic()
    jobs.enqueue_periodic()

    assert jobs.run_all() == 1
    assert calls == [1]
    row = Job.objects.get()
    assert (row.state, row.attempts) == (JobState.QUEUED, 0)
    assert timedelta(seconds=25) < row.run_after - timezone.now() <= timedelta(seconds=30)
    Job.objects.update(run_after=timezone.now())
    assert jobs.run_all() == 1
    assert calls == [1, 1]


def test_periodic_function_that_fails_comes_again(db, monkeypatch):
    monkeypatch.setattr(jobs, "PERIODS", {})
    monkeypatch.setattr(jobs, "HANDLERS", {})

    @jobs.periodic(seconds=30)
    def sweep():
        raise ValueError("no calendar")

    jobs.enqueue_periodic()
    jobs.run_all()

    row = Job.objects.get()
    assert row.state == JobState.QUEUED
    assert "no calendar" in row.error


def test_discover_knows_the_handlers_of_every_room(db):
    jobs.discover()

    assert {"mail"} <= set(jobs.HANDLERS)


def test_page_shows_progress_to_the_owner_and_not_to_an_outsider(login, alice, charlie):
    job = jobs.enqueue("mail", "k", owner=alice, total=12)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, done=5)
    address = reverse("registry:job", args=[job.public_id])

    assert "已完成5份，共12份" in login(alice).get(address).content.decode()
    assert login(charlie).get(address).status_code == 404


def test_page_answers_htmx_with_the_part_alone(login, alice):
    job = jobs.enqueue("mail", "k", owner=alice)

    answer = login(alice).get(reverse("registry:job", args=[job.public_id]), headers={"HX-Request": "true"})

    assert "<html" not in answer.content.decode()
    assert "progress-waiting" in answer.content.decode()


def test_page_sends_an_anonymous_reader_to_the_login(client, alice):
    job = jobs.enqueue("mail", "k", owner=alice)

    assert client.get(reverse("registry:job", args=[job.public_id])).status_code == 302


def test_retry_queues_a_failed_job_again_and_says_so_in_the_audit_log(login, alice):
    job = jobs.enqueue("mail", "k", owner=alice)
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, attempts=8, error="x")

    answer = login(alice).post(reverse("registry:job-retry", args=[job.public_id]))

    assert answer.status_code == 302
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (JobState.QUEUED, 0, "")
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["job.retried"]


def test_retry_changes_nothing_of_a_finished_job(login, alice):
    job = jobs.enqueue("mail", "k", owner=alice)
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE)

    login(alice).post(reverse("registry:job-retry", args=[job.public_id]))

    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_retry_of_anothers_job_is_not_found(login, alice, charlie):
    job = jobs.enqueue("mail", "k", owner=alice)
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED)

    assert login(charlie).post(reverse("registry:job-retry", args=[job.public_id])).status_code == 404
    job.refresh_from_db()
    assert job.state == JobState.FAILED

"""Jobs: claimed once, fenced, retried, taken up again; and their page."""

import errno
import itertools
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cejc.errors import Refused
from registry.enums import JobState, Turn
from registry.machinery.services import job as jobs
from registry.models import AuditEntry, Job, Message
from tests.outcome import outcome


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


def keys_of_claims(count):
    return [job and job.key.partition(":")[2] for job in (jobs.claim() for _ in range(count))]


def test_what_somebody_waits_for_goes_before_what_nobody_waits_for(db, done, alice, monkeypatch):
    monkeypatch.setattr(jobs, "CLAIMS", itertools.count(1))
    jobs.enqueue("note", "heap", turn=Turn.HEAP)
    jobs.enqueue("note", "mail")
    jobs.enqueue("note", "import", owner=alice)

    assert keys_of_claims(4) == ["import", "mail", "heap", None]


def test_heaps_go_on_while_people_press_buttons(db, done, alice, monkeypatch):
    monkeypatch.setattr(jobs, "CLAIMS", itertools.count(1))
    jobs.enqueue("note", "heap", turn=Turn.HEAP)
    for number in range(6):
        jobs.enqueue("note", f"import{number}", owner=alice)

    assert keys_of_claims(5)[4] == "heap"


def test_what_somebody_looks_for_is_hurried_and_nothing_that_is_done_begins_again(db, done, monkeypatch):
    monkeypatch.setattr(jobs, "CLAIMS", itertools.count(1))
    made = jobs.enqueue("note", "made", turn=Turn.HEAP)
    jobs.run_all()
    jobs.enqueue("note", "before", turn=Turn.HEAP)
    jobs.enqueue("note", "looked-for", turn=Turn.HEAP)

    jobs.hurry("note", "looked-for")
    jobs.hurry("note", "made")

    assert keys_of_claims(3) == ["looked-for", "before", None]
    made.refresh_from_db()
    assert (made.state, made.turn) == (JobState.DONE, Turn.HEAP)


@pytest.fixture
def steps(monkeypatch):
    """The kind `steps`: ten pieces that note its key, and gives way between two of them; the notes."""
    notes = []

    def walk(row):
        for at in range(row.done, 10):
            notes.append(row.key)
            jobs.beat(row, at + 1)
            jobs.give_way(row)

    monkeypatch.setitem(jobs.HANDLERS, "steps", walk)
    return notes


def test_long_job_that_had_its_time_gives_way_to_another_that_is_waited_for(db, steps, alice, monkeypatch):
    monkeypatch.setattr(jobs, "SHARE", 0.0)
    long, short = (jobs.enqueue("steps", key, owner=alice, total=10) for key in ("long", "short"))

    jobs.run_all()

    assert steps[:4] == ["steps:long", "steps:short", "steps:long", "steps:short"]
    assert sorted(steps) == ["steps:long"] * 10 + ["steps:short"] * 10
    for job in (long, short):
        job.refresh_from_db()
        assert (job.state, job.done, jobs.cuts(job)) == (JobState.DONE, 10, 1)


def test_long_job_goes_on_within_its_time_and_where_nobody_waits(db, steps, alice, monkeypatch):
    jobs.enqueue("steps", "first", owner=alice, total=10)
    jobs.enqueue("steps", "second", owner=alice, total=10)
    jobs.run_all()
    assert steps == ["steps:first"] * 10 + ["steps:second"] * 10

    monkeypatch.setattr(jobs, "SHARE", 0.0)
    jobs.enqueue("steps", "alone", owner=alice, total=10)
    jobs.enqueue("steps", "heap", total=10, turn=Turn.HEAP)
    jobs.run_all()
    assert steps[20:] == ["steps:alone"] * 10 + ["steps:heap"] * 10


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


def test_job_whose_worker_was_killed_eight_times_is_done_by_the_ninth(db, done, alice):
    jobs.enqueue("note", "k", {"n": 1}, owner=alice)
    for _ in range(8):
        Job.objects.update(run_after=timezone.now())
        while (job := jobs.claim()) is None:
            Job.objects.update(run_after=timezone.now())
        silent_for(job, 3600)

    for _ in range(2):
        Job.objects.update(run_after=timezone.now())
        jobs.run_all()

    assert done == [{"n": 1}]
    assert Job.objects.get().state == JobState.DONE
    assert not Message.objects.exists()


def test_job_that_was_cut_off_often_waits_so_that_others_go_first(db, done):
    jobs.enqueue("note", "poison")
    for _ in range(jobs.PATIENT_CUTS + 1):
        silent_for(jobs.claim(), 3600)
    jobs.enqueue("note", "other", {"n": 2})

    assert jobs.claim().key == "note:other"
    poison = Job.objects.get(key="note:poison")
    assert poison.state == JobState.QUEUED
    assert poison.run_after > timezone.now()


def test_job_that_kills_every_worker_is_given_up_in_the_end_and_its_owner_is_told(login, done, alice):
    job = jobs.enqueue("note", "k", owner=alice)
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, attempts=jobs.MAX_CUTS, heartbeat_at=timezone.now() - timedelta(hours=1)
    )

    assert jobs.claim().kind == "mail"  # the message to its owner

    assert done == []
    assert Job.objects.get(pk=job.pk).state == JobState.FAILED
    client = login(alice)
    page = client.get(Message.objects.get(recipient=alice).link)
    assert "重新办理" in page.content.decode()
    client.post(reverse("registry:job-retry", args=[job.public_id]))
    jobs.run_all()
    assert done == [{}]


def test_parked_job_tells_its_owner_once(db, broken, alice):
    job = jobs.enqueue("broken", "k", owner=alice)
    Job.objects.filter(pk=job.pk).update(attempts=7, faults=jobs.MAX_FAULTS - 1)

    jobs.run(jobs.claim())

    told = Message.objects.get(recipient=alice)
    assert told.kind == "job_parked"
    assert told.link == reverse("registry:job", args=[job.public_id])


def test_parked_job_that_nobody_waits_for_is_told_to_the_administrators(login, broken, admin):
    job = jobs.enqueue("broken", "k")
    Job.objects.filter(pk=job.pk).update(faults=jobs.MAX_FAULTS - 1)

    jobs.run(jobs.claim())

    assert Message.objects.get(kind="job_parked").recipient == admin
    page = login(admin).get(reverse("registry:jobs")).content.decode()
    assert "broken" in page
    assert "the printer" not in page  # a fault's text may name people


def test_cuts_do_not_use_up_the_tries_of_a_job_that_fails_by_itself(db, broken):
    job = jobs.enqueue("broken", "k")
    Job.objects.filter(pk=job.pk).update(attempts=20)

    jobs.run(jobs.claim())

    job.refresh_from_db()
    assert (job.state, job.faults) == (JobState.QUEUED, 1)


@pytest.mark.parametrize(
    "fault", [OSError(errno.ENOSPC, "full"), ConnectionRefusedError(111, "no mail server")]
)
def test_full_disk_or_absent_server_is_no_fault_of_the_job(db, monkeypatch, fault):
    def fail(_row):
        raise fault

    monkeypatch.setitem(jobs.HANDLERS, "hindered", fail)
    jobs.enqueue("hindered", "k")
    for _ in range(jobs.MAX_FAULTS + 2):
        Job.objects.update(run_after=timezone.now())
        jobs.run(jobs.claim())

    job = Job.objects.get()
    assert (job.state, job.faults) == (JobState.QUEUED, 0)


def test_administrator_neither_opens_nor_retries_what_a_person_waits_for(login, admin, alice):
    job = jobs.enqueue("mail", "k", owner=alice)
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED)
    client = login(admin)

    assert client.get(reverse("registry:job", args=[job.public_id])).status_code == 404
    assert client.post(reverse("registry:job-retry", args=[job.public_id])).status_code == 404
    listed = client.get(reverse("registry:jobs")).content.decode()
    assert "另有各人发起的1项" in listed
    assert str(job.public_id) not in listed


def test_page_says_that_the_work_was_interrupted(login, alice, done):
    jobs.enqueue("note", "k", owner=alice)
    silent_for(jobs.claim(), 3600)
    job = jobs.claim()

    page = login(alice).get(reverse("registry:job", args=[job.public_id])).content.decode()

    assert "办理曾中断1次" in page


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
    Job.objects.filter(pk=job.pk).update(attempts=7, faults=jobs.MAX_FAULTS - 1, done=4)

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
    jobs.discover()  # before the registers are emptied, or it fills them
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
    jobs.discover()  # before the registers are emptied, or it fills them
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

    outcome(
        answer,
        "已重新排入办理，您可以离开本页。",
        lambda: Job.objects.get(pk=job.pk).state == JobState.QUEUED,
    )
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

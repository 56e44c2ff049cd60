"""The demo's clock: in the demo configuration only, for all processes, and noted in the audit log."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cejc import clock
from cejc.errors import Refused
from registry.machinery.services import demo_clock
from registry.models import AuditEntry, DemoClock
from tests.outcome import outcome

ADDRESS = "/demo/clock/"


@pytest.fixture
def demo(db, settings):
    settings.CEJC_DEMO = True
    yield
    clock.set_offset(timedelta(0))


def test_address_does_not_exist_outside_the_demo(client, db):
    assert client.get(ADDRESS).status_code == 404
    assert client.post(ADDRESS, {"days": 3}).status_code == 404
    assert not DemoClock.objects.exists()


def test_service_refuses_outside_the_demo(db):
    with pytest.raises(Refused, match="演示环境"):
        demo_clock.advance(actor=None, by=timedelta(days=1))


def test_setting_a_moment_is_beijing_time_and_goes_on_from_there(client, demo):
    answer = client.post(ADDRESS, {"moment": "2020-06-15 09:00"})

    outcome(answer, "演示时钟现在是2020-06-15 09:00。", lambda: DemoClock.objects.get().offset_seconds)
    offset = timedelta(seconds=DemoClock.objects.get().offset_seconds)
    shown = timezone.now() + offset
    assert timedelta(0) <= shown - datetime(2020, 6, 15, 1, tzinfo=UTC) < timedelta(minutes=1)


def test_every_request_reads_the_clock_anew(client, demo):
    client.post(ADDRESS, {"moment": "2020-06-15 09:00"})
    clock.set_offset(timedelta(0))

    page = client.get(ADDRESS).content.decode()

    assert "2020年6月15日" in page
    assert clock.today() == date(2020, 6, 15)


def test_advance_adds_days_to_what_the_clock_shows(client, demo):
    client.post(ADDRESS, {"moment": "2020-06-15"})
    client.post(ADDRESS, {"days": "5"})

    assert clock.today() == date(2020, 6, 20)


def test_reset_shows_the_real_time_again(client, demo):
    client.post(ADDRESS, {"days": "400"})
    client.post(ADDRESS, {"reset": "on"})

    assert DemoClock.objects.get().offset_seconds == 0
    assert abs(clock.now() - timezone.now()) < timedelta(seconds=1)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"days": "3", "moment": "2020-06-15"},
        {"days": "x"},
        {"moment": "昨天"},
        {"days": "99999"},
        {"moment": "1900-01-01"},
    ],
)
def test_unclear_request_gets_a_sentence_and_changes_nothing(client, demo, sent):
    answer = client.post(ADDRESS, sent)

    assert answer.status_code == 422
    assert "请" in answer.content.decode()
    assert not DemoClock.objects.exists()


def test_answer_returns_to_the_page_it_came_from_and_nowhere_else(client, demo):
    near = client.post(ADDRESS, {"days": "1", "next": "/rules/"})
    far = client.post(ADDRESS, {"days": "1", "next": "https://example.org/"})

    assert near["Location"] == "/rules/"
    assert far["Location"] == reverse("registry:demo-clock")


def test_change_is_in_the_audit_log_with_the_person(login, alice, demo):
    login(alice).post(ADDRESS, {"days": "2"})

    entry = AuditEntry.objects.get(action="demo_clock.set")
    assert entry.actor == str(alice.public_id)
    assert entry.after == {"offset_seconds": 2 * 86400}


def test_job_runs_by_the_demos_clock(demo, monkeypatch):
    from registry.machinery.services import job as jobs

    seen = []
    monkeypatch.setitem(jobs.HANDLERS, "look", lambda _row: seen.append(clock.today()))
    demo_clock.set_to(actor=None, moment=datetime(2020, 6, 15, 1, tzinfo=UTC))
    clock.set_offset(timedelta(0))
    jobs.enqueue("look", "k")

    jobs.run_all()

    assert seen == [date(2020, 6, 15)]

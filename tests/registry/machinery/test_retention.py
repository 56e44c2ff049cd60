"""Periods as data, one job that forgets, its report in numbers, and what is held."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cejc import clock
from cejc.errors import Refused
from cejc.lib import storage
from cejc.lib.writing.dates import cn_day
from registry.machinery import retention
from registry.machinery.services import forgetting_run
from registry.models import (
    Activity,
    AuditEntry,
    Evidence,
    Forgotten,
    Hold,
    KeptKind,
    Look,
    Membership,
    Message,
)
from registry.people.looking import Seen
from registry.people.services import hold, look
from tests import factories
from tests.outcome import outcome
from tests.registry.activities.activity_factories import make_draft, make_submitted

pytestmark = pytest.mark.django_db
PAGE = "/retention/"
AWARD = {"level": "prefectural", "rank": 3, "date": "2019-11-11"}


@pytest.fixture
def auditor(db):
    user = factories.make_person("audrey", "沈鉴")
    unit = factories.make_organisation("审计处")
    Membership.objects.create(user=user, organisation=unit, role="auditor", valid_from="2019-01-01")
    return user


@pytest.fixture
def old_looks(bob, alice, charlie, monkeypatch):
    """A look at each of two people, four years ago."""
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now - timedelta(days=4 * 366))
    look.keep(
        bob, [Seen(one.professional.pk, one.professional, one.professional) for one in (alice, charlie)]
    )
    monkeypatch.setattr(clock, "now", lambda: now)


def until(days=30):
    return clock.today() + timedelta(days=days)


def held(actor, person, **said):
    return hold.place(actor=actor, person=person.professional, reason="行政复议", until=until(), **said)


def old_message(user):
    row = Message.objects.create(recipient=user, kind="x", subject="x", body="x")
    Message.objects.filter(pk=row.pk).update(created_at=clock.now() - timedelta(days=31 * 61))
    return row


def test_every_kind_has_its_words_a_ground_and_a_way_of_going():
    for one in retention.kinds().values():
        assert one.title, one.name
        assert one.ground, one.name
        assert (one.period is None) == (one.by == "never"), one.name
        assert bool(forgetting_run.forgetters_of(one.name)) == (one.by == "portal"), one.name
        assert not one.is_too_short, one.name


def test_what_is_due_goes_and_the_report_counts_it_once(old_looks, monkeypatch):
    monkeypatch.setattr(forgetting_run, "PIECE", 1)

    assert forgetting_run.forget("looks") == 2
    assert forgetting_run.forget("looks") == 0

    row = Forgotten.objects.get(kind="looks")
    assert (row.gone, row.held, row.day) == (2, 0, clock.today())
    assert not Look.objects.exists()


def test_job_that_was_killed_goes_on_and_counts_what_went(old_looks, monkeypatch):
    monkeypatch.setattr(forgetting_run, "PIECE", 1)
    add, calls = forgetting_run._add, []

    def dies_at_the_second(one, gone):
        calls.append(gone)
        add(one, gone)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(forgetting_run, "_add", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        forgetting_run.forget("looks")
    assert (Look.objects.count(), Forgotten.objects.get(kind="looks").gone) == (1, 1)

    monkeypatch.setattr(forgetting_run, "_add", add)
    forgetting_run.forget("looks")
    assert (Look.objects.count(), Forgotten.objects.get(kind="looks").gone) == (0, 2)


def test_what_is_held_stays_and_goes_once_the_hold_is_lifted(old_looks, alice, petra):
    row = held(petra, alice)

    assert forgetting_run.forget("looks") == 1
    assert Look.objects.get().person == alice.professional
    assert Forgotten.objects.get(kind="looks").held == 1

    hold.lift(actor=petra, hold=row, reason="复议终结")
    assert forgetting_run.forget("looks") == 1


def test_hold_ends_by_itself_after_its_day(old_looks, alice, petra, monkeypatch):
    held(petra, alice)
    forgetting_run.forget("looks")
    day = until(31)
    monkeypatch.setattr(clock, "today", lambda: day)

    assert forgetting_run.forget("looks") == 1


def test_hold_at_a_file_holds_what_was_merged_into_it(old_looks, alice, charlie, petra):
    charlie.professional.merged_into = alice.professional
    charlie.professional.save()
    held(petra, alice)

    assert forgetting_run.forget("looks") == 0


def test_new_kind_is_counted_only_until_an_officer_begins(alice, petra, bob):
    old_message(alice)

    assert forgetting_run.forget("messages") == 0
    assert KeptKind.objects.get(kind="messages").due == 1
    assert Message.objects.count() == 1

    with pytest.raises(Refused):
        forgetting_run.begin(actor=bob, name="messages")
    forgetting_run.begin(actor=petra, name="messages")
    assert forgetting_run.forget("messages") == 1


def test_shorter_period_waits_to_be_begun_again(alice, petra, monkeypatch):
    forgetting_run.begin(actor=petra, name="messages")
    KeptKind.objects.filter(kind="messages").update(begun_seconds=31 * 61 * 86400)
    old_message(alice)

    assert forgetting_run.forget("messages") == 0


def test_draft_left_for_years_goes_with_its_files_and_a_submitted_record_stays(alice, bob, petra):
    draft, sent = make_draft(alice, "award", facts=AWARD), make_submitted(alice, "award", facts=AWARD)
    Activity.objects.update(updated_at=clock.now() - timedelta(days=31 * 37))
    forgetting_run.begin(actor=petra, name="drafts")

    assert forgetting_run.forget("drafts") == 1

    assert not Activity.objects.filter(pk=draft.pk).exists()
    assert Activity.objects.filter(pk=sent.pk).exists()


def test_files_of_given_up_records_lose_their_bytes_and_keep_their_row(
    alice, petra, django_capture_on_commit_callbacks
):
    sent = make_submitted(alice, "award", facts=AWARD)
    proof = sent.evidence.get()
    Activity.objects.filter(pk=sent.pk).update(
        state="discarded", updated_at=clock.now() - timedelta(days=31 * 61)
    )
    forgetting_run.begin(actor=petra, name="evidence")

    with django_capture_on_commit_callbacks(execute=True):
        assert forgetting_run.forget("evidence") == 1
    assert forgetting_run.forget("evidence") == 0

    kept = Evidence.objects.get(pk=proof.pk)
    assert (kept.sha256, kept.forgotten_at is not None) == (proof.sha256, True)
    assert not storage.exists(proof.stored_name)


def test_day_that_is_over_stands_in_the_audit_log_once(old_looks, monkeypatch):
    forgetting_run.forget("looks")
    day = until(1)
    monkeypatch.setattr(clock, "today", lambda: day)

    forgetting_run.report_days()
    forgetting_run.report_days()

    entry = AuditEntry.objects.get(action="retention.forgotten")
    assert entry.after["gone"] == 2


def test_hold_is_the_provinces_with_a_day_and_no_number(alice, bob, petra):
    for values in (
        {"actor": bob},
        {"until": clock.today() - timedelta(days=1)},
        {"until": until(4 * 366)},
        {"reason": f"复议 {factories.resident_number(7)}"},
    ):
        known = {"actor": petra, "person": alice.professional, "reason": "复议", "until": until()}
        with pytest.raises(Refused):
            hold.place(**(known | values))
    assert not Hold.objects.exists()


def test_province_begins_and_holds_on_pages_and_the_auditor_reads(login, petra, auditor, alice, bob):
    old_message(alice)
    forgetting_run.keep_and_forget()
    office = login(petra)
    assert "将要删除1件" in office.get(PAGE).content.decode()
    assert "1件" in office.get("/retention/begin/messages/").content.decode()
    outcome(
        office.post("/retention/begin/messages/"),
        "已开始执行，到期的由系统陆续删除，删除的数量见删除报告。",
        lambda: KeptKind.objects.get(kind="messages").begun_by == petra,
    )
    forgetting_run.keep_and_forget()
    assert not Message.objects.filter(kind="x").exists()

    where = reverse("registry:hold-new", args=[alice.professional.public_id])
    assert office.post(where, {"until": "2020-01-01", "reason": "复议"}).status_code == 422
    outcome(
        office.post(where, {"until": f"{until():%Y-%m-%d}", "reason": "复议"}),
        f"已留存至{cn_day(until())}，其间到期也不删除。",
        lambda: Hold.objects.in_force().get().person == alice.professional,
    )
    row = Hold.objects.get()

    reader = login(auditor)
    assert "站内消息" in reader.get("/retention/reports/").content.decode()
    assert "复议" in reader.get("/retention/holds/").content.decode()
    lifting = reverse("registry:hold-lift", args=[row.public_id])
    assert reader.post(lifting, {"reason": "终结"}).status_code == 404
    assert login(bob).get(PAGE).status_code == 404
    office = login(petra)
    outcome(
        office.post(lifting, {"reason": "终结"}),
        "已解除留存，保存期限照常计算。",
        lambda: not Hold.objects.in_force().exists(),
    )
    row.refresh_from_db()
    assert (row.lifted_by, row.is_in_force) == (petra, False)


def test_site_may_keep_for_longer_and_never_for_less_than_the_law(tmp_path):
    def read(text):
        (tmp_path / "retention.toml").write_text(text, "utf-8")
        retention._read.cache_clear()
        return retention._read(str(tmp_path))

    assert read('[[kinds]]\nname = "messages"\nmonths = 72\n')["messages"].period == timedelta(days=31 * 72)
    for wrong in (
        '[[kinds]]\nname = "login_attempts"\ndays = 30\n',
        '[[kinds]]\nname = "nothing"\ndays = 30\n',
        '[[kinds]]\nname = "messages"\nconfirm = false\n',
        '[[kinds]]\nname = "looks"\nmonths = 1\n',
        '[[kinds]]\nname = "messages"\nmonths = 0\n',
    ):
        with pytest.raises(retention.RetentionInvalid):
            read(wrong)

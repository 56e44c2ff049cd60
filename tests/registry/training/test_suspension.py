from datetime import date

import pytest
from django.urls import reverse

from cejc.errors import Refused
from registry.activities.queries.suspension import suspensions_on
from registry.models import AuditEntry, Completion, Message, Suspension
from registry.results.services import session_close
from registry.training.services import attendance
from registry.training.services import suspension as services
from tests.certification.rows import on
from tests.registry.activities.activity_factories import lines_on, make_submitted
from tests.registry.results import completion_factories
from tests.registry.training import session_factories as sessions
from tests.registry.training.training_factories import base_world

pytestmark = pytest.mark.django_db
CITATION = "湘人社函〔2020〕11号四（一）"


def declare(user, first="2020-01-27", last=None):
    return services.declare(
        actor=user,
        first_day=date.fromisoformat(first),
        last_day=date.fromisoformat(last) if last else None,
        citation=CITATION,
    )


def test_declare_is_for_the_province(bob):
    with pytest.raises(Refused, match="专技处"):
        declare(bob)

    assert not Suspension.objects.exists()


def test_declare_is_audited_with_its_citation(petra):
    declare(petra)

    entry = AuditEntry.objects.get(action="suspension.declared")
    assert (entry.reason, entry.after) == (CITATION, {"first_day": "2020-01-27", "last_day": None})


@pytest.mark.parametrize(
    ("day", "inside"),
    [("2020-01-26", False), ("2020-01-27", True), ("2020-03-01", True), ("2020-03-02", False)],
)
def test_the_dates_are_inclusive(petra, day, inside):
    row = declare(petra, last="2020-03-01")

    assert suspensions_on([date.fromisoformat(day)]) == ([row] if inside else [])


def test_without_a_last_day_it_holds_on(petra):
    row = declare(petra)

    assert suspensions_on([date(2026, 1, 1)]) == [row]


def test_a_gap_between_days_outside_is_not_inside(petra):
    declare(petra, "2020-02-01", "2020-02-10")

    assert suspensions_on([date(2020, 1, 31), date(2020, 2, 11)]) == []


def test_end_sets_the_last_day_once(petra, paul):
    row = declare(petra)
    services.end(actor=paul, suspension=row, last_day=date(2020, 5, 1))

    with pytest.raises(Refused, match="已有结束日期"):
        services.end(actor=petra, suspension=row, last_day=date(2020, 6, 1))

    assert Suspension.objects.get().last_day == date(2020, 5, 1)


def test_the_reviewer_is_warned_of_an_activity_inside(alice, bob, petra, login):
    declare(petra, "2019-05-01", "2019-05-31")
    inside = make_submitted(alice, facts=lines_on("2019-05-06"))
    outside = make_submitted(alice, facts=lines_on("2019-06-06"))
    client = login(bob)

    assert CITATION in client.get(reverse("registry:review-item", args=[inside.public_id])).content.decode()
    assert (
        CITATION not in client.get(reverse("registry:review-item", args=[outside.public_id])).content.decode()
    )


def test_page_declares_and_ends(petra, login):
    client, address = login(petra), reverse("registry:suspensions")
    client.post(address, {"first_day": "2020-01-27", "last_day": "", "citation": CITATION})
    row = Suspension.objects.get()

    client.post(reverse("registry:suspension-end", args=[row.public_id]), {"last_day": "2020-05-01"})

    assert "2020年5月1日" in client.get(address).content.decode()


def test_page_with_dates_the_wrong_way_round_says_so(petra, login):
    answer = login(petra).post(
        reverse("registry:suspensions"),
        {"first_day": "2020-02-01", "last_day": "2020-01-01", "citation": CITATION},
    )

    assert answer.status_code == 422
    assert "停办止早于停办起" in answer.content.decode()


@pytest.mark.parametrize("who", ["alice", "bob", "dora", "admin"])
def test_page_does_not_exist_for_others(login, request, who):
    assert login(request.getfixturevalue(who)).get(reverse("registry:suspensions")).status_code == 404


@pytest.fixture
def trained():
    with on("2020-06-01 09:00"):
        yield base_world()


def _told(kind):
    return {
        (one.recipient.username, one.subject.partition("“")[2].partition("”")[0])
        for one in Message.objects.filter(kind=kind)
    }


def test_bases_and_holders_are_told_of_what_lies_inside_and_of_nothing_else(trained, petra, bob):
    sessions.accepted(trained.staff, petra, trained.base, ("2020-06-15", "morning"), title="期内备案")
    sessions.accepted(trained.staff, petra, trained.base, ("2020-08-15", "morning"), title="期后备案")
    sessions.make_draft(trained.staff, trained.base, ("2020-06-15", "morning"), title="拟稿")
    unit = bob.seats[0].organisation
    sessions.make_session(bob, ("2020-06-16", "morning", "professional"), organiser=unit, title="单位培训")

    row = declare(petra, "2020-06-10", "2020-07-01")
    suspended = _told("suspension_declared")
    later = declare(petra, "2020-08-01")
    services.end(actor=petra, suspension=later, last_day=date(2020, 8, 10))

    assert row.covers(date(2020, 6, 15))
    assert suspended == {(trained.staff.username, "期内备案"), (bob.username, "单位培训")}
    assert ("期后备案" in Message.objects.get(kind="suspension_ended").body) is True


def test_hours_that_count_are_taken_out_by_a_suspension_declared_later_and_come_back(trained, petra, alice):
    filing = sessions.accepted(trained.staff, petra, trained.base)
    running = sessions.make_session(trained.staff, base=trained.base, filing=filing)
    sessions.listed(trained.staff, running, alice.professional)
    with on("2020-06-15 18:00"):
        for slot in running.slots.all():
            attendance.mark(actor=trained.staff, slot=slot, there=[running.attendees.get().pk], before=[])
        running.refresh_from_db()
        session_close.close(actor=trained.staff, session=running, edit=running.edit)
        completion_factories.work()
    states = [Completion.objects.get().state]

    with on("2020-06-20 09:00"):
        row = declare(petra, "2020-06-14")
        completion_factories.work()
        states.append(Completion.objects.get().code)
        services.end(actor=petra, suspension=row, last_day=date(2020, 6, 14))
        completion_factories.work()
        states.append(Completion.objects.get().state)

    assert states == ["counted", "suspended", "counted"]

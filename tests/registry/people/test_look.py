"""Who looked at whose record: one row a look, read by the person and the auditor, erased in time."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from cejc import clock
from registry.enums import EmploymentState, LookSignKind
from registry.machinery.models import AuditEntry
from registry.machinery.services.forgetting_run import forget as forget_kind
from registry.models import LoginAttempt, Look, LookSign, Membership
from registry.people.looking import Seen
from registry.people.services import look, look_signs
from tests import factories
from tests.registry.activities.activity_factories import make_submitted

pytestmark = pytest.mark.django_db
MINE, ALL, SIGNS = "/profile/looks/", "/admin/looks/", "/admin/looks/signs/"
FACTS = {"level": "prefectural", "rank": 3, "date": "2019-11-11"}


def page_of(user):
    return reverse("registry:person", args=[user.professional.public_id])


def seen(professional, matter=None):
    return Seen(professional.pk, matter or professional, professional)


def keep(viewer, *people, **said):
    look.keep(viewer, [seen(one) for one in people], **said)


@pytest.fixture
def auditor(db):
    user = factories.make_person("audrey", "沈鉴")
    unit = factories.make_organisation("审计处")
    Membership.objects.create(user=user, organisation=unit, role="auditor", valid_from="2019-01-01")
    return user


def test_view_of_a_person_by_hr_is_one_row_with_seat_and_address(login, bob, alice):
    login(bob).get(page_of(alice), REMOTE_ADDR="1.2.4.8")

    row = Look.objects.get()
    assert (row.viewer, row.person, row.count) == (bob, alice.professional, 1)
    assert (row.seat, row.address) == (str(bob.memberships.get().public_id), "1.2.4.8")
    assert row.seat_label
    assert not row.has_matter


def test_repeated_view_within_ten_minutes_counts_and_a_later_one_is_a_new_row(login, bob, alice, monkeypatch):
    client, moment = login(bob), clock.now().replace(minute=1)
    monkeypatch.setattr(clock, "now", lambda: moment)
    client.get(page_of(alice))
    client.get(page_of(alice))
    assert Look.objects.get().count == 2

    monkeypatch.setattr(clock, "now", lambda: moment + timedelta(minutes=10))
    client.get(page_of(alice))
    assert sorted(Look.objects.values_list("count", flat=True)) == [1, 2]


def test_own_page_and_a_page_refused_are_no_look(login, alice, hana):
    login(alice).get(page_of(alice))
    assert login(hana).get(page_of(alice)).status_code == 404

    assert not Look.objects.exists()


def test_list_of_people_with_masked_numbers_leaves_no_row(login, bob, alice):
    text = login(bob).get("/people/").content.decode()

    assert alice.professional.name in text
    assert not Look.objects.exists()


def test_evidence_opened_by_hr_names_the_file_and_the_record(login, bob, alice):
    activity = make_submitted(alice, "award", facts=FACTS)
    evidence = activity.evidence.first()

    answer = login(bob).get(reverse("registry:evidence-file", args=[evidence.public_id]))

    assert answer.status_code == 200
    b"".join(answer.streaming_content)
    row = Look.objects.get()
    assert (row.kind, row.label) == ("registry.evidence", evidence.file_name)
    assert row.matter == str(activity.public_id)
    assert row.has_matter


def test_page_whose_look_cannot_be_written_is_not_shown(client, bob, alice, monkeypatch):
    client.force_login(bob)
    client.raise_request_exception = False
    monkeypatch.setattr(look, "INSERT", "INSERT INTO no_such_table VALUES ")

    with transaction.atomic():
        answer = client.get(page_of(alice))
        transaction.set_rollback(True)

    assert answer.status_code >= 500
    assert alice.professional.identity_masked not in answer.content.decode()


def test_export_leaves_a_row_for_everybody_in_it(login, bob, alice):
    login(bob).get("/people/export/")

    assert Look.objects.get(person=alice.professional).way == "taken"


def test_many_taken_at_once_are_all_kept(bob):
    people = [factories.make_professional() for _number in range(look.AT_ONCE + 1)]

    keep(bob, *people)

    assert Look.objects.count() == look.AT_ONCE + 1


def reauthenticated(client, user):
    client.post("/accounts/login/", {"login": user.username, "password": factories.PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD})
    return client


def test_number_is_shown_for_a_reason_which_the_person_reads(client, login, bob, alice):
    address = reverse("registry:person-reveal", args=[alice.professional.public_id])
    number = str(alice.professional.identity_number)
    reauthenticated(client, bob)

    assert number not in client.get(address).content.decode()
    answer = client.post(address, {"reason": "办理社会保险转移"})

    assert number in answer.content.decode()
    assert AuditEntry.objects.get(action="identity.revealed").reason == "办理社会保险转移"
    assert Look.objects.get(way="number").reason == "办理社会保险转移"
    assert "办理社会保险转移" in login(alice).get(MINE).content.decode()


def test_number_without_a_reason_is_not_shown(client, bob, alice):
    address = reverse("registry:person-reveal", args=[alice.professional.public_id])
    reauthenticated(client, bob)

    answer = client.post(address, {"reason": " "})

    assert answer.status_code == 422
    assert str(alice.professional.identity_number) not in answer.content.decode()
    assert not AuditEntry.objects.filter(action="identity.revealed").exists()
    assert not Look.objects.filter(way="number").exists()


def test_person_reads_own_looks_in_words_without_the_address_itself(login, bob, alice, dora):
    keep(bob, alice.professional, seat=bob.memberships.get(), address="1.2.4.8")
    keep(bob, dora.professional)

    text = login(alice).get(MINE).content.decode()

    assert text.count("没有对应的办理事项") == 1
    assert str(bob) in text
    assert "互联网" in text
    assert "1.2.4.8" not in text


def test_person_reads_looks_at_a_file_that_was_merged(login, bob, alice):
    other = factories.make_professional(merged_into=alice.professional)
    keep(bob, other)

    assert str(bob) in login(alice).get(MINE).content.decode()


def test_person_without_looks_is_told_so(login, alice):
    assert "还没有人看过您的资料" in login(alice).get(MINE).content.decode()


def test_only_the_auditor_sees_all_looks(auditor, bob, alice, petra):
    keep(bob, alice.professional)

    assert Look.objects.visible_to(auditor).count() == 1
    assert Look.objects.visible_to(alice).count() == 1
    assert Look.objects.visible_to(bob).count() == 0
    assert Look.objects.visible_to(petra).count() == 0


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"who": "bob"}, True),
        ({"who": "nobody"}, False),
        ({"matter": "without"}, True),
        ({"matter": "with"}, False),
        ({"way": "number"}, False),
        ({"since": "2019-01-01", "until": "2019-01-02"}, False),
    ],
)
def test_auditor_finds_looks_by_what_is_asked(login, auditor, bob, alice, asked, found):
    keep(bob, alice.professional, address="1.2.4.8")

    text = login(auditor).get(ALL, asked).content.decode()

    assert ("1.2.4.8" in text) is found


def test_auditor_finds_looks_by_the_name_of_the_person(login, auditor, bob, alice, dora):
    keep(bob, alice.professional, address="1.2.4.8")
    keep(bob, dora.professional, address="1.2.4.9")

    text = login(auditor).get(ALL, {"person": alice.professional.name}).content.decode()

    assert "1.2.4.8" in text
    assert "1.2.4.9" not in text


@pytest.mark.parametrize("address", [ALL, SIGNS])
def test_pages_of_the_auditor_are_nobody_elses(login, bob, petra, address):
    for user in (bob, petra):
        assert login(user).get(address).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_list_of_looks_asks_the_same_for_one_and_three(login, auditor, bob, many, django_assert_num_queries):
    keep(bob, *(factories.make_professional() for _number in range(many)))
    client = login(auditor)
    client.get(ALL)

    with django_assert_num_queries(5):
        client.get(ALL)


@pytest.mark.parametrize("column", ["viewer_id", "person_id", "at", "reason", "matter"])
def test_database_refuses_to_rewrite_a_look(bob, alice, dora, column):
    keep(bob, alice.professional)
    new = {"viewer_id": dora.pk, "person_id": dora.professional_id, "at": "2019-01-01T00:00Z"}

    with pytest.raises(DatabaseError), transaction.atomic():
        Look.objects.update(**{column: new.get(column, "x")})


def test_database_refuses_another_address(bob, alice):
    keep(bob, alice.professional, address="1.2.4.8")

    with pytest.raises(DatabaseError), transaction.atomic():
        Look.objects.update(address="1.2.4.9")


def test_addresses_go_after_their_days_and_rows_after_their_months(bob, alice, settings, monkeypatch):
    settings.CEJC_LOOK_ADDRESS_DAYS, settings.CEJC_LOOK_MONTHS = 30, 2
    now = clock.now()
    for days in (63, 31, 29):
        monkeypatch.setattr(clock, "now", lambda days=days: now - timedelta(days=days))
        keep(bob, alice.professional, address="1.2.4.8")
    monkeypatch.setattr(clock, "now", lambda: now)

    _forget_looks()

    assert list(Look.objects.order_by("at").values_list("address", flat=True)) == ["", "1.2.4.8"]


def test_addresses_of_old_attempts_to_log_in_go_too(settings):
    settings.CEJC_LOOK_ADDRESS_DAYS = 30
    old, new = (LoginAttempt.objects.create(address="1.2.4.8", succeeded=False) for _ in "ab")
    LoginAttempt.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=31))

    _forget_looks()

    assert LoginAttempt.objects.get(pk=old.pk).address is None
    assert LoginAttempt.objects.get(pk=new.pk).address == "1.2.4.8"


DAY = date(2020, 6, 10)


def looked(viewer, people, *, hour=10, day=DAY, monkeypatch):
    moment = clock.now().astimezone(clock.SHANGHAI)
    moment = moment.replace(year=day.year, month=day.month, day=day.day, hour=hour)
    monkeypatch.setattr(clock, "now", lambda: moment)
    keep(viewer, *people)


def signs():
    look_signs.mark(DAY)
    return {(row.viewer.username, row.kind, row.count) for row in LookSign.objects.select_related("viewer")}


@pytest.fixture
def low(settings):
    settings.CEJC_LOOK_MANY = settings.CEJC_LOOK_NIGHT_MANY = 2
    settings.CEJC_LOOK_COLLEAGUES, settings.CEJC_LOOK_NAMESAKES = 1, 2


def test_many_people_without_a_matter_on_one_day_are_a_sign(low, petra, monkeypatch):
    people = [factories.make_professional(f"人{one}") for one in "甲乙"]
    looked(petra, people[:1], monkeypatch=monkeypatch)
    assert signs() == set()

    looked(petra, people, monkeypatch=monkeypatch)
    assert signs() == {("petra", LookSignKind.MANY, 2)}


def test_many_people_for_a_matter_are_no_sign(low, settings, petra, alice):
    settings.CEJC_LOOK_NIGHT_MANY = 0  # whatever the hour of this test
    activity = make_submitted(alice, "award", facts=FACTS)
    people = [factories.make_professional(f"人{one}") for one in "甲乙"]
    look.keep(petra, [seen(one, activity) for one in people])

    look_signs.mark(clock.today())

    assert not LookSign.objects.exists()


@pytest.mark.parametrize(("hour", "found"), [(5, True), (6, False), (21, False), (22, True)])
def test_people_looked_at_by_night_are_a_sign(low, settings, petra, monkeypatch, hour, found):
    settings.CEJC_LOOK_MANY = 0
    people = [factories.make_professional(f"人{one}") for one in "甲乙"]

    looked(petra, people, hour=hour, monkeypatch=monkeypatch)

    assert signs() == ({("petra", LookSignKind.NIGHT, 2)} if found else set())


def test_colleague_is_a_sign_but_not_for_hr_of_the_unit(low, petra, bob, employer, monkeypatch):
    mate = factories.make_professional("同事")
    factories.make_employment(mate, employer, state=EmploymentState.CONFIRMED)
    for viewer in (petra, bob):
        if not viewer.professional.employments.current().filter(organisation=employer).exists():
            viewer.professional.employments.all().delete()
            factories.make_employment(viewer.professional, employer, state=EmploymentState.CONFIRMED)
        looked(viewer, [mate], monkeypatch=monkeypatch)

    assert signs() == {("petra", LookSignKind.COLLEAGUE, 1)}


def test_people_of_one_name_are_a_sign(low, settings, petra, monkeypatch):
    settings.CEJC_LOOK_MANY = 0
    looked(petra, [factories.make_professional("王强") for _ in "ab"], monkeypatch=monkeypatch)

    assert signs() == {("petra", LookSignKind.NAMESAKE, 2)}


def test_somebody_of_ones_own_name_is_a_sign(low, petra, monkeypatch):
    looked(petra, [factories.make_professional(petra.professional.name)], monkeypatch=monkeypatch)

    assert signs() == {("petra", LookSignKind.NAMESAKE, 2)}


def test_auditor_comes_from_a_sign_to_its_looks(low, login, auditor, petra, monkeypatch):
    people = [factories.make_professional(f"人{one}") for one in "甲乙"]
    looked(petra, people, monkeypatch=monkeypatch)
    signs()

    text = login(auditor).get(SIGNS).content.decode()

    assert f"{ALL}?who=petra&amp;since=2020-06-10&amp;until=2020-06-10" in text


def test_sign_counted_twice_is_one_row(low, petra, monkeypatch):
    looked(petra, [factories.make_professional(f"人{one}") for one in "甲乙"], monkeypatch=monkeypatch)
    signs()

    assert len(signs()) == 1


def _forget_looks():
    for kind in ("look_addresses", "login_addresses", "looks"):
        forget_kind(kind)

"""Entering: username or identity number, the lock-out, the throttle, and what a session is worth."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from registry.models import AuditEntry, LoginAttempt, User
from registry.people.services import account
from tests.factories import PASSWORD, make_user

LOGIN = "/accounts/login/"


def enter(client, identifier, password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": identifier, "password": password}, **extra)


def test_login_by_username(client, alice):
    answer = enter(client, "alice")

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(alice.pk)


@pytest.mark.parametrize("spoil", [str, str.lower, lambda number: f" {number[:6]} {number[6:]} "])
def test_login_by_identity_number_however_it_is_typed(client, alice, spoil):
    enter(client, spoil(str(alice.professional.identity_number)))

    assert client.session["_auth_user_id"] == str(alice.pk)


def test_login_leaves_no_identity_number_in_the_session(client, alice):
    number = str(alice.professional.identity_number)

    enter(client, number)

    assert number not in str(dict(client.session))
    assert alice.username in str(dict(client.session))


def test_login_rotates_the_session_key(client, alice):
    client.get(LOGIN)
    session = client.session
    session["x"] = 1
    session.save()
    before = client.session.session_key

    enter(client, "alice")

    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_fifth_failure_locks_for_fifteen_minutes(client, alice):
    for _ in range(5):
        enter(client, "alice", "wrong")

    answer = enter(client, "alice")

    assert "_auth_user_id" not in client.session
    assert answer.status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=1)):
        assert enter(client, "alice").status_code == 302


def test_four_failures_do_not_lock(client, alice):
    for _ in range(4):
        enter(client, "alice", "wrong")

    assert enter(client, "alice").status_code == 302
    alice.refresh_from_db()
    assert alice.failed_attempts == 0


def test_lock_is_audited_once(client, alice):
    for _ in range(8):
        enter(client, "alice", "wrong")

    assert AuditEntry.objects.filter(action="account.locked", subject=str(alice.public_id)).count() == 1


def test_unknown_ended_locked_and_wrong_get_the_same_sentence(client, alice, charlie):
    make_user("gone", is_active=False)
    for _ in range(5):
        enter(client, "charlie", "wrong")

    answers = [
        enter(client, "nobody").context["form"].errors,
        enter(client, "gone").context["form"].errors,
        enter(client, "charlie").context["form"].errors,
        enter(client, "alice", "wrong").context["form"].errors,
    ]

    assert len({str(answer) for answer in answers}) == 1
    assert "连续5次" in str(answers[0])


@pytest.mark.parametrize("identifier", ["alice", "nobody", "gone"])
def test_every_attempt_costs_one_hash(db, alice, monkeypatch, identifier):
    make_user("gone", is_active=False)
    hashes = []
    monkeypatch.setattr(account, "make_password", lambda raw: hashes.append(raw))
    monkeypatch.setattr(User, "check_password", lambda self, raw: hashes.append(raw) or False)

    account.admit(identifier=identifier, password="wrong")

    assert hashes == ["wrong"]


def failures(count, address="127.0.0.1"):
    LoginAttempt.objects.bulk_create(LoginAttempt(address=address, succeeded=False) for _ in range(count))


def test_right_login_from_a_busy_address_passes(client, alice):
    for number in range(40):
        enter(client, f"nobody{number}", "wrong")

    assert enter(client, "alice").status_code == 302
    assert client.get(reverse("registry:account")).status_code == 200


def test_wrong_login_from_a_busy_address_is_told_to_wait_on_a_page_of_ours(client, alice):
    failures(account.ADDRESS_LIMIT)

    answer = enter(client, "alice", "wrong")

    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    page = answer.content.decode()
    assert "您所在的网络" in page
    assert "15分钟后再试" in page
    assert "Too Many Requests" not in page


def test_flood_is_refused_before_hashing_and_for_a_minute_only(client, alice, monkeypatch):
    failures(account.FLOOD_LIMIT)
    with monkeypatch.context() as patched:
        patched.setattr(User, "check_password", lambda self, raw: pytest.fail("hashed in spite of the flood"))
        answer = enter(client, "alice")

    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        assert enter(client, "alice").status_code == 302


def test_unnamed_proxy_does_not_make_one_address_of_everybody(client, alice):
    failures(account.FLOOD_LIMIT)

    assert enter(client, "alice", headers={"X-Forwarded-For": "59.51.1.9"}).status_code == 302


def test_forwarded_address_from_outside_is_not_believed(client, alice):
    failures(account.FLOOD_LIMIT, address="59.51.1.9")

    answer = enter(client, "alice", headers={"X-Forwarded-For": "198.51.100.1"}, REMOTE_ADDR="59.51.1.9")

    assert answer.status_code == 429


def test_fewer_proxies_than_named_is_no_fault(client, alice, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2

    assert enter(client, "alice", headers={"X-Forwarded-For": "198.51.100.1"}).status_code == 302


def test_limit_of_the_library_is_answered_by_our_page(client, alice):
    enter(client, "alice")
    for _ in range(6):
        answer = client.post("/accounts/password/change/", {"oldpassword": "x"})

    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert "次数过多，请稍后再试" in answer.content.decode()


@pytest.mark.parametrize("path", ["/activate/", "/accounts/password/reset/"])
def test_busy_address_still_gets_the_other_doors(client, db, path):
    failures(account.ADDRESS_LIMIT)

    assert client.post(path, {"email": "x", "code": "x"}).status_code == 422


def test_throttle_of_one_address_leaves_others_alone(client, alice):
    failures(account.FLOOD_LIMIT, address="10.0.0.9")

    assert enter(client, "alice").status_code == 302


def test_password_change_ends_other_sessions_and_keeps_this_one(client, alice):
    from django.test import Client

    other = Client()
    enter(other, "alice")
    enter(client, "alice")

    answer = client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "资水东来-湘江-2021", "password2": "资水东来-湘江-2021"},
    )

    assert answer.status_code == 302
    assert client.get(reverse("registry:account")).status_code == 200
    assert other.get(reverse("registry:account")).status_code == 302
    assert AuditEntry.objects.filter(action="account.password_changed").count() == 1


def test_password_change_refused_for_a_common_password(client, alice):
    enter(client, "alice")

    answer = client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "1234567890", "password2": "1234567890"},
    )

    assert answer.context["form"].errors["password1"]


def test_first_password_must_be_changed_before_anything_else(client, world):
    from tests.factories import employee_of

    employee_of(world.employer, "fresh", must_change_password=True)
    enter(client, "fresh")

    assert client.get(reverse("registry:profile")).url == reverse("account_change_password")

    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "资水东来-湘江-2021", "password2": "资水东来-湘江-2021"},
    )
    assert client.get(reverse("registry:profile")).status_code == 200


def test_staff_session_ends_after_half_an_hour_idle(client, bob, settings):
    enter(client, "bob")
    assert client.get(reverse("registry:account")).status_code == 200

    with time_machine.travel(timezone.now() + timedelta(seconds=settings.CEJC_STAFF_IDLE + 61)):
        answer = client.get(reverse("registry:account"))

    assert answer.status_code == 302
    assert "_auth_user_id" not in client.session


def test_professional_session_is_not_ended_by_half_an_hour(client, alice, settings):
    enter(client, "alice")
    client.get(reverse("registry:account"))

    with time_machine.travel(timezone.now() + timedelta(seconds=settings.CEJC_STAFF_IDLE + 61)):
        assert client.get(reverse("registry:account")).status_code == 200


def test_deactivated_login_is_out_at_its_next_request(client, alice, admin):
    enter(client, "alice")

    account.deactivate(actor=admin, user=alice, reason="离职")

    assert client.get(reverse("registry:account")).status_code == 302


@pytest.mark.parametrize(
    "path", ["/accounts/signup/", "/accounts/email/", "/accounts/password/set/", "/accounts/social/"]
)
def test_addresses_of_allauth_that_are_not_used_do_not_exist(client, db, path):
    assert client.get(path).status_code == 404


def test_logout_by_get_only_asks(client, alice):
    enter(client, "alice")

    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session

    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_switching_role_to_anothers_seat_is_404(login, bob, hana):
    client = login(bob)

    answer = client.post(reverse("registry:role-switch", args=[hana.seats[0].public_id]))

    assert answer.status_code == 404
    assert "acting" not in client.session


def test_switching_role_to_oneself_and_back(login, bob):
    client = login(bob)

    client.post(reverse("registry:role-switch", args=["self"]))
    assert client.get(reverse("registry:account")).context["frame"]["acting_as"] == "我的继续教育"

    client.post(reverse("registry:role-switch", args=[bob.seats[0].public_id]))
    assert client.get(reverse("registry:account")).context["frame"]["acting_as"].endswith("单位人事")


def test_five_guesses_at_once_are_five(alice):
    admitted = [account.reserve(alice) for _ in range(8)]

    assert admitted == [True] * 5 + [False] * 3

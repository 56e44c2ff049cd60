"""TOTP for staff roles: owed, set up, asked for, locked out, sealed at rest."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import reverse

from registry.models import User
from tests.factories import PASSWORD

SECRET = "JBSWY3DPEHPK3PXP"


def code_now(secret=SECRET):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.fixture
def second_factor(settings):
    settings.CEJC_SECOND_FACTOR = True


def enter(client, username):
    return client.post("/accounts/login/", {"login": username, "password": PASSWORD})


def test_staff_without_second_factor_is_sent_to_set_one_up(client, bob, second_factor):
    enter(client, "bob")

    assert client.get(reverse("registry:people")).url == reverse("mfa_index")


def test_professional_owes_no_second_factor(client, alice, second_factor):
    enter(client, "alice")

    assert client.get(reverse("registry:profile")).status_code == 200


def test_staff_sets_up_second_factor_and_gets_recovery_codes(client, bob, second_factor):
    enter(client, "bob")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert "data:image/svg+xml;base64," in page.content.decode()

    answer = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})

    assert answer.url == reverse("mfa_view_recovery_codes")
    assert len(client.get(answer.url).context["unused_codes"]) == 10
    assert client.get(reverse("registry:people")).status_code == 200


def test_secret_is_sealed_at_rest(bob, second_factor):
    TOTP.activate(bob, SECRET)

    assert SECRET not in str(Authenticator.objects.get(user=bob).data)


def test_login_needs_the_code(client, bob, second_factor):
    TOTP.activate(bob, SECRET)

    answer = enter(client, "bob")

    assert answer.url.startswith(reverse("mfa_authenticate"))
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert client.session["_auth_user_id"] == str(bob.pk)


def test_five_wrong_codes_lock_the_account(client, bob, second_factor):
    TOTP.activate(bob, SECRET)
    enter(client, "bob")
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})

    answer = client.post(reverse("mfa_authenticate"), {"code": code_now()})

    assert "锁定" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert User.objects.get(pk=bob.pk).locked_until is not None


def test_staff_cannot_take_the_second_factor_away(client, bob, second_factor):
    TOTP.activate(bob, SECRET)
    enter(client, "bob")
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    client.post(reverse("mfa_deactivate_totp"))

    assert Authenticator.objects.filter(user=bob, type="totp").exists()

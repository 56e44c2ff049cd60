"""TOTP and keys for staff roles: owed, set up, asked for, locked out, sealed at rest."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.hazmat.primitives.asymmetric import ec
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from registry.models import AuditEntry, Message, User
from tests.factories import PASSWORD
from tests.outcome import outcome

FLAG = AuthenticatorData.FLAG
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


def made_by_a_key(options, *, verified=True):
    """What a browser answers for a key that was just made: no attestation, the owner's finger or none."""
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    held = AttestedCredentialData.create(b"\0" * 16, b"k" * 32, ES256.from_cryptography_key(key))
    flags = FLAG.UP | FLAG.AT | (FLAG.UV if verified else FLAG(0))
    told = AuthenticatorData.create(sha256(b"testserver"), flags, 0, bytes(held))
    client = CollectedClientData.create(
        CollectedClientData.TYPE.CREATE, options["challenge"], "https://testserver"
    )
    response = {
        "clientDataJSON": client.b64,
        "attestationObject": websafe_encode(AttestationObject.create("none", told, {})),
    }
    shown = websafe_encode(b"k" * 32)
    return {
        "id": shown,
        "rawId": shown,
        "type": "public-key",
        "clientExtensionResults": {},
        "response": response,
    }


def with_key(user, name="蓝色"):
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": name, "credential": {}})


def proved(client, user):
    """In, with the code shown just now."""
    TOTP.activate(user, SECRET)
    enter(client, user.username)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [one | {"reauthenticated": True} for one in records]
    session.save()


def adding(client, username):
    enter(client, username)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client.get(reverse("mfa_add_webauthn")).context["js_data"]["creation_options"]["publicKey"]


def test_key_is_asked_to_be_resident_and_to_know_its_owner(client, bob):
    asked = adding(client, "bob")["authenticatorSelection"]

    assert (asked["residentKey"], asked["userVerification"]) == ("required", "required")


def test_key_is_added_told_and_on_record(client, bob, second_factor):
    credential = made_by_a_key(adding(client, "bob"))

    outcome(
        client.post(reverse("mfa_add_webauthn"), {"name": "蓝色", "credential": json.dumps(credential)}),
        "已添加安全密钥，下次登录时可以使用。",
        lambda: Authenticator.objects.get(user=bob, type="webauthn").wrap().name == "蓝色",
    )
    assert AuditEntry.objects.get(action="account.second_factor_added").after == {"factor": "安全密钥“蓝色”"}
    assert Message.objects.filter(recipient=bob, kind="second_factor_added").count() == 1
    assert client.get(reverse("registry:people")).status_code == 200


def test_key_without_its_owners_finger_is_refused(client, bob):
    credential = made_by_a_key(adding(client, "bob"), verified=False)

    client.post(reverse("mfa_add_webauthn"), {"name": "蓝色", "credential": json.dumps(credential)})

    assert not Authenticator.objects.filter(user=bob).exists()


def test_recovery_codes_alone_are_no_second_factor(client, bob, second_factor):
    Authenticator.objects.create(user=bob, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    client.force_login(bob, "registry.people.auth.PortalBackend")

    assert client.get(reverse("registry:people")).url == reverse("mfa_index")


def test_key_gets_another_name(client, alice):
    key = with_key(alice)
    client.force_login(alice, "registry.people.auth.PortalBackend")

    outcome(
        client.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": "办公室"}),
        "已修改安全密钥的名称。",
        lambda: Authenticator.objects.get(pk=key.pk).wrap().name == "办公室",
    )


def test_key_is_taken_away_after_a_second_factor_shown_just_now(client, bob):
    key = with_key(bob)
    proved(client, bob)

    outcome(
        client.post(reverse("mfa_remove_webauthn", args=[key.pk])),
        "已删除安全密钥，它不能再用来登录。",
        lambda: not Authenticator.objects.filter(pk=key.pk).exists(),
    )
    assert AuditEntry.objects.filter(action="account.second_factor_removed").count() == 1
    assert Message.objects.filter(recipient=bob, kind="second_factor_removed").count() == 1


def test_password_is_not_enough_to_take_a_key_away(client, bob):
    key = with_key(bob)
    client.force_login(bob, "registry.people.auth.PortalBackend")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    answer = client.post(reverse("mfa_remove_webauthn", args=[key.pk]))

    assert answer.url.startswith(reverse("mfa_reauthenticate_webauthn"))
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_last_second_factor_of_an_office_stays(client, bob):
    key = with_key(bob)
    proved(client, bob)
    Authenticator.objects.filter(user=bob).exclude(pk=key.pk).delete()

    page = client.post(reverse("mfa_remove_webauthn", args=[key.pk]))

    assert "这是最后一种" in page.content.decode()
    assert Authenticator.objects.filter(pk=key.pk).exists()


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_anothers_key_is_404(client, alice, charlie, name):
    key = with_key(charlie)
    client.force_login(alice, "registry.people.auth.PortalBackend")

    assert client.post(reverse(name, args=[key.pk]), {"name": "x"}).status_code == 404
    assert Authenticator.objects.get(pk=key.pk).wrap().name == "蓝色"

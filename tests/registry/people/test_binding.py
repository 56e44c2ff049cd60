"""Logging in by another portal: against a provider in another process, by its verified number alone."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse

from registry.models import AuditEntry, Binding, Message, User
from registry.people import providers
from registry.people.services import account
from tests.factories import PASSWORD, resident_number
from tests.outcome import outcome
from tests.registry.people.identity_provider import IdentityProvider

CONFIRM = "/account/identities/confirm/"


@pytest.fixture(scope="module")
def elsewhere():
    found = IdentityProvider()
    yield found
    found.end()


@pytest.fixture
def gov(elsewhere, settings):
    settings.CEJC_LOGIN_PROVIDERS = [elsewhere.named(verified={"level": ["L3", "L4"]})]
    return elsewhere


def number_of(user):
    return str(user.professional.identity_number)


def arrive(client, gov, subject, key="gov"):
    """Press the button, log in there, come back."""
    there = client.post(f"/accounts/oidc/{key}/login/")
    assert there.status_code == 302, there.content.decode()
    return client.get(gov.back(there.url, subject))


def is_in(client):
    return "_auth_user_id" in client.session


def said(answer):
    page = answer.client.get(answer.url, follow=True) if answer.status_code == 302 else answer
    return page.content.decode()


def nothing_changed():
    written = AuditEntry.objects.filter(action__startswith="account.")
    return not Binding.objects.exists() and not SocialAccount.objects.exists() and not written.exists()


def test_way_there_is_bound_to_this_browser(client, gov, db):
    there = client.post("/accounts/oidc/gov/login/")

    asked = parse_qs(urlsplit(there.url).query)
    assert there.url.startswith(gov.address)
    assert {"state", "code_challenge"} <= set(asked)
    assert asked["redirect_uri"] == ["http://testserver/accounts/oidc/gov/login/callback/"]


def test_answer_that_this_browser_did_not_ask_for_is_refused(client, gov, alice):
    from django.test import Client

    gov.knows("s1", id_number=number_of(alice), level="L3")
    there = client.post("/accounts/oidc/gov/login/")
    back = gov.back(there.url, "s1")

    answer = Client().get(back)

    assert "没有从“国家政务服务平台”登录成功" in said(answer)
    assert nothing_changed()


def test_first_login_is_confirmed_by_the_password_and_bound(client, gov, alice):
    gov.knows("s2", id_number=number_of(alice), level="L3")

    answer = arrive(client, gov, "s2")

    assert answer.url == CONFIRM
    assert not is_in(client)
    assert nothing_changed()
    page = client.get(CONFIRM).content.decode()
    assert "国家政务服务平台" in page
    assert number_of(alice) not in page
    assert "alice" not in page
    outcome(
        client.post(CONFIRM, {"password": PASSWORD}),
        "已绑定“国家政务服务平台”，以后可以用它登录。",
        lambda: Binding.objects.get().user == alice and is_in(client),
    )
    assert AuditEntry.objects.get(action="account.bound").after == {"provider": "国家政务服务平台"}
    assert Message.objects.get(recipient=alice, kind="login_bound")
    assert number_of(alice) not in str(dict(client.session))


def test_second_login_asks_nothing(client, gov, alice):
    Binding.objects.create(user=alice, provider="gov", subject="s3")
    gov.knows("s3", id_number=number_of(alice), level="L4")

    arrive(client, gov, "s3")

    assert client.session["_auth_user_id"] == str(alice.pk)
    assert alice.login_attempts.filter(succeeded=True).count() == 1


def test_first_login_is_confirmed_by_name_and_number(client, gov, alice):
    gov.knows("s4", id_number=number_of(alice), level="L3")
    arrive(client, gov, "s4")

    client.post(CONFIRM, {"name": alice.professional.name, "number": number_of(alice)})

    assert Binding.objects.get().user == alice
    assert is_in(client)


def test_office_confirms_by_its_password_alone(client, gov, bob):
    gov.knows("s5", id_number=number_of(bob), level="L3")
    arrive(client, gov, "s5")

    answer = client.post(CONFIRM, {"name": bob.professional.name, "number": number_of(bob)})

    assert answer.status_code == 422
    assert "name" not in answer.context["form"].fields
    assert not Binding.objects.exists()
    assert not is_in(client)


@pytest.mark.parametrize(
    "typed", [{"password": "wrong"}, {"name": "别人", "number": "430102198503070011"}, {"password": ""}]
)
def test_wrong_confirmation_binds_nothing(client, gov, alice, typed):
    gov.knows("s6", id_number=number_of(alice), level="L3")
    arrive(client, gov, "s6")

    assert client.post(CONFIRM, typed).status_code == 422
    assert nothing_changed()
    assert not is_in(client)


def test_five_wrong_confirmations_lock_the_account(client, gov, alice):
    gov.knows("s7", id_number=number_of(alice), level="L3")
    arrive(client, gov, "s7")
    for _ in range(5):
        client.post(CONFIRM, {"password": "wrong"})

    answer = client.post(CONFIRM, {"password": PASSWORD})

    assert "锁定" in answer.content.decode()
    assert not Binding.objects.exists()


def test_confirmation_waits_ten_minutes(client, gov, alice):
    import time_machine
    from django.utils import timezone

    gov.knows("s8", id_number=number_of(alice), level="L3")
    arrive(client, gov, "s8")

    with time_machine.travel(timezone.now().timestamp() + 601):
        answer = client.post(CONFIRM, {"password": PASSWORD})

    assert answer.url.startswith(reverse("account_login"))
    assert nothing_changed()


def test_confirmation_without_an_arrival_leads_to_the_login(client, db):
    assert client.get(CONFIRM).url == reverse("account_login")


def test_unknown_number_is_told_what_to_do_and_changes_nothing(client, gov, alice):
    gov.knows("s9", id_number=resident_number(900), level="L3", email=alice.email, email_verified=True)
    before = User.objects.count()

    page = said(arrive(client, gov, "s9"))

    assert "这个证件号码在本系统没有账号" in page
    assert (User.objects.count(), nothing_changed(), is_in(client)) == (before, True, False)


@pytest.mark.parametrize("claims", [{"level": "L1"}, {}, {"level": "L3", "id_number": ""}])
def test_number_that_is_not_verified_is_not_believed(client, gov, alice, claims):
    gov.knows("s10", **({"id_number": number_of(alice)} | claims))

    page = said(arrive(client, gov, "s10"))

    assert "没有提供经过核实的证件号码" in page
    assert nothing_changed()


def test_login_bound_to_another_subject_is_refused(client, gov, alice):
    Binding.objects.create(user=alice, provider="gov", subject="first")
    gov.knows("second", id_number=number_of(alice), level="L3")

    page = said(arrive(client, gov, "second"))

    assert "已经绑定了“国家政务服务平台”的另一个用户" in page
    assert Binding.objects.get().subject == "first"
    assert not is_in(client)


def test_bound_subject_with_another_number_is_refused(client, gov, alice, charlie):
    Binding.objects.create(user=alice, provider="gov", subject="s11")
    gov.knows("s11", id_number=number_of(charlie), level="L3")

    page = said(arrive(client, gov, "s11"))

    assert "与这个账号的本人不符" in page
    assert not is_in(client)


def test_ended_login_stays_out(client, gov, alice, admin):
    Binding.objects.create(user=alice, provider="gov", subject="s12")
    account.deactivate(actor=admin, user=alice, reason="离职")
    gov.knows("s12", id_number=number_of(alice), level="L3")

    page = said(arrive(client, gov, "s12"))

    assert "账号已停用" in page
    assert not is_in(client)


def test_second_factor_is_asked_for_all_the_same(client, gov, bob):
    TOTP.activate(bob, "JBSWY3DPEHPK3PXP")
    Binding.objects.create(user=bob, provider="gov", subject="s13")
    gov.knows("s13", id_number=number_of(bob), level="L3")

    answer = arrive(client, gov, "s13")

    assert answer.url.startswith(reverse("mfa_authenticate"))
    assert not is_in(client)


def test_breaking_off_there_leads_back_with_a_sentence(client, gov, db):
    assert "没有从“国家政务服务平台”登录成功" in said(arrive(client, gov, None))


def test_provider_that_does_not_answer_is_said(client, gov, settings, db):
    settings.CEJC_LOGIN_PROVIDERS = [gov.named(server="http://127.0.0.1:9")]

    assert "没有从“国家政务服务平台”登录成功" in said(client.post("/accounts/oidc/gov/login/"))


def test_two_providers_are_told_apart(client, gov, settings, alice):
    settings.CEJC_LOGIN_PROVIDERS = [gov.named(), gov.named("enterprise", name="单位统一认证", number="card")]
    gov.knows("s14", card=number_of(alice))
    page = client.get(reverse("account_login")).content.decode()
    assert "用“国家政务服务平台”登录" in page
    assert "用“单位统一认证”登录" in page

    arrive(client, gov, "s14", "enterprise")
    client.post(CONFIRM, {"password": PASSWORD})

    assert Binding.objects.get().provider == "enterprise"


@pytest.mark.parametrize("path", ["/accounts/oidc/none/login/", "/account/identities/none/link/"])
def test_provider_that_nobody_named_does_not_exist(login, alice, path):
    client = login(alice)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    assert client.post(path).status_code == 404


def link(client, gov, subject):
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    there = client.post(reverse("registry:binding-link", args=["gov"]))
    return client.get(gov.back(there.url, subject))


def test_link_from_ones_account(login, gov, alice):
    client = login(alice)
    gov.knows("s15", id_number=number_of(alice), level="L3")

    outcome(
        link(client, gov, "s15"),
        "已绑定“国家政务服务平台”，以后可以用它登录。",
        lambda: Binding.objects.get().user == alice,
    )


def test_link_asks_for_the_password_first(login, gov, alice):
    answer = login(alice).post(reverse("registry:binding-link", args=["gov"]))

    assert answer.url.startswith("/accounts/reauthenticate/")


def test_anothers_identity_cannot_be_linked(login, gov, alice, charlie):
    client = login(alice)
    gov.knows("s16", id_number=number_of(charlie), level="L3")

    page = said(link(client, gov, "s16"))

    assert "与这个账号的本人不符" in page
    assert nothing_changed()


def test_binding_is_ended_by_its_owner(login, gov, alice):
    row = Binding.objects.create(user=alice, provider="gov", subject="s17")
    client = login(alice)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    outcome(
        client.post(reverse("registry:binding-end", args=[row.public_id])),
        "已解除绑定，以后请用密码登录。",
        lambda: not Binding.objects.exists(),
    )
    assert AuditEntry.objects.get(action="account.unbound").after == {"provider": "国家政务服务平台"}
    assert Message.objects.get(recipient=alice, kind="login_unbound")


def test_anothers_binding_is_404_and_stays(login, gov, alice, charlie):
    row = Binding.objects.create(user=charlie, provider="gov", subject="s18")
    client = login(alice)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    assert client.post(reverse("registry:binding-end", args=[row.public_id])).status_code == 404
    assert Binding.objects.exists()


def test_documents_about_two_subjects_are_believed_in_nothing():
    assert providers.claims_of({"id_token": {"sub": "a", "id_number": "1"}, "userinfo": {"sub": "b"}}) == {}


@pytest.mark.parametrize(
    "given",
    [{"id": "x"}, {"id": "x", "name": "y", "server": "https://a", "client_id": "c", "colour": "red"}],
)
def test_set_up_that_lacks_something_is_named(settings, given):
    settings.CEJC_LOGIN_PROVIDERS = [given]

    assert providers.faults()


def test_plain_http_is_refused_in_production(settings):
    settings.CEJC_HTTPS = True
    settings.CEJC_LOGIN_PROVIDERS = [{"id": "x", "name": "y", "server": "http://a", "client_id": "c"}]

    assert "https" in providers.faults()[0]

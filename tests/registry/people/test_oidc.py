"""What a provider of logins says is believed when it is signed, asked for just now, and said by the one of
the set-up; anything else is a sentence, and nobody is in."""

import time

import pytest
from django.urls import reverse

from registry.models import Binding, Message
from tests.registry.people.lying_provider import STRANGERS, LyingProvider


@pytest.fixture(scope="module")
def running():
    found = LyingProvider()
    yield found
    found.end()


@pytest.fixture
def gov(running, settings):
    running.honest()
    settings.CEJC_LOGIN_PROVIDERS = [running.named()]
    return running


@pytest.fixture
def bound(alice):
    return Binding.objects.create(user=alice, provider="gov", subject="s1").user


def arrive(client, gov, user):
    there = client.post("/accounts/oidc/gov/login/")
    assert there.status_code == 302, there.content.decode()
    return client.get(gov.back(there.url, str(user.professional.identity_number)))


def is_refused(client, answer):
    page = client.get(answer.url).content.decode()
    return "没有从“国家政务服务平台”登录成功" in page and "_auth_user_id" not in client.session


def test_honest_provider_is_believed(client, gov, bound):
    arrive(client, gov, bound)

    assert client.session["_auth_user_id"] == str(bound.pk)


def test_clock_that_runs_half_a_minute_ahead_is_forgiven(client, gov, bound):
    gov.token = lambda said: said | {"iat": int(time.time()) + 30}

    arrive(client, gov, bound)

    assert client.session["_auth_user_id"] == str(bound.pk)


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "of-another-question"},
        {"nonce": None},
        {"aud": "another-portal"},
        {"iss": "https://elsewhere.example.org"},
        {"exp": 1},
        {"sub": None},
    ],
    ids=lambda lie: next(iter(lie)) + "-" + str(next(iter(lie.values())))[:8],
)
def test_token_with_one_lie_lets_nobody_in(client, gov, bound, lie):
    gov.token = lambda said: {name: one for name, one in (said | lie).items() if one is not None}

    assert is_refused(client, arrive(client, gov, bound))


def test_token_signed_by_a_stranger_lets_nobody_in(client, gov, bound):
    gov.key = STRANGERS

    assert is_refused(client, arrive(client, gov, bound))


@pytest.mark.parametrize(("algorithm", "key"), [("none", None), ("HS256", "c" * 32)])
def test_token_without_a_signature_of_a_public_key_lets_nobody_in(client, gov, bound, algorithm, key):
    gov.algorithm, gov.key = algorithm, key

    assert is_refused(client, arrive(client, gov, bound))


def test_provider_that_says_it_is_another_gets_no_code(client, gov, bound):
    gov.document = lambda said: said | {"issuer": "https://elsewhere.example.org"}

    assert is_refused(client, arrive(client, gov, bound))
    assert "/token_endpoint" not in gov.asked


@pytest.mark.parametrize("path", ["/token_endpoint", "/jwks_uri", "/userinfo_endpoint"])
def test_provider_that_leads_elsewhere_is_not_followed(client, gov, bound, path):
    gov.moved = path

    assert is_refused(client, arrive(client, gov, bound))
    assert "/elsewhere" not in gov.asked


def test_provider_that_has_gone_on_the_way_back_is_said(client, gov, bound):
    there = client.post("/accounts/oidc/gov/login/")
    back = gov.back(there.url, str(bound.professional.identity_number))
    gov.moved = "/.well-known/openid-configuration"

    answer = client.get(back)

    assert answer.url == reverse("account_login")
    assert is_refused(client, answer)
    assert not Message.objects.exists()

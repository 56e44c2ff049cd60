"""The cache that nodes share: it saves drawing, and whatever happens to it nothing else is lost."""

import re
import time

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from cejc.lib import shared
from cejc.lib.shelf import shelf
from tests.cejc.test_shelf import by_qr, paper
from tests.certification.rows import revoke
from tests.redis_server import free_port, redis_server

__all__ = ["paper"]
pytestmark = pytest.mark.django_db
RULES, FRONT, LOGIN = reverse("certification:rules"), reverse("home"), reverse("account_login")
BACKEND = {
    "BACKEND": "django.core.cache.backends.redis.RedisCache",
    "OPTIONS": {
        "serializer": "cejc.lib.shared.Plain",
        "socket_connect_timeout": 0.25,
        "socket_timeout": 0.25,
    },
}


@pytest.fixture
def port(settings, monkeypatch):
    """Where the settings say that a cache is; whether one is, the test decides."""
    found = free_port()
    settings.CACHES = settings.CACHES | {"shared": BACKEND | {"LOCATION": f"redis://127.0.0.1:{found}/0"}}
    monkeypatch.setattr(shared, "_away_until", 0.0)
    return found


@pytest.fixture
def cache(port, tmp_path):
    with redis_server(tmp_path, port) as server:
        yield server


def from_another_node(address):
    """What a process that has drawn nothing yet answers."""
    shelf.clear()
    return Client().get(address)


def untold(answer):
    """The page without its visitor's tokens."""
    return re.sub("[0-9A-Za-z]{64}", "", answer.content.decode())


def test_what_one_node_has_drawn_another_gives_out_without_drawing(cache, django_assert_num_queries):
    drawn = from_another_node(RULES)

    with django_assert_num_queries(1):
        given = from_another_node(RULES)

    assert given.status_code == 200
    assert untold(given) == untold(drawn)


def test_tokens_in_it_are_of_whoever_asks(cache):
    first, second = from_another_node(LOGIN), from_another_node(LOGIN)
    tokens = {one.cookies["csrftoken"].value for one in (first, second)}

    assert len(tokens) == 2
    visitor = Client(enforce_csrf_checks=True)
    shelf.clear()
    found = visitor.get(LOGIN).content.decode().split('name="csrfmiddlewaretoken" value="')[1][:64]
    answer = visitor.post(LOGIN, {"login": "nobody", "password": "x", "csrfmiddlewaretoken": found})
    assert answer.status_code != 403


def test_a_revoked_slip_shows_as_revoked_at_once_on_every_node(cache, paper, petra, paul):
    before = from_another_node(by_qr(paper)).content.decode()
    revoke(petra, paul, paper, reason="结业证书系他人证书。")

    after = [from_another_node(by_qr(paper)).content.decode() for _node in range(2)]

    assert "目前有效" in before
    assert all("目前有效" not in one and "结业证书系他人证书。" in one for one in after)


def test_what_another_has_written_into_it_is_never_shown(cache):
    drawn = untold(from_another_node(RULES))
    client = caches["shared"]._cache.get_client(write=True)
    names = client.keys("*")
    for name in names:
        client.set(name, b"\0" * 32 + client.get(name)[32:].replace("学时".encode(), "分钟".encode()))

    assert names
    assert untold(from_another_node(RULES)) == drawn


@pytest.mark.parametrize("address", [RULES, FRONT, LOGIN])
def test_a_cache_that_is_away_costs_nobody_an_answer(port, address):
    assert from_another_node(address).status_code == 200


def test_a_cache_that_dies_is_missed_once_and_not_by_each_request(cache, caplog):
    from_another_node(RULES)
    cache.kill()
    cache.wait()

    begun = time.monotonic()
    answers = [from_another_node(RULES).status_code for _each in range(20)]
    took = time.monotonic() - begun

    assert answers == [200] * 20
    assert took < 10
    assert [one for one in caplog.messages if "shared cache does not answer" in one][1:] == []


def test_limits_of_guesses_and_logins_are_no_business_of_the_cache(settings):
    from cejc import settings as real

    assert real.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    assert real.SESSION_ENGINE == "cejc.sessions"

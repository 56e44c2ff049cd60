"""Above the machine's capacity strangers are told to come again, and whoever is at work is answered."""

import threading
import time

import pytest
from django.test import Client
from django.urls import reverse

from cejc.lib import waiting
from cejc.serving import Pool
from registry.models import LoginAttempt
from tests.cejc.foreign import assert_english

pytestmark = pytest.mark.django_db
LOGIN, RULES = reverse("account_login"), reverse("certification:rules")


@pytest.fixture
def crowd():
    waiting.note(0.6)
    yield
    waiting.note(0.0)


def test_stranger_who_waited_long_is_told_when_to_come_again(client, crowd, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get(RULES)

    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "10", "no-store")
    assert "已登录的人员优先办理" in answer.content.decode()
    assert answer["Content-Length"] == str(len(answer.content))
    assert "Content-Security-Policy" in answer


def test_post_and_head_of_a_stranger_are_not_begun_either(client, crowd):
    assert client.head(RULES).status_code == 503
    answer = client.post(LOGIN, {"login": "alice", "password": "wrong"})

    assert answer.status_code == 503
    assert not LoginAttempt.objects.exists()


def test_whoever_is_logged_in_is_answered_however_long_it_took(login, alice, crowd):
    assert login(alice).get(reverse("registry:home")).status_code == 200


def test_health_and_programs_are_answered(client, crowd):
    assert client.get(reverse("health")).status_code == 200
    assert client.get("/api/v1/none/").status_code == 404


def test_short_wait_is_no_crowd(client):
    waiting.note(0.4)

    assert client.get(RULES).status_code == 200


def test_limit_of_nothing_means_never(client, crowd, settings):
    settings.CEJC_CROWD_SECONDS = 0

    assert client.get(RULES).status_code == 200


def test_it_is_said_in_the_stranger_s_language(stranger, client, crowd):
    assert "访问的人较多" in client.get(RULES).content.decode()
    assert_english(stranger.get(RULES), "Many people", "ten seconds")


def test_a_thread_knows_how_long_its_work_has_waited():
    free = threading.Event()
    with Pool(max_workers=1) as pool:
        pool.submit(free.wait)
        waited = pool.submit(waiting.seconds)
        since = time.monotonic()
        free.wait(0.05)
        at_least = time.monotonic() - since
        free.set()

    assert waited.result() >= at_least


def test_a_visitor_s_page_of_before_is_not_lost(crowd):
    visitor = Client()
    waiting.note(0.0)
    tag = visitor.get(RULES)["ETag"]
    waiting.note(0.6)
    assert visitor.get(RULES, headers={"if-none-match": tag}).status_code == 503
    waiting.note(0.0)

    assert visitor.get(RULES, headers={"if-none-match": tag}).status_code == 304

"""Telling platforms of changed results: with the change, signed, tried again, never to private hosts."""

import hashlib
import hmac
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from cejc.errors import Refused
from cejc.lib import outbound
from registry.enums import JobState, WebhookState
from registry.machinery.retention import period
from registry.machinery.services.forgetting_run import forget as forget_kind
from registry.machinery.services.job import run_all
from registry.models import Completion, Job, WebhookDelivery
from registry.platforms.services import api_client as clients
from registry.platforms.services import webhook as services
from registry.results.services.completion import receive
from registry.results.services.completion_decision import withdraw
from registry.results.services.completion_settle import settle
from tests.factories import province_of
from tests.registry.results import completion_factories as make
from tests.registry.training.training_factories import base_staff

pytestmark = pytest.mark.django_db
URL = "https://platform.example/hook"


@pytest.fixture
def post(monkeypatch):
    """The edge of the machine: what is sent, and the statuses that come
    back (the last one again and again)."""
    sent, answers = [], [204]

    def fake(url, body, headers):
        sent.append((url, body, headers))
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(outbound, "addresses_of", lambda host, port: ["8.8.8.8"])
    monkeypatch.setattr(outbound, "post", fake)
    fake.sent, fake.answers = sent, answers
    return fake


@pytest.fixture
def officer(world):
    return province_of(world.province, "petra", "彭悦")


@pytest.fixture
def course(db):
    return make.recognised_course(make.make_base())


def _client(officer, base, environment="real"):
    return clients.create(actor=officer, base=base, name="平台", environment=environment)[0]


@pytest.fixture
def hooked(officer, course, post):
    """A real client with an address, its ping delivered; and its secret."""
    client = _client(officer, course.base)
    secret = services.register(actor=officer, client=client, url=URL)
    run_all()
    post.sent.clear()
    return client, secret


def _reported(course, person):
    receive(actor=None, base=course.base, reported=[make.reported(person, course_code=course.code)])
    run_all()
    return Completion.objects.get()


def _sign(row):
    make.signed_batch(row.base, [row])
    row.refresh_from_db()
    settle([row.pk])
    run_all()


def test_registering_pings_the_address_and_shows_a_secret_kept_sealed(officer, course, post):
    client = _client(officer, course.base)

    secret = services.register(actor=officer, client=client, url=URL)
    run_all()

    ((url, body, headers),) = post.sent
    assert (url, json.loads(body)["type"]) == (URL, "ping")
    assert headers["CEJC-Event"] == json.loads(body)["id"]
    assert len(secret) > 40


def test_counted_result_is_told_once_and_names_no_person(hooked, course, alice, post):
    row = _reported(course, alice.professional)
    _sign(row)

    ((_url, body, _headers),) = post.sent
    (told,) = json.loads(body)["results"]
    assert (told["external_id"], told["version"], told["state"], told["code"]) == ("R1", 1, "counted", "")
    assert alice.professional.name not in body.decode()
    assert str(alice.professional.identity_number) not in body.decode()


def test_weighing_that_changes_nothing_tells_nothing(hooked, course, alice, post):
    _sign(_reported(course, alice.professional))
    post.sent.clear()

    settle([Completion.objects.get().pk])
    run_all()

    assert post.sent == []


def test_result_taken_back_on_a_page_is_told(hooked, course, alice, post):
    row = _reported(course, alice.professional)

    withdraw(actor=base_staff(course.base), completion=row, reason="报送有误")
    run_all()

    assert [json.loads(body)["results"][0]["state"] for _u, body, _h in post.sent] == ["withdrawn"]


def test_signature_is_of_the_moment_and_the_very_bytes(hooked, course, alice, post):
    _sign(_reported(course, alice.professional))

    _url, body, headers = post.sent[0]
    moment, _comma, signed = headers["CEJC-Signature"].removeprefix("t=").partition(",v1=")
    expected = hmac.new(hooked[1].encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert signed == expected
    assert abs(int(moment) - timezone.now().timestamp()) < 60


def test_message_that_is_not_taken_is_tried_later_with_the_same_bytes(hooked, course, alice, post):
    post.answers[:] = [500, ConnectionRefusedError("no"), 200]
    _sign(_reported(course, alice.professional))
    delivery = WebhookDelivery.objects.get(kind="completion.changed")
    waiting = [(delivery.state, delivery.attempts, delivery.fault)]

    for _again in range(2):
        Job.objects.filter(state=JobState.QUEUED, kind="webhook.send").update(run_after=timezone.now())
        run_all()
        delivery.refresh_from_db()
        waiting.append((delivery.state, delivery.attempts, delivery.fault[:22]))

    assert waiting == [
        (WebhookState.WAITING, 1, "HTTP 500"),
        (WebhookState.WAITING, 2, "ConnectionRefusedError"),
        (WebhookState.SENT, 3, ""),
    ]
    assert len({body for _url, body, _headers in post.sent}) == 1


def test_redirect_is_no_delivery(hooked, course, alice, post):
    post.answers[:] = [302]
    _sign(_reported(course, alice.professional))

    assert WebhookDelivery.objects.get(kind="completion.changed").fault == "HTTP 302"


def test_message_is_given_up_after_the_last_wait(hooked, course, alice, post):
    post.answers[:] = [503]
    _sign(_reported(course, alice.professional))

    for _again in services.WAITS:
        Job.objects.filter(state=JobState.QUEUED, kind="webhook.send").update(run_after=timezone.now())
        run_all()

    delivery = WebhookDelivery.objects.get(kind="completion.changed")
    assert (delivery.state, delivery.attempts) == (WebhookState.FAILED, len(services.WAITS) + 1)
    assert not Job.objects.filter(state=JobState.QUEUED, kind="webhook.send").exists()


def test_address_that_became_private_since_is_not_called(hooked, course, alice, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(outbound, "addresses_of", lambda host, port: ["127.0.0.1"])

    _sign(_reported(course, alice.professional))

    assert WebhookDelivery.objects.get(kind="completion.changed").fault.startswith("Unsafe")


def test_staging_another_base_and_a_revoked_client_are_told_nothing(hooked, officer, course, alice, post):
    staging = _client(officer, course.base, "staging")
    other = _client(officer, make.make_base("JD02"))
    for client in (staging, other):
        services.register(actor=officer, client=client, url=URL)
    clients.revoke(actor=officer, client=hooked[0], reason="停用")
    run_all()
    post.sent.clear()

    _sign(_reported(course, alice.professional))

    assert post.sent == []


@pytest.mark.parametrize(
    "url", ["http://platform.example/", "https://127.0.0.1/", "https://localhost/", "https://[::1]/"]
)
def test_unfit_address_is_refused_with_a_sentence_and_nothing_is_kept(officer, course, url):
    client = _client(officer, course.base)

    with pytest.raises(Refused):
        services.register(actor=officer, client=client, url=url)

    assert not WebhookDelivery.objects.exists()


def test_stranger_cannot_set_an_address(alice, officer, course, post):
    client = _client(officer, course.base)

    with pytest.raises(Refused, match="施教机构"):
        services.register(actor=alice, client=client, url=URL)


def test_page_shows_the_secret_once_and_removes_the_address(login, officer, course, post):
    client = _client(officer, course.base)
    page = login(base_staff(course.base))
    address = reverse("registry:api-webhook", args=[client.public_id])

    secret = (
        page.post(address, {"url": URL}).content.decode().partition("<strong>")[2].partition("</strong>")[0]
    )
    client.refresh_from_db()
    kept = str(client.webhook.secret)
    later = page.get(address).content.decode()
    page.post(reverse("registry:api-webhook-remove", args=[client.public_id]))

    assert secret == kept
    assert URL in later
    assert secret not in later
    assert URL not in page.get(address).content.decode()


def test_old_messages_are_forgotten_but_not_those_that_wait(hooked):
    client, _secret = hooked
    old = timezone.now() - period("deliveries") * 2
    WebhookDelivery.objects.update(created_at=old)
    WebhookDelivery.objects.create(client=client, kind="x", body="{}", created_at=old)

    forget_kind("deliveries")

    assert [one.kind for one in WebhookDelivery.objects.all()] == ["x"]

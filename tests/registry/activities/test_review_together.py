"""Colleagues who review the records of one desk get different ones, and see who reads what."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cejc import clock
from registry.activities.services import given as services
from registry.models import Activity, RecordInHand
from tests import factories
from tests.registry.activities.activity_factories import make_submitted

pytestmark = pytest.mark.django_db
LANE, FIRST = reverse("registry:review-lane"), reverse("registry:review-first")


@pytest.fixture
def beth(world):
    """A second HR clerk of Alice's employer."""
    return factories.hr_of(world.employer, "beth", "白同事")


@pytest.fixture
def three(alice):
    return [make_submitted(alice, "award", title=f"第{number}项") for number in range(1, 4)]


def browser(user):
    client = Client()
    client.force_login(user, "registry.people.auth.PortalBackend")
    return client


def at(name, activity):
    return reverse(f"registry:{name}", args=[activity.public_id])


def test_two_clerks_who_begin_get_different_records(three, bob, beth):
    first, second = browser(bob), browser(beth)
    assert f'href="{FIRST}"' in first.get(LANE).content.decode()

    assert [first.get(FIRST).url, second.get(FIRST).url] == [
        at("review-item", three[0]),
        at("review-item", three[1]),
    ]

    assert first.get(FIRST).url == at("review-item", three[0])  # one's own comes again
    held = {one.activity: one.user for one in RecordInHand.objects.select_related("activity", "user")}
    assert held == {three[0]: bob, three[1]: beth}


def test_what_a_colleague_reads_is_said_and_is_free_again_minutes_later(three, bob, beth):
    browser(bob).get(at("review-item", three[0]))
    client = browser(beth)

    assert "毕明正在审核这条记录" in client.get(at("review-item", three[0])).content.decode()

    RecordInHand.objects.update(until=clock.now() - timedelta(seconds=1))
    assert "正在审核这条记录" not in client.get(at("review-item", three[0])).content.decode()
    assert RecordInHand.objects.get(activity=three[0]).user == beth


def test_page_that_is_still_read_says_so_and_keeps_it(three, bob, beth):
    client = browser(bob)
    page = client.get(at("review-item", three[0])).content.decode()
    assert f'data-lane-hold="{at("review-hold", three[0])}"' in page
    RecordInHand.objects.update(until=clock.now() + timedelta(seconds=1))

    assert client.post(at("review-hold", three[0])).status_code == 204

    assert RecordInHand.objects.get(activity=three[0]).until > clock.now() + services.HELD / 2
    browser(beth).post(at("review-hold", three[0]))
    assert RecordInHand.objects.get(activity=three[0]).user == bob


def test_what_is_decided_is_let_go_and_the_next_is_one_that_nobody_has(three, bob, beth):
    browser(beth).get(at("review-item", three[1]))
    client = browser(bob)
    client.get(at("review-item", three[0]))

    answer = client.post(
        at("review-return", three[0]), {"edit": three[0].edit, "reasons": ["not_named"], "text": ""}
    )

    assert Activity.objects.get(pk=three[0].pk).state == "returned"
    assert answer.url == at("review-item", three[2])
    assert not RecordInHand.objects.filter(activity=three[0]).exists()


def test_record_that_asks_for_a_second_press_stays_in_hand(three, bob):
    client, row = browser(bob), three[0].evidence.first()
    client.get(at("review-item", three[0]))

    client.post(at("review-approve", three[0]), {"edit": three[0].edit, "unopened": [str(row.public_id)]})

    assert Activity.objects.get(pk=three[0].pk).state == "submitted"
    assert RecordInHand.objects.get(activity=three[0]).user == bob


def test_record_given_to_a_colleague_is_passed_over(three, bob, beth):
    services.give(actor=bob, activity=three[0], to=beth)

    assert browser(bob).get(FIRST).url == at("review-item", three[1])
    assert browser(beth).get(FIRST).url == at("review-item", three[0])


def test_where_colleagues_have_everything_the_list_says_so(three, bob, beth):
    for one in three:
        services.take(actor=beth, activity=one)
    client = browser(bob)

    answer = client.get(FIRST, follow=True)

    assert answer.redirect_chain == [(LANE, 302)]
    assert "没有您可以审核的记录" in answer.content.decode()


def test_whoever_may_not_decide_takes_nothing(three, bob, alice):
    own = make_submitted(bob, "paper", title="本人的")
    browser(bob).get(at("review-item", own))
    assert not RecordInHand.objects.filter(activity=own).exists()
    assert browser(alice).get(FIRST).status_code == 404
    assert browser(alice).post(at("review-hold", three[0])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_have_one_record_each(three, bob, beth):
    got, start = {}, threading.Barrier(2)

    def press(user):
        try:
            start.wait()
            got[user] = [one for one in three[:2] if services.take(actor=user, activity=one)][:1]
        finally:
            connection.close()

    both = [threading.Thread(target=press, args=[user]) for user in (bob, beth)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    held = {one.activity_id: one.user for one in RecordInHand.objects.select_related("user")}
    assert len(held) == 2
    for user, records in got.items():
        assert all(held[one.pk] == user for one in records)

"""The numbers in the rail are kept for some seconds; what the reader did himself is in them at once."""

import re

import pytest
import time_machine
from django.urls import reverse

from registry.machinery import places
from registry.models import Employment
from registry.people.services import employment as employments
from tests import factories

pytestmark = pytest.mark.django_db
PEOPLE = reverse("registry:people")


@pytest.fixture(autouse=True)
def _kept(settings):
    settings.CEJC_BADGE_SECONDS = 10
    places._counted.clear()
    yield
    places._counted.clear()


def badge(client):
    rail = re.search(
        r'<nav class="places".*?</nav>', client.get(reverse("registry:messages")).content.decode(), re.S
    )
    found = re.search(r'人员</span>\s*(?:<span class="count">(\d+)</span>)?', rail[0])
    return int(found[1] or 0)


def join(world, name):
    return factories.employee_of(world.employer, name, f"新{name}").professional.employments.update(
        state="pending"
    )


def test_number_is_kept_for_seconds_and_then_counted_anew(world, bob, login):
    with time_machine.travel("2020-06-15 01:00:00Z", tick=False) as clock:
        client = login(bob)
        assert badge(client) == 0
        join(world, "a")
        assert badge(client) == 0
        clock.shift(11)
        assert badge(client) == 1


def test_what_the_reader_did_is_counted_at_once(world, bob, login):
    client = login(bob)
    join(world, "a")
    assert badge(client) == 1
    row = Employment.objects.get(state="pending")

    employments.confirm(actor=bob, employment=row)
    assert badge(client) == 1
    client.post(reverse("cejc:large-text"), {"on": "1"})

    assert badge(client) == 0


def test_each_login_and_each_seat_has_its_own(world, bob, hana, login):
    join(world, "a")

    assert badge(login(bob)) == 1
    assert badge(login(hana)) == 0
    assert badge(login(bob)) == 1


def test_role_taken_away_acts_at_the_next_request(bob, login):
    client = login(bob)
    assert client.get(PEOPLE).status_code == 200
    bob.memberships.update(valid_until="2020-01-01")

    assert client.get(PEOPLE).status_code in (302, 403, 404)

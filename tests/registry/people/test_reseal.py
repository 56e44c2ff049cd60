"""A change of keys: old values open, are sealed anew, and the old key can go."""

import pytest
from django.db import connection

from cejc.lib import crypto
from registry.models import Professional
from registry.people.queries import people
from registry.people.services.reseal import reindex, reseal
from tests import factories

OLD, NEW = "old-" * 12, "new-" * 12


@pytest.fixture
def keys(settings):
    def turn(name, value):
        settings.CEJC_KEYS = settings.CEJC_KEYS | {name: value}

    return turn


def tokens():
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_number FROM registry_professional ORDER BY id")
        return [token for (token,) in cursor.fetchall()]


def test_reseal_leaves_nothing_that_needs_the_old_key(db, keys):
    keys("field", OLD)
    people_made = [factories.make_professional() for _ in range(3)]
    numbers = [str(person.identity_number) for person in people_made]
    keys("field", f"{NEW},{OLD}")

    assert reseal() == 3
    assert reseal() == 0

    keys("field", NEW)
    assert [str(person.identity_number) for person in Professional.objects.order_by("pk")] == numbers
    assert all(crypto.is_current(token) for token in tokens())


def test_reindex_finds_people_by_the_new_index_key(db, keys):
    keys("index", OLD)
    person = factories.make_professional()
    number = str(person.identity_number)
    keys("index", NEW)
    assert not Professional.objects.filter(identity_index=people.identity_index(number)).exists()

    assert reindex() == 1

    assert Professional.objects.get(identity_index=people.identity_index(number)) == person
    assert reindex() == 0

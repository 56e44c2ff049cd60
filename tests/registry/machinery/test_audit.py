"""The chain of the audit log names what is missing; the browser finds entries by who did them."""

import pytest

from registry.machinery.queries.audit import found
from registry.machinery.services import audit
from registry.models import AuditEntry, AuditHead
from registry.people.services import account
from tests.factories import employee_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def four(admin, world):
    """Four entries: two logins ended and opened again."""
    for _time in range(2):
        user = employee_of(world.employer)
        account.deactivate(actor=admin, user=user, reason="清理")
        account.reactivate(actor=admin, user=user, reason="清理")
    return list(AuditEntry.objects.order_by("number"))


def test_a_missing_entry_is_named_once_and_the_rest_of_the_chain_is_sound(four):
    del four[1]

    assert list(audit.faults(four, head=AuditHead.objects.get())) == [
        "entry 2 is missing (found 3)",
        "entry 3 does not follow the one before it",
    ]


def test_entries_are_found_by_their_actor_alone(four):
    assert found(who="安民").count() == 4
    assert found(who="没有此人").count() == 0

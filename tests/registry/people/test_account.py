"""A login that was ended is opened again, and the log says by whom and why."""

import pytest

from registry.models import AuditEntry
from registry.people.services import account

pytestmark = pytest.mark.django_db


def test_reactivation_is_logged_with_its_reason(admin, alice):
    account.deactivate(actor=admin, user=alice, reason="借调")
    account.reactivate(actor=admin, user=alice, reason="借调期满")

    alice.refresh_from_db()
    assert alice.is_active
    entry = AuditEntry.objects.get(action="account.reactivated")
    assert (entry.subject, entry.reason) == (str(alice.public_id), "借调期满")
    assert entry.context == str(alice.professional.public_id)

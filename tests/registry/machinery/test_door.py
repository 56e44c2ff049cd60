"""The one door: what it writes, and what it says before something long is begun. What every table promises
is in tests/moves.py."""

import pytest
from django.db import transaction

from cejc.errors import Refused, Stale
from cejc.lib.states import state_of
from registry.machinery.services import audit
from registry.models import AuditEntry
from registry.training.moves.filing import FILING
from tests import factories
from tests.certification.rows import on
from tests.registry.training import session_factories
from tests.registry.training.training_factories import base_world


@pytest.fixture
def base(db):
    with on("2020-05-06 09:00"):
        yield base_world()


@pytest.fixture
def sent(base):
    return session_factories.submit(base.staff, session_factories.make_draft(base.staff, base.base))


def test_leaving_changes_the_state_and_writes_who_from_where_to_where(base, sent):
    edit = sent.edit
    with transaction.atomic(), audit.collecting():
        FILING.enter("withdraw", sent, actor=base.staff).leave(seen=True)

    sent.refresh_from_db()
    entry = AuditEntry.objects.get(action="filing.withdrawn")
    assert (state_of(sent), sent.edit) == ("draft", edit + 1)
    assert (entry.before, entry.after) == ({"state": "submitted"}, {"state": "draft", "seen": True})
    assert entry.actor == str(base.staff.public_id)


def test_what_cannot_be_done_is_said_before_something_long_is_begun(base, sent):
    outsider = factories.make_person("wai", "外人")

    with pytest.raises(Refused):
        FILING.require("withdraw", sent, actor=outsider)
    with pytest.raises(Stale):
        FILING.require("save", sent, actor=base.staff)
    FILING.require("withdraw", sent, actor=base.staff)

    sent.refresh_from_db()
    assert state_of(sent) == "submitted"

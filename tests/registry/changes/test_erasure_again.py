"""After a restore: what was erased and held since the backup is erased and held again, once."""

import json
from datetime import timedelta

import pytest

from cejc import clock
from cejc.errors import Refused
from registry.changes.services import erasure_again
from registry.models import Erasure, Hold, Professional, User
from registry.people.services import hold
from tests import factories
from tests.guards import guards_aside
from tests.registry.activities.activity_factories import make_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def freed(db):
    return factories.make_person("fred", "傅离")


def entry(user, **said):
    known = {
        "id": "5f0c3a52-0d0b-4b9a-9a39-0d6d4a1c9b11",
        "person": str(user.professional.public_id),
        "asked_by": str(user.public_id),
        "at": clock.now().isoformat(),
        "number_gone": True,
    }
    return known | said


def listed(*erasures, holds=()):
    content = {"format": 1, "made_at": "x", "erasures": list(erasures), "holds": list(holds)}
    return json.dumps(content | {"check": erasure_again._check(content)})


def test_deletion_that_the_backup_does_not_know_is_carried_out_again_once(freed):
    draft = make_draft(freed, "paper")
    text = listed(entry(freed))

    assert erasure_again.apply(text).erased == 1
    assert erasure_again.apply(text) == erasure_again.Applied(already=1)

    person = Professional.objects.get(pk=freed.professional_id)
    assert (person.identity_number, person.erased_at is not None) == ("", True)
    assert not User.objects.get(pk=freed.pk).is_active
    assert not person.activities.filter(pk=draft.pk).exists()
    assert Erasure.objects.get().state == "done"


def test_request_that_was_still_open_in_the_backup_ends(freed):
    row = Erasure.objects.create(professional=freed.professional, asked_by=freed)

    assert erasure_again.apply(listed(entry(freed, id=str(row.public_id)))).erased == 1

    row.refresh_from_db()
    assert row.state == "done"


def test_list_that_was_changed_or_is_none_changes_nothing(freed):
    for text in (listed(entry(freed)).replace("true", "false"), "[]", "{}", "x"):
        with pytest.raises(Refused):
            erasure_again.apply(text)
    assert Professional.objects.get(pk=freed.professional_id).has_number


def test_person_whom_the_backup_does_not_have_is_named_by_number_only(freed):
    unknown = entry(freed, person="5f0c3a52-0d0b-4b9a-9a39-0d6d4a1c9b12")

    assert erasure_again.apply(listed(unknown)).unknown == 1


def test_hold_that_the_backup_does_not_know_is_set_again_and_one_lifted_since_is_lifted(petra, alice):
    day = clock.today() + timedelta(days=9)
    row = hold.place(actor=petra, person=alice.professional, reason="复议", until=day)
    before = erasure_again.written()
    with guards_aside():  # as the backup has it
        Hold.objects.all().delete()

    assert erasure_again.apply(before).holds == 1
    assert erasure_again.apply(before).holds == 0
    again = Hold.objects.get()
    assert (again.public_id, again.reason, again.until, again.placed_by) == (
        row.public_id,
        "复议",
        day,
        petra,
    )

    hold.lift(actor=petra, hold=again, reason="终结")
    after = erasure_again.written()
    with guards_aside():
        Hold.objects.update(lifted_at=None, lifted_by=None, lifted_reason="")
    erasure_again.apply(after)
    assert not Hold.objects.get().is_in_force

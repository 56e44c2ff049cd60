"""Every noun of the registry that has a table of moves: state × action × person, generated. What the table does not
allow changes nothing; what it allows is asked for by one service."""

import pytest
from django.db import transaction

from cejc.lib.states import state_of
from registry.machinery.audit_sentences import labels
from registry.machinery.services import audit
from registry.models import AuditEntry, Filing, HandbookClaim, TrainingSession
from registry.moves import TABLES
from tests import factories, moves
from tests.registry.training.training_factories import base_world


@pytest.fixture
def people(world, alice, bob, dora, petra, charlie, admin):
    """Whoever has a seat somewhere, by a name; `staff` is the base's clerk, the portal is no login at all."""
    town = base_world()
    return {
        "professional": alice,
        "HR": bob,
        "department": dora,
        "province": petra,
        "outsider": charlie,
        "admin": admin,
        "staff": town.staff,
        "portal": None,
        "base": town.base,
        "author": factories.make_person("autor", "作者"),
    }


def _row(table, state, people):
    """A row in `state` as the database holds it: how it came there does not matter to the door."""
    by, base = people["author"], people["base"]
    if table.noun == "filing":
        return Filing.objects.create(base=base, year=2020, title="培训", state=state, created_by=by)
    if table.noun == "session":
        values = {"code": "BC01", "title": "一期", "created_by": by}
        return TrainingSession.objects.create(base=base, organiser=base.organisation, state=state, **values)
    department = people["department"].seats[0].organisation
    return HandbookClaim.objects.create(
        organisation=department, year=2020, composed_by=by, submitted_by=by, state=state
    )


def _logins(people):
    return [one for name, one in people.items() if name != "base"]


@pytest.mark.parametrize(("table", "state", "move"), moves.cases_of(TABLES), ids=moves.named)
def test_move_is_made_from_its_states_by_its_people_and_by_nobody_else(table, state, move, people):
    moves.made_by_its_people_alone(table, move, _row(table, state, people), _logins(people))


@pytest.mark.parametrize(("table", "state"), moves.states_of(TABLES), ids=moves.named)
def test_buttons_are_the_moves_that_the_door_lets_through(table, state, people):
    moves.buttons_are_what_the_door_lets_through(table, _row(table, state, people), _logins(people))


@pytest.mark.parametrize(("table", "state"), moves.states_of(TABLES), ids=moves.named)
def test_last_state_has_no_way_out_and_every_other_has_one(table, state):
    moves.last_has_no_way_out(table, state)


@pytest.mark.parametrize(
    ("table", "move"), [one for one in moves.moves_of(TABLES) if one[0].edited], ids=moves.named
)
def test_move_with_an_old_edit_is_stale(table, move, people):
    moves.old_edit_is_stale(table, move, _row(table, move.sources[0], people), _logins(people))


@pytest.mark.parametrize(
    ("table", "move"), [one for one in moves.moves_of(TABLES) if one[1].reason], ids=moves.named
)
def test_move_that_wants_a_reason_is_refused_without_one(table, move, people):
    moves.wants_a_reason(table, move, _row(table, move.sources[0], people), _logins(people))


def test_leaving_changes_the_state_and_writes_who_from_where_to_where(people):
    table = TABLES[0]
    row = _row(table, "submitted", people)
    with transaction.atomic(), audit.collecting():
        table.enter("withdraw", row, actor=people["staff"]).leave(seen=True)

    row.refresh_from_db()
    entry = AuditEntry.objects.get(action="filing.withdrawn")
    assert (state_of(row), row.edit) == ("draft", 1)
    assert (entry.before, entry.after) == ({"state": "submitted"}, {"state": "draft", "seen": True})


def test_every_move_has_exactly_one_service():
    called = sorted(
        (door.id.lower(), action) for door, action in moves.doors_of("registry", "*/services/*.py")
    )

    assert called == sorted((table.noun, move.action) for table, move in moves.moves_of(TABLES))


def test_every_move_has_a_sentence_in_the_audit_log():
    assert moves.entries_of(TABLES) <= set(labels())

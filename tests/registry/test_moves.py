"""Every noun of the registry that has a table of moves: state × action × person, generated. What the table
does not allow changes nothing; what it allows is asked for by one service."""

import ast

import pytest

from registry.machinery.audit_sentences import labels
from registry.moves import TABLES
from tests import factories, moves
from tests.registry.results import completion_factories as make
from tests.registry.rows_in_state import FOR_MOVE, MAKERS
from tests.registry.training.training_factories import base_world, make_expert

REQUESTS = ("identity_change", "merge", "death", "erasure")


@pytest.fixture
def people(world, alice, bob, dora, petra, charlie, admin, sam):
    """Whoever has a seat somewhere, by a name; `staff` is the base's clerk, the portal is no login at all."""
    town = base_world()
    return {
        "professional": alice,
        "HR": bob,
        "department": dora,
        "province": petra,
        "outsider": charlie,
        "admin": admin,
        "security": sam,
        "staff": town.staff,
        "portal": None,
        "base": town.base,
        "author": factories.make_person("autor", "作者"),
        "officer": town.officer,
        "expert": make_expert("zhuanjia").user,
        "keeper_a": make.office_login(town.base),
        "keeper_b": make.province_login(),
    }


def _row(table, state, people, move=None):
    more = FOR_MOVE.get((table.noun, move.action), {}) if move else {}
    return MAKERS[table.noun](people, state=state, **more)


def _logins(people):
    return [one for name, one in people.items() if name != "base"]


def _on_another_row(table, move):
    return (table.noun, move.action) in FOR_MOVE


@pytest.mark.parametrize(("table", "state", "made"), moves.cases_of(TABLES, _on_another_row), ids=moves.named)
def test_moves_are_made_from_their_states_by_their_people_and_by_nobody_else(table, state, made, people):
    row = _row(table, state, people, made[0])
    for move in made:
        moves.made_by_its_people_alone(table, move, row, _logins(people))


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
    moves.old_edit_is_stale(table, move, _row(table, move.sources[0], people, move), _logins(people))


@pytest.mark.parametrize(
    ("table", "move"), [one for one in moves.moves_of(TABLES) if one[1].reason], ids=moves.named
)
def test_move_that_wants_a_reason_is_refused_without_one(table, move, people):
    moves.wants_a_reason(table, move, _row(table, move.sources[0], people, move), _logins(people))


def _called():
    """(noun, action) of every call of a door; what goes through the table of a procedure is four nouns'."""
    for door, action in moves.doors_of("registry", "*/services/**/*.py"):
        for noun in (door.id.lower(),) if isinstance(door, ast.Name) else REQUESTS:
            yield noun, action


def test_every_move_is_made_by_a_service_and_no_service_asks_for_another():
    known = {(table.noun, move.action) for table, move in moves.moves_of(TABLES)}
    called = {one for one in _called() if one[1]}
    chosen = {noun for noun, action in _called() if action is None}

    assert called <= known
    assert {noun for noun, _action in known - called} <= chosen


def test_every_move_has_a_sentence_in_the_audit_log():
    assert moves.entries_of(TABLES) <= set(labels())

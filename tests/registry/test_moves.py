"""Every noun that has a table of moves: state × action × person, generated. What the table does not allow changes
nothing; what it allows is asked for by one service."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from cejc.errors import Refused, Stale
from cejc.lib.states import state_of
from registry.machinery.audit_sentences import labels
from registry.machinery.door import PORTAL, worded
from registry.machinery.services import audit
from registry.models import AuditEntry
from registry.moves import TABLES
from registry.training.moves.filing import FILING
from tests import factories
from tests.registry.rows_in_state import FOR_MOVE, MAKERS
from tests.registry.training.training_factories import base_world, make_expert

STATES = [(table, state) for table in TABLES for state in table.moves[0].sources[0].__class__]
CASES = [(table, state, move) for table, state in STATES for move in table.moves]

MOVES = [(table, move) for table in TABLES for move in table.moves]


def _named(value):
    return getattr(value, "noun", None) or getattr(value, "action", None) or str(value)


@pytest.fixture
def people(world, alice, bob, dora, petra, charlie, admin):
    """Whoever has a seat somewhere, by a name; `staff` is the base's clerk."""
    town = base_world()
    return {
        "professional": alice,
        "HR": bob,
        "department": dora,
        "province": petra,
        "outsider": charlie,
        "admin": admin,
        "staff": town.staff,
        "base": town.base,
        "officer": town.officer,
        "expert": make_expert("zhuanjia").user,
        "author": factories.make_person("autor", "作者"),
    }


def _row(table, state, people, move=None):
    more = FOR_MOVE.get((table.noun, move.action), {}) if move else {}
    return MAKERS[table.noun](people, state=state, **more)


def _seated(table, move, row, people):
    logins = {name: one for name, one in people.items() if name != "base"}
    may = {name: one for name, one in logins.items() if move.who.may(one, row)}
    return may, {name: one for name, one in logins.items() if name not in may}


def _pressed(table, move, row, actor, **values):
    with transaction.atomic(), audit.collecting():
        return table.enter(move.action, row, actor=actor, reason="因故", **values)


def _untouched(row):
    return type(row).objects.filter(pk=row.pk).values().get(), AuditEntry.objects.count()


@pytest.mark.parametrize(("table", "state", "move"), CASES, ids=_named)
def test_move_is_made_from_its_states_by_its_people_and_by_nobody_else(table, state, move, people):
    row = _row(table, state, people, move)
    may, others = _seated(table, move, row, people)
    before = _untouched(row)

    assert may or move.who is PORTAL or state not in move.sources
    assert others
    for actor in others.values():
        with pytest.raises(Refused, match=re.escape(worded(move.who.refusal, actor, row))):
            _pressed(table, move, row, actor)
    for actor in may.values():
        if state in move.sources:
            assert _pressed(table, move, row, actor).row == row
        elif move.repeated(row, actor):
            assert _pressed(table, move, row, actor).repeated
        else:
            with pytest.raises(Stale):
                _pressed(table, move, row, actor)
    assert _untouched(row) == before


@pytest.mark.parametrize(("table", "state"), STATES, ids=_named)
def test_buttons_are_the_moves_that_the_door_lets_through(table, state, people):
    row = _row(table, state, people)

    for name, actor in people.items():
        if name == "base":
            continue
        shown = set(table.open_to(actor, row))
        passed = set()
        for move in table.moves:
            try:
                step = _pressed(table, move, row, actor)
            except Refused:
                continue
            passed |= set() if step.repeated else {move.action}
        assert passed == shown, name


@pytest.mark.parametrize(("table", "state"), STATES, ids=_named)
def test_last_state_has_no_way_out_and_every_other_has_one(table, state):
    assert state.is_last == (not any(state in move.sources for move in table.moves if move.target))


@pytest.mark.parametrize(("table", "move"), MOVES, ids=_named)
def test_move_with_an_old_edit_is_stale(table, move, people):
    row = _row(table, move.sources[0], people, move)
    may, _others = _seated(table, move, row, people)
    if not hasattr(row, "edit"):
        return
    with pytest.raises(Stale, match=re.escape(str(move.edited or table.edited or Stale()))):
        _pressed(table, move, row, next(iter(may.values()), None), edit=row.edit + 1, checked=not may)


@pytest.mark.parametrize(("table", "move"), [one for one in MOVES if one[1].reason], ids=_named)
def test_move_that_wants_a_reason_is_refused_without_one(table, move, people):
    row = _row(table, move.sources[0], people, move)
    may, _others = _seated(table, move, row, people)
    with pytest.raises(Refused, match=re.escape(str(move.reason))), transaction.atomic():
        table.enter(move.action, row, actor=next(iter(may.values())), reason=" \u3000 ")


def test_leaving_changes_the_state_and_writes_who_from_where_to_where(people):
    table = FILING
    row = _row(table, "submitted", people)
    with transaction.atomic(), audit.collecting():
        table.enter("withdraw", row, actor=people["staff"]).leave(seen=True)

    row.refresh_from_db()
    entry = AuditEntry.objects.get(action="filing.withdrawn")
    assert (state_of(row), row.edit) == ("draft", 1)
    assert (entry.before, entry.after) == ({"state": "submitted"}, {"state": "draft", "seen": True})


def _doors():
    """(noun in capitals, action) of every call of a door in the source; a function that names the action names all."""
    for path in Path(settings.BASE_DIR, "registry").glob("*/services/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "attr", "") in ("enter", "step")
                and node.args
            ):
                yield node.func.value.id.lower(), getattr(node.args[0], "value", None)


def test_every_move_is_made_by_a_service_and_no_service_asks_for_another():
    known = {(table.noun, move.action) for table in TABLES for move in table.moves}
    named = {(noun, action) for noun, action in _doors() if action}
    chosen = {noun for noun, action in _doors() if not action}

    assert named <= known
    assert all(noun in chosen for noun, _action in known - named)


def test_every_move_has_a_sentence_in_the_audit_log():
    assert {f"{table.noun}.{move.done}" for table in TABLES for move in table.moves if move.done} <= set(
        labels()
    )

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
from registry.machinery.services import audit
from registry.models import AuditEntry, Filing, HandbookClaim, TrainingSession
from registry.moves import TABLES
from tests import factories
from tests.registry.reported_rows import MAKERS, REQUESTS
from tests.registry.results import completion_factories as make
from tests.registry.training.training_factories import base_world

STATES = [(table, state) for table in TABLES for state in table.moves[0].sources[0].__class__]
MOVES = [(table, move) for table in TABLES for move in table.moves]
CASES = [(table, state, move) for table, state in STATES for move in table.moves]


def _named(value):
    return getattr(value, "noun", None) or getattr(value, "action", None) or str(value)


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
        "keeper_a": make.office_login(town.base),
        "keeper_b": make.province_login(),
    }


def _row(table, state, people):
    """A row in `state` as the database holds it: how it came there does not matter to the door."""
    by, base = people["author"], people["base"]
    if table.noun == "filing":
        return Filing.objects.create(base=base, year=2020, title="培训", state=state, created_by=by)
    if table.noun == "session":
        values = {"code": "BC01", "title": "一期", "created_by": by}
        return TrainingSession.objects.create(base=base, organiser=base.organisation, state=state, **values)
    if table.noun in MAKERS:
        return MAKERS[table.noun](people, state=state)
    department = people["department"].seats[0].organisation
    return HandbookClaim.objects.create(
        organisation=department, year=2020, composed_by=by, submitted_by=by, state=state
    )


def _seated(table, move, row, people):
    logins = {name: one for name, one in people.items() if name != "base"}
    may = {name: one for name, one in logins.items() if not move.who.why_not(one, row)}
    return may, {name: one for name, one in logins.items() if name not in may}


def _pressed(table, move, row, actor, **values):
    with transaction.atomic(), audit.collecting():
        return table.enter(move.action, row, actor=actor, reason="因故", **values)


def _untouched(row):
    return type(row).objects.filter(pk=row.pk).values().get(), AuditEntry.objects.count()


@pytest.mark.parametrize(("table", "state", "move"), CASES, ids=_named)
def test_move_is_made_from_its_states_by_its_people_and_by_nobody_else(table, state, move, people):
    row = _row(table, state, people)
    may, others = _seated(table, move, row, people)
    before = _untouched(row)

    assert may
    assert others
    for actor in others.values():
        with pytest.raises(Refused, match=re.escape(move.who.why_not(actor, row))):
            _pressed(table, move, row, actor)
    for actor in may.values():
        if move.is_done(actor, row):
            assert _pressed(table, move, row, actor).repeated
        elif move.takes(row):
            assert _pressed(table, move, row, actor).row == row
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
    assert state.is_last == (not any(state in move.sources and move.target != state for move in table.moves))


@pytest.mark.parametrize(("table", "move"), [one for one in MOVES if one[0].edited], ids=_named)
def test_move_with_an_old_edit_is_stale(table, move, people):
    row = _row(table, move.sources[0], people)
    may, _others = _seated(table, move, row, people)

    with pytest.raises(Stale, match=re.escape(str(table.edited))):
        _pressed(table, move, row, next(iter(may.values())), edit=row.edit + 1)


@pytest.mark.parametrize(("table", "move"), [one for one in MOVES if one[1].reason], ids=_named)
def test_move_that_wants_a_reason_is_refused_without_one(table, move, people):
    row = _row(table, move.sources[0], people)
    may, _others = _seated(table, move, row, people)

    with pytest.raises(Refused, match=re.escape(str(move.reason))), transaction.atomic():
        table.enter(move.action, row, actor=next(iter(may.values())), reason=" \u3000 ")


def test_leaving_changes_the_state_and_writes_who_from_where_to_where(people):
    table = TABLES[0]
    row = _row(table, "submitted", people)
    with transaction.atomic(), audit.collecting():
        table.enter("withdraw", row, actor=people["staff"]).leave(seen=True)

    row.refresh_from_db()
    entry = AuditEntry.objects.get(action="filing.withdrawn")
    assert (state_of(row), row.edit) == ("draft", 1)
    assert (entry.before, entry.after) == ({"state": "submitted"}, {"state": "draft", "seen": True})


def _doors():
    """(noun, action) of every call of a door in the source; what goes through the table of a procedure is four nouns'."""
    for path in Path(settings.BASE_DIR, "registry").glob("*/services/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "enter" and node.args:
                door = node.func.value
                for noun in (door.id.lower(),) if isinstance(door, ast.Name) else REQUESTS:
                    yield noun, node.args[0].value


def test_every_move_has_exactly_one_service():
    called = sorted(_doors())

    assert called == sorted((table.noun, move.action) for table in TABLES for move in table.moves)


def test_every_move_has_a_sentence_in_the_audit_log():
    assert {f"{table.noun}.{move.done}" for table in TABLES for move in table.moves} <= set(labels())

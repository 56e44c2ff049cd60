"""What every table of moves is held to, state × action × person; each room brings its rows and its people."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from cejc.errors import Refused, Stale
from registry.machinery.services import audit
from registry.models import AuditEntry


def states_of(tables):
    return [(table, state) for table in tables for state in table.moves[0].sources[0].__class__]


def moves_of(tables):
    return [(table, move) for table in tables for move in table.moves]


def cases_of(tables, other_row):
    """(table, state, moves) of which the moves are tried on one row: all, but for those that `other_row` names."""
    found = []
    for table, state in states_of(tables):
        alone = [move for move in table.moves if other_row(table, move)]
        found += [(table, state, [move]) for move in alone]
        found.append((table, state, [move for move in table.moves if move not in alone]))
    return found


def named(value):
    if isinstance(value, list):
        return value[0].action if len(value) == 1 else "all"
    return getattr(value, "noun", None) or getattr(value, "action", None) or str(value)


def pressed(table, move, row, actor, **values):
    with transaction.atomic(), audit.collecting():
        return table.enter(move.action, row, actor=actor, **{"reason": "因故", **values})


def _seated(move, row, logins):
    may = [one for one in logins if not move.who.why_not(one, row)]
    return may, [one for one in logins if one not in may]


def _as_stored(row):
    return type(row).objects.filter(pk=row.pk).values().get(), AuditEntry.objects.count()


def made_by_its_people_alone(table, move, row, logins):
    """Allowed is what the table says, everybody else reads why not, and nothing is changed by asking."""
    may, others = _seated(move, row, logins)
    before = _as_stored(row)

    assert may or not move.takes(row)
    assert others
    for actor in others:
        with pytest.raises(Refused, match=re.escape(move.who.why_not(actor, row))):
            pressed(table, move, row, actor)
    for actor in may:
        if move.is_done(actor, row):
            assert pressed(table, move, row, actor).repeated
        elif move.takes(row):
            assert pressed(table, move, row, actor).row == row
        else:
            with pytest.raises(Stale):
                pressed(table, move, row, actor)
    assert _as_stored(row) == before, move.action


def buttons_are_what_the_door_lets_through(table, row, logins):
    for actor in logins:
        passed = set()
        for move in table.moves:
            try:
                step = pressed(table, move, row, actor)
            except Refused:
                continue
            passed |= set() if step.repeated else {move.action}
        assert passed == set(table.open_to(actor, row)), actor


def last_has_no_way_out(table, state):
    ways = [move for move in table.moves if state in move.sources and move.target != state]
    assert state.is_last == (not ways)


def old_edit_is_stale(table, move, row, logins):
    may, _others = _seated(move, row, logins)
    with pytest.raises(Stale, match=re.escape(str(move.edited or table.edited or Stale()))):
        pressed(table, move, row, may[0], edit=row.edit + 1)


def wants_a_reason(table, move, row, logins):
    may, _others = _seated(move, row, logins)
    with pytest.raises(Refused, match=re.escape(str(move.reason))):
        pressed(table, move, row, may[0], reason=" \u3000 ")


def entries_of(tables):
    """The actions that the moves write into the audit log."""
    return {f"{table.noun}.{move.done}" for table, move in moves_of(tables) if move.done}


def doors_of(folder, pattern):
    """(name of the table, action) of every call of a door in the source, once for each action it may name."""
    for path in sorted(Path(settings.BASE_DIR, folder).glob(pattern)):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "attr", "") in ("enter", "step")
                and node.args
            ):
                for action in _chosen(node.args[0]):
                    yield node.func.value, action


def _chosen(node):
    if isinstance(node, ast.IfExp):
        return [*_chosen(node.body), *_chosen(node.orelse)]
    return [getattr(node, "value", None)]  # None: a function says which

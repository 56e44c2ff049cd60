"""Every noun of the certification room that has a table of moves, but
the case: state × action × person, generated.

A case has the table of its policy (cases/test_workflow.py).
"""

from datetime import timedelta

import pytest

from cejc import clock
from certification.models import (
    Allotment,
    AllottedNumber,
    Batch,
    DegreeProof,
    Notice,
    NoticeEntry,
    Objection,
    PriorSlip,
    Recheck,
    Slip,
    SlipAction,
)
from certification.moves import TABLES
from certification.queries.policy import table_of
from registry.machinery.audit_sentences import labels
from tests import moves
from tests.certification.rows import PROOF, make_case, on
from tests.certification.ways import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    with on("2020-05-06 09:00"):
        yield cast()


def _logins(people):
    officers = [
        one for office in ("employer", "county", "bureau", "province") for one in people.officers[office]
    ]
    return [people.person, *officers, people.outsider, None]


def _case(people, state):
    way = {"route": "city", "department": None, "county": people.county, "bureau": people.city}
    case = make_case(people.person.professional, state="draft", **way)
    table = table_of(case)
    case.state = {"first": table.first_of_kind("review").id, "last": table.receiving}.get(state, state)
    case.save()
    return case


def _notice(people, state):
    return Notice.objects.create(
        organisation=people.home,
        application_year=2020,
        title="公示",
        contact="人事处",
        state=state,
        published_at=clock.now(),
        ends_at=clock.now() + timedelta(days=5),
        created_by=people.officers["employer"][0],
        published_by=people.officers["employer"][0],
    )


def _objection(people, state):
    entry = NoticeEntry.objects.create(notice=_notice(people, "open"), case=_case(people, "notice.open"))
    return Objection.objects.create(entry=entry, objector_name="唐守正", text="请核对。", state=state)


def _batch(people, state):
    by = people.officers["employer"][0]
    return Batch.objects.create(
        organisation=people.home, route="city", application_year=2020, name="一批", state=state, created_by=by
    )


def _allotment(people, state):
    by = people.officers["bureau"][0]
    return Allotment.objects.create(
        organisation=people.city, year=2020, claimed=5, claimed_by=by, state=state, first=1, last=5
    )


def _number(people, state):
    values = {"allotment": _allotment(people, "granted"), "year": 2020, "sequence": 1, "state": state}
    return AllottedNumber.objects.create(slip=_slip(people, "valid") if state == "used" else None, **values)


def _slip(people, state):
    case = _case(people, "issued")
    return Slip.objects.create(
        case=case,
        professional=case.professional,
        year=2020,
        sequence=1,
        number="湘继教〔2020〕000001号",
        span_first=2015,
        span_last=2019,
        content={},
        state=state,
        issued_by=people.officers["province"][0],
    )


def _slip_action(people, state):
    by = people.officers["province"][0]
    return SlipAction.objects.create(slip=_slip(people, "valid"), kind="revoke", proposed_by=by, state=state)


def _recheck(people, state):
    return Recheck.objects.create(slip=_slip(people, "valid"), cause="activity", cause_key="1", state=state)


def _prior_slip(people, state):
    person = _case(people, "last").professional
    by = people.officers["bureau"][0]
    return PriorSlip.objects.create(
        professional=person, number="1", first_year=2015, last_year=2016, state=state, checked_by=by
    )


def _degree(people, state, action="confirm"):
    case = _case(people, "draft" if action == "claim" else "first")
    return DegreeProof.objects.create(case=case, degree="master", state=state, **PROOF)


ROWS = {
    "notice": _notice,
    "objection": _objection,
    "batch": _batch,
    "allotment": _allotment,
    "number": _number,
    "slip": _slip,
    "slip_action": _slip_action,
    "recheck": _recheck,
    "prior_slip": _prior_slip,
    "degree": _degree,
}


def _row(people, table, state, move=None):
    """A row in `state` as the database holds it; a certificate stands
    with a case that is where `move` is made."""
    if move and table.noun == "degree":
        return _degree(people, state, move.action)
    return ROWS[table.noun](people, state)


def _on_another_row(table, move):
    return (table.noun, move.action) == ("degree", "claim")


@pytest.mark.parametrize(("table", "state", "made"), moves.cases_of(TABLES, _on_another_row), ids=moves.named)
def test_moves_are_made_from_their_states_by_their_people_and_by_nobody_else(table, state, made, people):
    row = _row(people, table, state, made[0])
    for move in made:
        moves.made_by_its_people_alone(table, move, row, _logins(people))


@pytest.mark.parametrize(("table", "state"), moves.states_of(TABLES), ids=moves.named)
def test_buttons_are_the_moves_that_the_door_lets_through(table, state, people):
    moves.buttons_are_what_the_door_lets_through(table, _row(people, table, state), _logins(people))


@pytest.mark.parametrize(("table", "state"), moves.states_of(TABLES), ids=moves.named)
def test_last_state_has_no_way_out_and_every_other_has_one(table, state):
    moves.last_has_no_way_out(table, state)


@pytest.mark.parametrize(
    ("table", "move"), [one for one in moves.moves_of(TABLES) if one[0].edited], ids=moves.named
)
def test_move_with_an_old_edit_is_stale(table, move, people):
    moves.old_edit_is_stale(table, move, _row(people, table, move.sources[0], move), _logins(people))


@pytest.mark.parametrize(
    ("table", "move"), [one for one in moves.moves_of(TABLES) if one[1].reason], ids=moves.named
)
def test_move_that_wants_a_reason_is_refused_without_one(table, move, people):
    moves.wants_a_reason(table, move, _row(people, table, move.sources[0], move), _logins(people))


def test_every_move_has_exactly_one_service():
    called = sorted(
        (door.id.lower(), action) for door, action in moves.doors_of("certification", "services/**/*.py")
    )

    assert called == sorted((table.noun, move.action) for table, move in moves.moves_of(TABLES))


def test_every_move_has_a_sentence_in_the_audit_log():
    assert moves.entries_of(TABLES) <= set(labels())

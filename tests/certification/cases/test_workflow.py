"""Every state × every action × every role, and a random walk that may not break anything."""

import random
from datetime import datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.conf import settings as portal
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cejc import clock
from cejc.errors import Refused
from certification.models import Case, Objection, Slip, Transition
from certification.queries.policy import table_of
from certification.services import case as cases
from certification.services import review
from certification.services.notices import notice as notices
from certification.services.notices import notice_draft as drafts
from certification.services.notices import objection as objections
from certification.services.slips import slip
from certification.workflow import door
from certification.workflow.document import document
from certification.workflow.table import ENDED, PORTAL, state_label, table_for
from credits.queries import bundled
from registry.machinery.service import service
from registry.models import AuditEntry
from tests.certification import ways
from tests.certification.rows import object_to, on
from tests.certification.stages import PATH, TABLE, at_state, cast, complete_years, open_case
from tests.chain import log_faults

ROUTES = [
    (name, route_id) for name in ("hunan-2020", "hunan-2024") for route_id in sorted(bundled(name).routes)
]
ROLES = ("person", "hr", "department", "province", "issuer", "colleague", "outsider", "admin")
HOLDERS = {
    "person": {"person"},
    "employer": {"hr"},
    "department": {"department"},
    "province": {"province", "issuer"},
}


def _offices_at(table, state):
    """Who may press something in `state`: an ended case moves by itself
    only, or is begun anew once revoked."""
    return {move.office for move in table.legal(state) if move.verb != "resume"} - {PORTAL}


@pytest.mark.parametrize(("name", "route_id"), ROUTES)
def test_every_route_compiles_to_a_table_in_which_every_state_leads_on_or_is_an_end(name, route_id):
    route = bundled(name).routes[route_id]

    table = table_for(route)

    reachable, grown = {"draft"}, True
    while grown:
        found = {move.target for state in reachable for move in table.legal(state)}
        grown = not found <= reachable
        reachable |= found
    assert reachable == set(table.states)
    ended = {state for state in table.states if not _offices_at(table, state)}
    assert ended == set(ENDED) & reachable
    assert all(state_label(table, state) for state in table.states)


def test_the_notice_of_2024_gives_other_stages_without_a_code_change():
    of_2020 = [stage.id for stage in table_for(bundled("hunan-2020").routes["provincial"]).stages]
    of_2024 = [
        [stage.id for stage in table_for(route).stages] for route in bundled("hunan-2024").routes.values()
    ]

    assert of_2020 not in of_2024


def test_the_document_of_the_workflow_is_up_to_date(settings):
    written = (settings.BASE_DIR / "docs" / "workflow.md").read_text(encoding="utf-8")

    assert written == document(bundled("hunan-2020"))


@service
def _press(case, action, user):
    """One press of one button, however it came about."""
    locked = door.locked(case)
    return door.pass_through(locked, action, actor=user, text="理由")


@pytest.mark.django_db
@pytest.mark.parametrize("state", [*PATH, "returned", "cancelled"])
def test_state_by_action_by_role(state):
    """Exactly the table's moves pass, by exactly their offices; every other press changes nothing."""
    people = cast()
    case = at_state(state, people)
    everybody = {
        office: [getattr(people, role) for role in sorted(roles)] for office, roles in HOLDERS.items()
    }
    everybody["nobody"] = [
        getattr(people, role) for role in ROLES if role not in set().union(*HOLDERS.values())
    ]

    taken_back = _all_presses(case, everybody)

    case.refresh_from_db()
    assert case.state == state
    # One stage back, where the last act was a pass.
    by = {"notice": "hr", "filing": "department", "issue": "province"}
    stage = {"notice": "initial_review", "filing": "confirmation", "issue": "verification"}
    wanted = {(f"{stage[state]}.undo", getattr(people, by[state]).username)} if state in by else set()
    assert taken_back == wanted


WAYS = [
    (route, level)
    for route in ("university", "city", "local", "central", "provincial")
    for level in ("senior_associate", "intermediate")
    if (route, level) not in {("provincial", "senior_associate"), ("central", "intermediate")}
]


@pytest.mark.django_db
@pytest.mark.parametrize(("route", "level"), WAYS)
def test_state_by_action_by_role_on_every_other_route(route, level):
    """The same along a whole route: at each state exactly the table's moves, by exactly their offices."""
    people = ways.cast(route)
    ways.settle(people, county_review=True, notice=True)
    ways.stock(people)
    case = ways.begin(people, level)
    everybody = {"person": [people.person], **people.officers, "nobody": [people.outsider]}
    states, taken_back = {case.state}, _all_presses(case, everybody)
    while case.state not in ENDED:
        ways.walk_one(case, people)
        states.add(case.state)
        taken_back |= _all_presses(case, everybody)

    table = table_of(case)
    assert states == set(table.states) - {"draft", "returned", "cancelled", "revoked"}
    passers = {row.action: row.actor for row in case.transitions.filter(action__endswith=".pass")}
    names = {str(user.public_id): user.username for users in everybody.values() for user in users}
    assert taken_back == {
        (move.action, names[passers[f"{move.stage}.pass"]]) for move in table.moves if move.own_within
    }


def _all_presses(case, everybody) -> set[tuple[str, str]]:
    """Every button by everybody of every office, a day after the last act, and what takes a pass back also at
    once, at the last minute and after it; the undos that passed."""
    table, taken_back = table_of(case), set()
    undos = [move for move in table.moves if move.own_within]
    last = timedelta(minutes=portal.CEJC_UNDO_MINUTES)
    minute = timedelta(minutes=1)
    for later, moves in ((minute, undos), (last, undos), (last + minute, undos), (timedelta(1), table.moves)):
        moment = case.state_since.astimezone(clock.SHANGHAI) + later
        with on(moment.strftime("%Y-%m-%d %H:%M")):
            passed = _presses_that_pass(case, moves, everybody)
            expected = {
                (move.action, user.username)
                for move in moves
                for office, users in everybody.items()
                for user in users
                if _ought_to_pass(case, move, office, user, everybody)
            }
        assert passed == expected, (case.state, later)
        taken_back |= {(action, name) for action, name in passed if action.endswith(".undo")}
    return taken_back


def _presses_that_pass(case, moves, everybody) -> set[tuple[str, str]]:
    """Each of `moves` pressed by each person once, whatever offices the person is counted under."""
    people = {user.pk: user for users in everybody.values() for user in users}
    before = _traces(case)
    return {
        (move.action, user.username)
        for move in moves
        for user in people.values()
        if _goes_through(case, move.action, user, before)
    }


def _ought_to_pass(case, move, office, user, everybody) -> bool:
    """The rule in the words of the table, told a second time."""
    if case.state not in move.sources or not _has_office(case, office):
        return False
    if move.own_within:
        offices = (move.office, *move.also_offices, *move.stands_in)
        return any(_same_desk(office, one) for one in offices) and _passed_last(case, move, user)
    offices = (move.office, *move.also_offices)
    if move.stands_in and not _somebody(case, move, offices, everybody):
        # The first of those above in which somebody may act.
        offices += tuple(one for one in move.stands_in if _somebody(case, move, (one,), everybody))[:1]
    return any(_same_desk(office, one) for one in offices) and not _acted_elsewhere(case, user, move)


def _passed_last(case, move, user) -> bool:
    """Nothing was done after this very login's pass, and the minutes are not over."""
    last = case.transitions.order_by("pk").last()
    if last is None or last.action != f"{move.stage}.pass" or last.actor != str(user.public_id):
        return False
    return clock.now() - last.at <= timedelta(minutes=portal.CEJC_UNDO_MINUTES)


def _somebody(case, move, offices, everybody) -> bool:
    return any(
        not _acted_elsewhere(case, user, move)
        for office, users in everybody.items()
        if any(_same_desk(office, one) for one in offices) and _has_office(case, office)
        for user in users
    )


def _same_desk(mine, wanted) -> bool:
    unit = {"employer", "university", "agency"}
    return mine == wanted or (mine in unit and wanted in unit)


def _has_office(case, office) -> bool:
    """A department that stands above no unit of this case has nothing to say in it."""
    return not hasattr(case, office) or getattr(case, office) is not None


def _acted_elsewhere(case, user, move) -> bool:
    mine = case.reviews.filter(person=user.professional, undone_at=None)
    return move.decides and mine.exclude(stage=move.stage).exists()


class _Undo(Exception):
    pass


def _traces(case) -> tuple:
    """What a press would change: the state, the history, the log."""
    with connection.cursor() as cursor:  # thousands of times: the ORM would take longer than the press
        cursor.execute(_TRACES, [case.pk])
        return cursor.fetchone()


_TRACES = f"""
    SELECT state, edit, (SELECT count(*) FROM {Transition._meta.db_table} WHERE case_id = one.id),
        (SELECT count(*) FROM {AuditEntry._meta.db_table})
    FROM {Case._meta.db_table} AS one WHERE id = %s
"""


def _goes_through(case, action, user, before) -> bool:
    """Press, look, and undo. What is refused left all as it was `before`."""
    try:
        with transaction.atomic():
            _press(case, action, user)
            raise _Undo
    except _Undo:
        return True
    except Refused as refusal:
        assert refusal.sentence
        assert _traces(case) == before
        return False


ACTIONS = {
    "submit": lambda case, p, who: cases.submit_case(actor=who, case=case),
    "withdraw": lambda case, p, who: cases.withdraw_case(actor=who, case=case),
    "begin": lambda case, p, who: review.begin_review(actor=who, case=case),
    "pass": lambda case, p, who: review.pass_case(actor=who, case=case),
    "return": lambda case, p, who: review.return_case(actor=who, case=case, text="请更正。"),
    "undo": lambda case, p, who: review.undo_pass(actor=who, case=case),
    "publish": lambda case, p, who: _publish(case, p, who),
    "retract": lambda case, p, who: _retract(case, who),
    "close": lambda case, p, who: notices.close_due(),
    "file": lambda case, p, who: _file(case, p, who),
    "issue": lambda case, p, who: slip.issue_slip(actor=who, case=case),
    "object": lambda case, p, who: _object(case),
    "answer": lambda case, p, who: _answer(case, who),
}
# Who may press what, for the presses that are meant to lead on.
HANDS = {
    "submit": "person",
    "withdraw": "person",
    "publish": "hr",
    "retract": "hr",
    "close": "admin",
    "object": "outsider",
    "answer": "department",
    "file": "department",
    "issue": "issuer",
}


def _publish(case, people, who):
    made = drafts.compose_notice(
        actor=who, organisation=people.employer, cases=[case], title="公示", contact="组织人事部"
    )
    notices.publish_notice(actor=who, notice=made)


def _retract(case, who):
    entry = case.notice_entries.order_by("pk").last()
    if entry is None:
        raise Refused("没有公示。")
    notices.withdraw_notice(actor=who, notice=entry.notice, reason="更正")


def _file(case, people, who):
    from certification.services import batch as batches

    batch = batches.make_batch(actor=who, organisation=people.department_unit, cases=[case], name="批次")
    batches.file_batch(actor=who, batch=batch)


def _object(case):
    entry = case.notice_entries.order_by("pk").last()
    if entry is None:
        raise Refused("没有公示。")
    object_to(entry)


def _answer(case, who):
    objection = Objection.objects.filter(entry__case=case, state="open").order_by("pk").first()
    if objection is None:
        raise Refused("没有异议。")
    objections.answer_objection(actor=who, objection=objection, upheld=objection.pk % 3 == 0, answer="经查。")


@pytest.fixture
def begun(db):
    """A draft with complete years, from which each walk begins."""
    people = cast()
    with on("2020-06-01 09:00"):
        complete_years(people.person)
        return people, open_case(people.person)


def _read_anew(people, case):
    """The same rows as other objects: no walk meets what an undone one left in them."""
    rows = {name: type(row).objects.get(pk=row.pk) for name, row in vars(people).items()}
    return SimpleNamespace(**rows), Case.objects.get(pk=case.pk)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), sensible=st.sampled_from([0.2, 0.7, 0.95]))
@example(seed=1, sensible=0.95)  # a walk that ends with a slip
@example(seed=9, sensible=0.95)  # one in which a pass is taken back
def test_random_presses_never_break_a_promise(begun, seed, sensible):
    """Whoever presses whatever whenever: history equals states, R23
    holds, one live slip, the chain is whole."""
    dice = random.Random(seed)
    with transaction.atomic():
        people, case = _read_anew(*begun)
        _presses(dice, case, people, sensible)
        _promises_hold(case)
        transaction.set_rollback(True)


def _presses(dice, case, people, sensible, count=40):
    """Any button by anybody; with the share `sensible`, one that the state allows by one who may."""
    moment = datetime(2020, 6, 1, 10, 0)
    for _press_number in range(count):
        moment += timedelta(minutes=dice.choice([5, 60, 180, 1800, 5400]))
        with on(moment.strftime("%Y-%m-%d %H:%M")):
            name, role = dice.choice(sorted(ACTIONS)), dice.choice(ROLES)
            if dice.random() < sensible:
                name, role = _sensible(dice, case)
            try:
                ACTIONS[name](case, people, getattr(people, role))
            except Refused as refusal:
                assert refusal.sentence


def _sensible(dice, case) -> tuple[str, str]:
    case.refresh_from_db()
    on_wall = [("object", "outsider"), ("answer", "department")] if case.state.endswith(".open") else []
    holder = {"employer": "hr", "department": "department", "province": "province"}
    found = [
        (move.verb, HANDS.get(move.verb) or holder[move.office])
        for move in TABLE.legal(case.state)
        if move.verb in ACTIONS
    ]
    onward = [one for one in found if one[0] not in ("withdraw", "return", "retract", "undo")]
    return dice.choice(found + on_wall + 3 * onward or [("close", "admin")])


def _promises_hold(case):
    case.refresh_from_db()
    history = list(case.transitions.all())
    state = "draft"
    for move in history:
        assert move.from_state == state
        assert move.from_state in TABLE.move(move.action).sources
        state = move.to_state
    assert state == case.state
    for before, move in pairwise(history):
        if move.action.endswith(".undo"):
            _took_own_pass_back(before, move)
    assert not (history and history[0].action.endswith(".undo"))
    deciders = [(row.person_id, row.stage) for row in case.reviews.all()]
    assert all(person != case.professional_id for person, _stage in deciders)
    for person, stage in deciders:
        assert all(other == stage for who, other in deciders if who == person)
    live = Slip.objects.filter(professional=case.professional, state="valid").count()
    assert live == (case.state == "issued")
    assert not log_faults()
    for move in history:
        if move.action == "notice.close":
            _five_days_were_over(case, move.at)


def _took_own_pass_back(before, move):
    """The act before was this login's pass of the same stage, minutes
    ago, and the stage is under review again."""
    stage = move.action.removesuffix(".undo")
    assert (before.action, before.actor) == (f"{stage}.pass", move.actor)
    assert move.at - before.at <= timedelta(minutes=portal.CEJC_UNDO_MINUTES)
    assert move.to_state == f"{stage}.begun"


def _five_days_were_over(case, at):
    """The case went on after the end of the notice published last, with every objection answered."""
    entries = case.notice_entries.filter(notice__published_at__lte=at).order_by("notice__published_at")
    assert entries.last().notice.ends_at <= at
    objections_then = Objection.objects.filter(entry__case=case, created_at__lte=at)
    assert all(one.answered_at and one.answered_at <= at for one in objections_then)

"""What waits on a desk: counts and queues made of one tally."""

import pytest

from cejc import clock
from certification.queries import desk
from certification.queries.desk import DONE, GOING, MINE
from registry.enums import Role
from tests.certification.rows import make_case, on
from tests.factories import employee_of

STATES = (
    "draft",
    "initial_review",
    "initial_review.begun",
    "notice",
    "notice.open",
    "confirmation",
    "filing",
    "verification",
    "issue",
    "issued",
    "returned",
    "cancelled",
)
MINE_OF = {
    Role.HR: ["initial_review", "initial_review.begun", "notice"],
    Role.DEPARTMENT: ["confirmation", "filing"],
    Role.PROVINCE: ["verification", "issue"],
}


@pytest.fixture
def cases(world):
    """A case in each state at the employer, and one elsewhere that nobody here may see."""
    made = {}
    for state in STATES:
        values = {"submitted_at": None} if state == "draft" else {}
        made[state] = make_case(employee_of(world.employer).professional, state=state, **values)
    make_case(employee_of(world.other_employer).professional, state="initial_review")
    return made


@pytest.fixture
def officers(bob, dora, petra):
    return {Role.HR: bob, Role.DEPARTMENT: dora, Role.PROVINCE: petra}


def states(user, name, counts=None):
    return [case.state for case in desk.part(user, user.seats[0], name, counts)]


@pytest.mark.parametrize("role", MINE_OF)
def test_part_mine_holds_what_the_office_has_to_do(cases, officers, role):
    assert states(officers[role], MINE) == MINE_OF[role]


@pytest.mark.parametrize("role", MINE_OF)
def test_parts_of_a_desk_hold_every_case_once(cases, officers, role):
    user = officers[role]
    whole = set(desk.cases_of_seat(user, user.seats[0]))

    parts = [case for name in (MINE, GOING, DONE) for case in desk.part(user, user.seats[0], name)]

    assert len(parts) == len(set(parts))
    assert set(parts) == whole


@pytest.mark.parametrize("role", MINE_OF)
@pytest.mark.parametrize("name", [MINE, GOING])
def test_tally_counts_what_the_part_holds(cases, officers, role, name):
    user = officers[role]
    counts = desk.tally(user, user.seats[0])

    assert counts.count(name) == len(states(user, name, counts))


def test_tally_of_reviews_leaves_out_other_stages(cases, bob, dora):
    assert desk.tally(bob, bob.seats[0]).count(MINE, "review") == 2
    assert [case.state for case in desk.waiting(dora, dora.seats[0], "review")] == ["confirmation"]


def test_tally_of_an_empty_desk_is_nothing(dora):
    counts = desk.tally(dora, dora.seats[0])

    assert (counts.count(MINE), counts.count(GOING)) == (0, 0)
    assert states(dora, MINE, counts) == []


def test_row_of_an_open_case_says_how_long_it_waits_and_of_an_ended_one_nothing(world):
    with on("2020-06-10 09:00"):
        made = {
            state: make_case(employee_of(world.employer).professional, state=state, state_since=clock.now())
            for state in ("initial_review", "issued")
        }
    with on("2020-06-13 09:00"):
        ages = {state: desk.row(case, desk.Deadlines.load(), "")["age"] for state, case in made.items()}

    assert ages == {"initial_review": "已等待3天", "issued": ""}


def test_colour_of_a_state_tells_what_is_finished_from_what_waits():
    assert [desk.state_kind(state) for state in ("issued", "recorded", "returned", "notice")] == [
        "done",
        "done",
        "returned",
        "waiting",
    ]


def test_queue_of_whole_states_is_read_without_asking_who_decided_what(cases, dora):
    queue = str(desk.tally(dora, dora.seats[0]).where(MINE))

    assert not [bar for bar in desk.BARS if bar in queue]

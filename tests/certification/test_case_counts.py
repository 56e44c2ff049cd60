"""What stands on a desk is not counted: the database keeps counters with every change of a case. They say what
counting says, whatever is done to cases, by whom and in which order."""

import threading
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certification.models import Case, CaseCount, Review
from certification.queries import desk
from certification.queries.policy import KEYS
from certification.workflow.table import ENDED
from registry.enums import Role
from registry.machinery.services.counting import count_all, differences, fold_counts
from registry.people.services import organisation
from tests.certification.rows import make_case
from tests.factories import employee_of, make_department

STATES = [
    "draft",
    "initial_review",
    "initial_review.begun",
    "notice.open",
    "confirmation",
    "filing",
    "verification",
    "issue",
    "issued",
    "returned",
    "cancelled",
]
SOMETHING = st.lists(
    st.tuples(
        st.sampled_from(
            ["move", "withdraw", "submit", "reach", "elsewhere", "many", "delete", "fold", "undone"]
        ),
        st.integers(0, 3),
        st.sampled_from(STATES),
    ),
    max_size=12,
)


def counted(user) -> Counter:
    """What is on the desk of a login's first seat, case by case."""
    rows = desk.cases_of_seat(user, user.seats[0]).annotate(**{name: F(name) for name in desk.BARS})
    return Counter(rows.values_list(*KEYS, "state"))


def told(user) -> Counter:
    """The same by its tally."""
    tally = desk.tally(user, user.seats[0])
    found: Counter = Counter()
    for group in tally.groups:
        found[(*group.keys, group.state)] += group.count
    return found


def assert_right(*users) -> None:
    assert differences() == []
    for user in users:
        whole = counted(user)
        assert told(user) == Counter({key: n for key, n in whole.items() if key[-1] not in ENDED})
        assert desk.tally(user, user.seats[0]).done == sum(n for key, n in whole.items() if key[-1] in ENDED)


def change(what: str, case: Case, state: str, world) -> None:
    rows = Case.objects.filter(pk=case.pk)
    if what == "move":
        rows.update(state=state)
    elif what == "withdraw":
        rows.update(submitted_at=None)
    elif what == "submit":
        rows.update(submitted_at="2020-06-01T00:00Z")
    elif what == "reach":
        rows.update(reached_province=state > "f")
    elif what == "elsewhere":
        rows.update(organisation=world.other_employer, department=world.other_employer.supervisor)
    elif what == "many":
        Case.objects.update(state=state)
    elif what == "delete":
        case.years.all().delete()
        rows.delete()
    elif what == "fold":
        fold_counts()
    else:  # begun and given up, as a service that is refused halfway
        with transaction.atomic():
            rows.update(state=state)
            transaction.set_rollback(True)


@given(story=SOMETHING)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counters_say_what_counting_says_after_whatever_happens(world, bob, dora, petra, story):
    with transaction.atomic():
        cases = [make_case(employee_of(world.employer).professional, state=state) for state in STATES[1:5]]
        for what, which, state in story:
            change(what, cases[which], state, world)
            assert_right(bob, dora, petra)
        fold_counts()
        assert_right(bob, dora, petra)
        assert not CaseCount.objects.filter(loose=True).exists()
        transaction.set_rollback(True)


@pytest.mark.parametrize("who", ["bob", "dora", "petra"])
def test_what_a_reader_is_kept_from_is_counted_apart(request, world, who):
    """One's own, and what one has decided at another stage, wait for a colleague."""
    user = request.getfixturevalue(who)
    state = {"bob": "initial_review", "dora": "confirmation", "petra": "verification"}[who]
    other = {"bob": "confirmation", "dora": "initial_review", "petra": "confirmation"}[who]
    cases = [make_case(employee_of(world.employer).professional, state=state) for _each in range(3)]
    Case.objects.filter(pk=cases[0].pk).update(professional=user.professional)
    decided(cases[1], other, user)
    decided(cases[2], state, user)

    tally = desk.tally(user, user.seats[0])

    assert tally.count(desk.MINE) == 1
    assert [case.pk for case in desk.part(user, user.seats[0], desk.MINE, tally)] == [cases[2].pk]
    assert tally.count(desk.GOING) == 2


def decided(case, stage, user):
    Review.objects.create(
        case=case,
        round=1,
        stage=stage,
        decision="pass",
        reviewer=user,
        person=user.professional,
        organisation=user.seats[0].organisation,
    )


def test_unit_under_another_office_takes_its_cases_along(world, dora, admin, run_jobs):
    make_case(employee_of(world.employer).professional, state="confirmation")
    elsewhere = make_department("湖南省交通运输厅")
    assert desk.tally(dora, dora.seats[0]).count(desk.MINE) == 1

    organisation.move(actor=admin, organisation=world.employer, supervisor=elsewhere, reason="机构改革")
    run_jobs()

    assert desk.tally(dora, dora.seats[0]).count(desk.MINE) == 0
    assert differences() == []


def test_command_says_what_differed_and_puts_it_right(world):
    make_case(employee_of(world.employer).professional, state="filing")
    CaseCount.objects.filter(role=Role.HR).delete()

    asked, said, again = StringIO(), StringIO(), StringIO()
    call_command("count_desks", "--check", stdout=asked)
    call_command("count_desks", stdout=said)
    call_command("count_desks", stdout=again)

    assert asked.getvalue() == said.getvalue()
    assert f"hr {world.employer.pk} hunan-2020 " in said.getvalue()
    assert " filing: +1\n" in said.getvalue()
    assert again.getvalue() == "Counted: nothing differed.\n"


def test_whole_count_of_what_is_right_writes_nothing(world):
    make_case(employee_of(world.employer).professional, state="filing")
    before = list(CaseCount.objects.order_by("pk").values_list())

    assert count_all() == []

    assert list(CaseCount.objects.order_by("pk").values_list()) == before


@pytest.mark.parametrize("rows", [1, 3])
def test_tally_is_one_query(world, dora, rows, django_assert_num_queries):
    for _each in range(rows):
        make_case(employee_of(world.employer).professional, state="confirmation")
    seat = dora.seats[0]

    with django_assert_num_queries(1):
        assert desk.tally(dora, seat).count(desk.MINE) == rows


@pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_clerks_of_one_desk_do_not_wait_for_each_other_nor_for_the_folding(world):
    """Each holds a move open while the other makes his, and the worker folds."""
    cases = [make_case(employee_of(world.employer).professional, state="confirmation") for _each in range(2)]
    with transaction.atomic():
        Case.objects.filter(pk=cases[0].pk).update(state="filing")
        done = [in_thread(lambda: Case.objects.filter(pk=cases[1].pk).update(state="filing"))]
        done.append(in_thread(fold_counts))

    assert done == [True, True]
    assert differences() == []
    fold_counts()
    assert differences() == []


def in_thread(work) -> bool:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(10)
    return not thread.is_alive()

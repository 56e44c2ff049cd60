"""How many records wait at a desk is not counted: the database keeps counters with every change of a record."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.activities.permissions import review_queue, waiting_at
from registry.enums import ActivityState
from registry.machinery.services.counting import differences, fold_counts
from registry.models import Activity
from tests.factories import employee_of

STORY = st.lists(
    st.tuples(
        st.sampled_from(["state", "public", "professional", "elsewhere", "nowhere", "all", "fold"]),
        st.integers(0, 2),
        st.sampled_from(
            [ActivityState.DRAFT, ActivityState.SUBMITTED, ActivityState.BEGUN, ActivityState.RETURNED]
        ),
    ),
    max_size=12,
)


def record(world, **values) -> Activity:
    person = employee_of(world.employer).professional
    values = {"state": ActivityState.SUBMITTED, "kind": "training", "title": "研修班"} | values
    return Activity.objects.create(professional=person, organisation=world.employer, **values)


def change(what: str, row: Activity, state: str, world) -> None:
    rows = Activity.objects.filter(pk=row.pk)
    if what == "state":
        rows.update(state=state)
    elif what == "public":
        rows.update(is_public_subject=True, is_professional_subject=False)
    elif what == "professional":
        rows.update(is_public_subject=False, is_professional_subject=True)
    elif what == "elsewhere":
        rows.update(organisation=world.other_employer)
    elif what == "nowhere":
        rows.update(organisation=None)
    elif what == "all":
        Activity.objects.update(state=state)
    else:
        fold_counts()


@given(story=STORY)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counters_say_what_counting_says_after_whatever_happens(world, bob, dora, story):
    with transaction.atomic():
        rows = [record(world) for _each in range(3)]
        for what, which, state in story:
            change(what, rows[which], state, world)
            assert differences() == []
            for user in (bob, dora):
                assert waiting_at(user) == review_queue(user).count()
        transaction.set_rollback(True)


@pytest.mark.parametrize("rows", [1, 3])
def test_number_at_a_desk_is_asked_for_in_a_constant_number_of_queries(
    world, bob, rows, django_assert_num_queries
):
    for _each in range(rows):
        record(world)
    seat = bob.seats[0]

    with django_assert_num_queries(2):  # the policy, the counters
        assert waiting_at(bob, seat) == rows

"""What a reviewer decides on a record that a provider reported: its result says so at once, before any weighing."""

from datetime import date

import pytest

from registry.activities.services import activity_review, taking_back
from registry.enums import CompletionState
from registry.models import Award, Completion
from registry.results.services.completion import receive
from registry.results.services.completion_settle import settle
from tests.factories import make_professional, resident_number
from tests.registry.results import completion_factories as make

pytestmark = pytest.mark.django_db


def _booked(person, **values):
    """A result under both keys, weighed once."""
    course = make.recognised_course(make.make_base(), **values)
    receive(actor=None, base=course.base, reported=[make.reported(person, course_code=course.code)])
    make.signed_batch(course.base)
    settle(list(Completion.objects.values_list("pk", flat=True)))
    return Completion.objects.get()


def test_result_whose_approval_an_office_took_back_is_refused_at_once(alice, dora):
    row = _booked(alice.professional)

    taking_back.take_back(actor=dora, activity=row.activity, reason="代学")

    row.refresh_from_db()
    assert (row.state, row.code) == (CompletionState.REFUSED, "taken_back")
    assert row.sentence


def test_result_that_the_employer_returned_is_refused_at_once(alice, bob):
    row = _booked(alice.professional, subject="professional")

    activity_review.return_(actor=bob, activity=row.activity, text="不属于本岗位专业科目")

    row.refresh_from_db()
    assert (row.state, row.code) == (CompletionState.REFUSED, "employer_returned")
    assert row.sentence


@pytest.mark.parametrize("count", [1, 3])
def test_weighing_costs_as_many_statements_for_three_people_as_for_one(django_assert_num_queries, count):
    course = make.recognised_course(make.make_base())
    people = [make_professional(name) for name in ("甲一", "乙二", "丙三")[:count]]
    sent = [make.reported(one, f"R{one.pk}", course_code=course.code) for one in people]
    receive(actor=None, base=course.base, reported=sent)
    make.signed_batch(course.base)
    keys = list(Completion.objects.values_list("pk", flat=True))

    with django_assert_num_queries(32):
        settle(keys)

    assert Completion.objects.filter(state=CompletionState.COUNTED).count() == count
    assert Award.objects.filter(professional__in=people, hours=30).count() == count


def test_a_birth_date_is_still_weighed_where_many_are_booked_together():
    """Whoever was not sixteen on the day gets nothing, beside others who do."""
    course = make.recognised_course(make.make_base())
    child = make_professional("小童", number=resident_number(60, born=date(2010, 3, 7)))
    people = [make_professional("成年", number=resident_number(61)), child]
    sent = [make.reported(one, f"R{one.pk}", course_code=course.code) for one in people]
    receive(actor=None, base=course.base, reported=sent)
    make.signed_batch(course.base)

    settle(list(Completion.objects.values_list("pk", flat=True)))

    states = dict(Completion.objects.values_list("professional__name", "state"))
    assert states["成年"] == CompletionState.COUNTED
    assert states["小童"] != CompletionState.COUNTED

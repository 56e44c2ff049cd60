"""What a reviewer decides on a record that a provider reported: its result says so at once, before any weighing."""

import pytest

from registry.activities.services import activity_review, taking_back
from registry.enums import CompletionState
from registry.models import Completion
from registry.results.services.completion import receive
from registry.results.services.completion_settle import settle
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

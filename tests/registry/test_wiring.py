"""Every question that a room asks of those above it has somebody who answers."""

import pytest

from cejc.lib.hook import Hook
from registry.activities import above as activities
from registry.activities.queries import ledger
from registry.activities.services import taking_back
from registry.changes.services import death, erasure, erasure_files
from registry.machinery.services import audit, holds, job_sweep
from registry.people import above as people
from registry.results import above as results
from registry.results.queries import course_hours
from registry.rules import above as rules
from registry.training import base_desk
from registry.training.queries import fall
from registry.yearly.queries import aside

ASKING = (
    audit,
    holds,
    job_sweep,
    people,
    activities,
    ledger,
    taking_back,
    aside,
    base_desk,
    fall,
    results,
    course_hours,
    rules,
    death,
    erasure,
    erasure_files,
)
HOOKS = [
    pytest.param(hook, id=f"{module.__name__}.{name}")
    for module in ASKING
    for name, hook in vars(module).items()
    if isinstance(hook, Hook)
]


@pytest.mark.parametrize("hook", HOOKS)
def test_a_question_is_answered_by_somebody_and_by_nobody_twice(hook):
    answers = list(hook)

    assert answers
    assert len(set(answers)) == len(answers)

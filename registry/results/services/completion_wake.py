"""What makes a reported result be weighed again. All of it is heard from the audit log, in the transaction of
whoever changed something: who changes a course or a file need not know that results exist."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Q

from registry.enums import CompletionState
from registry.machinery.services import audit
from registry.people.models import Professional
from registry.results.models import Completion
from registry.results.services.completion import settle_later
from registry.training.queries.suspended import closed_within

# What can free a waiting or held result: the person comes, gets a unit
# or a name, a year opens, a slot is free.
WAKING = frozenset(
    {
        "professional.entered",
        "employment.entered",
        "employment.confirmed",
        "registration.reopened",
        "identity_change.done",
        "professional.merged",
        "activity.withdrawn",
        "activity.returned",
        "activity.discarded",
        "activity.taken_back",
    }
)
WAITING = (CompletionState.WAITING, CompletionState.HELD)
Scope = dict[str, Any]


def _of_course(course: Any) -> Iterable[Scope]:
    return [{"course": course}]


def _of_review(review: Any) -> Iterable[Scope]:
    return [{"course": review.course}]


def _of_filing(filing: Any) -> Iterable[Scope]:
    return [{"filing": filing.number}]


# What changes whether a result is recognised: the action of the audit log,
# and the results it can touch (`of_scope`).
SCOPES: dict[str, Callable[[Any], Iterable[Scope]]] = {
    "course.updated": _of_course,
    "course_review.submitted": _of_review,
    "cross_review.passed": _of_review,
    "cross_review.failed": _of_review,
    "filing.accepted": _of_filing,
    "filing.cancelled": _of_filing,
    "suspension.declared": lambda row: [{"session": one} for one in closed_within(row, ended=False)],
    "suspension.ended": lambda row: [{"session": one} for one in closed_within(row, ended=True)],
}


def wake(entries: Sequence[audit.About]) -> None:
    """Heard from the audit log; one query, whole rosters together."""
    for action, subject, _context in entries:
        for scope in SCOPES[action](subject) if action in SCOPES else ():
            settle_later(**scope)
    people = {
        row for action, *rows in entries if action in WAKING for row in rows if isinstance(row, Professional)
    }
    if people:
        _wake_waiting(people)


def _wake_waiting(people: set[Professional]) -> None:
    keys = list(
        Completion.objects.filter(
            Q(identity_index__in=[row.identity_index for row in people])
            | Q(professional__in=[row.pk for row in people]),
            state__in=WAITING,
        ).values_list("pk", flat=True)
    )
    if keys:
        settle_later(completions=keys)

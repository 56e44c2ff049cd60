"""Results that wait for something in their person's file are weighed again when it comes."""

from collections.abc import Sequence

from django.db.models import Q

from registry.enums import CompletionState
from registry.machinery.services import audit
from registry.people.models import Professional
from registry.results.models import Completion
from registry.results.services.completion import settle_later

# What can free a waiting or held result: the person comes, gets a unit or a name, a year opens, a slot is free.
WAKING = frozenset(
    {
        "professional.entered", "employment.entered", "employment.confirmed", "registration.reopened",
        "identity_change.done", "professional.merged", "activity.withdrawn", "activity.returned", "activity.discarded", "activity.taken_back",
    }
)  # fmt: skip
WAITING = (CompletionState.WAITING, CompletionState.HELD)


def wake(entries: Sequence[audit.About]) -> None:
    """Heard from the audit log, in the transaction of whoever changed the file; one query, whole rosters together."""
    people = {
        row for action, *rows in entries if action in WAKING for row in rows if isinstance(row, Professional)
    }
    if not people:
        return
    keys = list(
        Completion.objects.filter(
            Q(identity_index__in=[row.identity_index for row in people]) | Q(professional__in=people),
            state__in=WAITING,
        ).values_list("pk", flat=True)
    )
    if keys:
        settle_later(completions=keys)

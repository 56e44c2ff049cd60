"""Fetch a reported result or a missing-hours claim for this user, or 404."""

from uuid import UUID

from django.http import Http404

from registry.people.access import fetching
from registry.people.models import User
from registry.results.models import Completion, MissingHours

AT_HAND = (
    "base__organisation",
    "batch",
    "course",
    "session__organiser",
    "session__filing",
    "activity__organisation",
    "professional",
)


visible_completion = fetching(Completion, *AT_HAND, "replaces")
visible_missing_hours = fetching(
    MissingHours, "base__organisation", "organiser", "course", "professional", "completion", "answered_by"
)


def own_missing_hours(user: User, public_id: UUID) -> MissingHours:
    row = visible_missing_hours(user, public_id)
    if user.professional_id is None or row.professional_id != user.professional_id:
        raise Http404
    return row

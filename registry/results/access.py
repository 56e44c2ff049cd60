"""Fetch a reported result or a missing-hours claim for this user, or 404."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

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


def visible_completion(user: User, public_id: UUID) -> Completion:
    rows = Completion.objects.visible_to(user).select_related(*AT_HAND, "batch", "replaces")
    return get_object_or_404(rows, public_id=public_id)


def visible_missing_hours(user: User, public_id: UUID) -> MissingHours:
    rows = MissingHours.objects.visible_to(user).select_related(
        "base__organisation", "organiser", "course", "professional", "completion", "answered_by"
    )
    return get_object_or_404(rows, public_id=public_id)


def own_missing_hours(user: User, public_id: UUID) -> MissingHours:
    row = visible_missing_hours(user, public_id)
    if user.professional_id is None or row.professional_id != user.professional_id:
        raise Http404
    return row

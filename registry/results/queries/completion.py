"""Looking up what providers reported."""

from collections.abc import Collection
from typing import Any

from registry.activities.models import Activity
from registry.enums import CompletionState
from registry.results.models import Completion

STANDING = (CompletionState.REVIEW, CompletionState.COUNTED)


def proof_of(activity: Activity) -> Completion | None:
    """The provider's result that proves `activity` in place of papers;
    None when there is none that stands."""
    if activity.pk is None:
        return None
    rows = Completion.objects.filter(activity=activity, state__in=STANDING)
    return rows.select_related("base__organisation", "session__organiser", "course", "batch").first()


def proven(keys: Collection[int]) -> set[int]:
    """Those of these activities (keys) that a provider's result proves."""
    rows = Completion.objects.filter(activity__in=keys, state__in=STANDING)
    return set(rows.values_list("activity", flat=True))


def booked(keys: Collection[int]) -> set[int]:
    """Those of these activities (keys) that came from a provider's result, whatever became of it."""
    return set(Completion.objects.filter(activity__in=keys).values_list("activity_id", flat=True))


def facts_of(row: Completion) -> dict[str, Any]:
    """What the conversion rule of the kind needs of one result."""
    if row.session_id or row.session is not None:
        return {"lines": row.lines}
    facts: dict[str, Any] = {"date": row.passed_on.isoformat(), "subject": row.subject}
    if row.hours is not None:
        facts["approved_hours"] = str(row.hours)
    elif row.minutes is not None:
        facts["minutes"] = str(row.minutes)
    if row.attributed_year:
        facts["attributed_year"] = row.attributed_year
    return facts


def kind_of(row: Completion) -> str:
    return "online" if row.session_id is None else "training"

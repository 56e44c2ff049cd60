"""Looking up what providers reported."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from cejc.lib.db.ready import Keys, ready
from registry.activities.models import Activity
from registry.enums import CompletionState
from registry.results.models import Completion

STANDING = (CompletionState.REVIEW, CompletionState.COUNTED)


def proof_of(activity: Activity) -> Completion | None:
    """The provider's result that proves `activity` in place of papers;
    None when there is none that stands."""
    return next(iter(_proofs(activity.pk)), None) if activity.pk else None


@ready
def _proofs(activity: int) -> QuerySet[Completion]:
    rows = Completion.objects.filter(activity=activity, state__in=STANDING).order_by("pk")
    return rows.select_related("base__organisation", "session__organiser", "course", "batch")[:1]


def proven(keys: Collection[int]) -> set[int]:
    """Those of these activities (keys) that a provider's result proves."""
    return {activity for (activity,) in _proven(list(keys))}


@ready
def _proven(activities: Keys) -> QuerySet[Completion, Any]:
    return Completion.objects.filter(activity__in=activities, state__in=STANDING).values_list("activity_id")


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

"""Looking up what providers reported."""

from registry.enums import CompletionState
from registry.models import Activity, Completion

STANDING = (CompletionState.REVIEW, CompletionState.COUNTED)


def proof_of(activity: Activity) -> Completion | None:
    """The provider's result that proves `activity` in place of papers; None when there is none that stands."""
    if activity.pk is None:
        return None
    rows = Completion.objects.filter(activity=activity, state__in=STANDING)
    return rows.select_related("base__organisation", "session__organiser", "course", "batch").first()

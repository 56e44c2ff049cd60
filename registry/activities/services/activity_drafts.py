"""Drafts that nobody put anything into: pages of earlier versions made them by being looked at."""

from datetime import timedelta

from django.utils import timezone

from registry.activities.models import Activity
from registry.activities.services.activity import delete
from registry.machinery.service import service
from registry.machinery.services.job import periodic

UNTOUCHED = timedelta(days=1)
AT_ONCE = 500


@periodic(seconds=86400)
def clear_untouched_drafts() -> None:
    """Throw them away a day after they were made (the machine's time, not the demo's)."""
    while clear_some():
        pass


@service
def clear_some() -> int:
    """Some of them, each with its audit entry; how many there were."""
    rows = Activity.objects.untouched().filter(created_at__lt=timezone.now() - UNTOUCHED)
    found = list(rows.select_related("professional")[:AT_ONCE])
    for activity in found:
        delete(None, activity)
    return len(found)

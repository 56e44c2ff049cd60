"""Files of records that were given up long ago and that nobody relied on: the bytes go, the row stays
with its hash."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from cejc import clock
from registry.activities.models import Evidence
from registry.changes.services.erasure_files import relied_on
from registry.enums import ActivityState
from registry.machinery.services.forgetting import forget_stored
from registry.machinery.services.forgetting_run import forgets


def _of_given_up(before: datetime) -> QuerySet[Evidence]:
    """Of records that an office recognised, every file stays, also one of an earlier version."""
    rows = Evidence.objects.filter(activity__state=ActivityState.DISCARDED, activity__updated_at__lt=before)
    return rows.filter(forgotten_at=None).exclude(activity__decided_at__gte=before)


@forgets("evidence", _of_given_up, person="activity__professional")
def _forget_files(piece: Sequence[Evidence]) -> int:
    kept = _relied(piece)
    rows = Evidence.objects.filter(pk__in=[one.pk for one in piece if one.activity_id not in kept])
    forget_stored(rows)
    return rows.update(forgotten_at=clock.now())


def _relied(piece: Sequence[Evidence]) -> set[int]:
    """The records (keys) that some room relied on."""
    people = {one.activity.professional for one in piece}
    return {key for person in people for source in relied_on for key in source(person)}

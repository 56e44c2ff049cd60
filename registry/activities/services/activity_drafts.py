"""Drafts that go: those into which nobody put anything (pages of earlier versions made them by being
looked at), and those that nobody came back to for years."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from registry.activities.models import Activity, EvidenceFlag
from registry.activities.services.activity import delete
from registry.enums import ActivityState
from registry.machinery.services.forgetting_run import forgets


def _untouched(before: datetime) -> QuerySet[Activity]:
    return Activity.objects.untouched().filter(created_at__lt=before)


# The machine's time, not the demo's: a day of the worker's.
@forgets("untouched_drafts", _untouched, person="professional", by_machine=True)
def _clear_untouched(piece: Sequence[Activity]) -> int:
    return _cleared(piece)


def _left(before: datetime) -> QuerySet[Activity]:
    """Never submitted, and nothing that another record was compared with."""
    flags = EvidenceFlag.objects.filter(
        Q(first__activity=OuterRef("pk")) | Q(second__activity=OuterRef("pk"))
    )
    rows = Activity.objects.filter(state=ActivityState.DRAFT, version=0, updated_at__lt=before)
    return rows.exclude(Exists(flags)).exclude(pk__in=Activity.objects.untouched().values("pk"))


@forgets("drafts", _left, person="professional")
def _clear_left(piece: Sequence[Activity]) -> int:
    return _cleared(piece)


def _cleared(piece: Sequence[Activity]) -> int:
    """Each with its audit entry, its files after the commit."""
    for activity in piece:
        delete(None, activity)
    return len(piece)

"""What a suspension of gatherings reaches (R27): filings and sessions with a part of a day inside it."""

from django.db.models import Q, QuerySet

from registry.activities.models import Suspension
from registry.training.models import TrainingSession


def inside(row: Suspension, ended: bool) -> Q:
    """Days that it holds on; one that is being ended had held on every later day too."""
    days = Q(slots__date__gte=row.first_day)
    return days if ended or row.last_day is None else days & Q(slots__date__lte=row.last_day)


def closed_within(row: Suspension, ended: bool) -> QuerySet[TrainingSession]:
    """Sessions that were closed, with a part of a day inside it."""
    return TrainingSession.objects.filter(version__gt=0).filter(inside(row, ended)).distinct()

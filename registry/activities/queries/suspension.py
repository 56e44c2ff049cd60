"""Periods in which gatherings are suspended (R27), and which activities fall inside."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from registry.activities.models import Suspension


def suspensions_on(days: Iterable[date]) -> list[Suspension]:
    """The suspensions that hold on one of `days`, first day first."""
    wanted = sorted(set(days))
    if not wanted:
        return []
    rows = Suspension.objects.filter(first_day__lte=wanted[-1]).filter(
        Q(last_day=None) | Q(last_day__gte=wanted[0])
    )
    return [row for row in rows.order_by("first_day", "pk") if any(row.covers(day) for day in wanted)]

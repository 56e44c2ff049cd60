"""Counting what one address, client or key does in an hour: in the
database, where every process and machine sees it.

Count outside a service's transaction: what a refusal undoes was not counted.
"""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError
from django.db.models import F
from django.utils import timezone

from registry.machinery.models.tally import Tally
from registry.machinery.services import audit
from registry.machinery.services.forgetting_run import forgets

HOUR = 3600


def is_over(name: str, limit: int) -> bool:
    """Whether `name` has been counted `limit` times or more within the window that began with the first."""
    return _counted(name, timezone.now()) >= limit


def count(name: str, seconds: int = HOUR) -> int:
    """Count once more; the number within the window. Two processes at once both count."""
    moment = timezone.now()
    live = Tally.objects.filter(name=name, ends_at__gt=moment)
    if live.update(count=F("count") + 1):
        return _counted(name, moment)
    try:
        with audit.savepoint():
            Tally.objects.filter(name=name).delete()
            Tally.objects.create(name=name, count=1, ends_at=moment + timedelta(seconds=seconds))
        return 1
    except IntegrityError:  # another process was quicker
        live.update(count=F("count") + 1)
        return _counted(name, moment)


def seconds_left(name: str) -> int:
    """How long until the window of `name` is over; at least one second."""
    ends = Tally.objects.filter(name=name).values_list("ends_at", flat=True).first()
    left = (ends - timezone.now()).total_seconds() if ends else 0
    return max(1, math.ceil(left))


def _counted(name: str, moment: datetime) -> int:
    rows = Tally.objects.filter(name=name, ends_at__gt=moment)
    return rows.values_list("count", flat=True).first() or 0


@forgets("tallies", lambda before: Tally.objects.filter(ends_at__lte=timezone.now()), by_machine=True)
def _forget_tallies(piece: Sequence[Tally]) -> int:
    """What is over: addresses are not kept longer than they are counted."""
    return Tally.objects.filter(pk__in=[one.pk for one in piece]).delete()[0]

"""What was published before there was a log is put down once, the rows of each noun in their order."""

from django.db import transaction
from django.utils import timezone

from registry.public_log import acts
from registry.public_log.models import LogEarlier
from registry.public_log.services import leaves

PIECE = 500


def go_on(most: int = 20) -> int:
    """At most `most` pieces of rows; how many rows were looked through."""
    looked = 0
    done = set(LogEarlier.objects.filter(done_at__isnull=False).values_list("noun", flat=True))
    for published in acts.known.values():
        if published.noun in done:
            continue
        mark, _new = LogEarlier.objects.get_or_create(noun=published.noun)
        while mark.done_at is None and most > 0:
            looked += _piece(published, mark)
            most -= 1
    return looked


def again() -> None:
    """From the first row on: what stands in the log stays as it is, what is missing is put down."""
    LogEarlier.objects.update(last=0, done_at=None)


@transaction.atomic
def _piece(published: acts.Published, mark: LogEarlier) -> int:
    rows = list(published.earlier().filter(pk__gt=mark.last).order_by("pk")[:PIECE])
    leaves.put(leaves.rows_of(published, rows))
    mark.last = rows[-1].pk if rows else mark.last
    mark.done_at = timezone.now() if len(rows) < PIECE else None
    mark.save()
    return len(rows)

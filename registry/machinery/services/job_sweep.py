"""Jobs that were done long ago are forgotten: every mail is one, and nobody asks for it again.

A key makes twice once for as long as its row stands. After `KEPT` nothing is enqueued again that must
not be: keys hold a day, a form that was open, a version or an edit of a row that goes on, or a row that
knows by itself that it was done (a message that was mailed, an edition that was drawn). What failed is
kept, and so is what somebody still leads to.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import timedelta

from django.utils import timezone

from cejc.lib.hook import Hook
from cejc.lib.pieces import PIECE
from registry.enums import JobState
from registry.machinery.models.job import Job
from registry.machinery.services.job import periodic

KEPT = timedelta(days=30)
# Asked for a piece of jobs; the keys (pk) of those whose page is still led to.
still_led_to: Hook[Callable[[Sequence[Job]], Collection[int]]] = Hook()


@periodic(seconds=86400)
def sweep_jobs() -> None:
    """Delete what was done more than `KEPT` ago, a piece at a time: nobody waits long for its locks.
    What was prepared and never begun goes after a day."""
    Job.objects.filter(state=JobState.PREPARED, created_at__lt=timezone.now() - timedelta(days=1)).delete()
    last = 0
    while piece := _done_long_ago(after=last):
        last = piece[-1].pk
        Job.objects.filter(pk__in=_forgettable(piece), state=JobState.DONE).delete()


def _done_long_ago(*, after: int) -> list[Job]:
    ended = timezone.now() - KEPT
    # A job ends after it was due: `run_after` is what the index of the next job knows.
    rows = Job.objects.filter(
        state=JobState.DONE, run_after__lt=ended, finished_at__lt=ended, pk__gt=after
    ).only("pk", "public_id", "owner")
    return list(rows.order_by("pk")[:PIECE])


def _forgettable(piece: Sequence[Job]) -> set[int]:
    kept = {key for answer in still_led_to for key in answer(piece)}
    return {one.pk for one in piece} - kept

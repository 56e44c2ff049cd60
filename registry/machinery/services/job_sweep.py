"""Jobs that were done long ago are forgotten: every mail is one, and nobody asks for it again.

A key makes twice once for as long as its row stands. After its period (`jobs` of retention.toml) nothing is
enqueued again that must not be: keys hold a day, a form that was open, a version or an edit of a row that
goes on, or a row that knows by itself that it was done (a message that was mailed, an edition that was
drawn). What failed is kept, and so is what somebody still leads to.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from django.db.models import QuerySet

from cejc.lib.hook import Hook
from registry.enums import JobState
from registry.machinery.models.job import Job
from registry.machinery.services.forgetting_run import forgets

# Asked for a piece of jobs; the keys (pk) of those whose page is still led to.
still_led_to: Hook[Callable[[Sequence[Job]], Collection[int]]] = Hook()


def _done_long_ago(before: datetime) -> QuerySet[Job]:
    # A job ends after it was due: `run_after` is what the index of the next job knows.
    rows = Job.objects.filter(state=JobState.DONE, run_after__lt=before, finished_at__lt=before)
    return rows.only("pk", "public_id", "owner")


@forgets("jobs", _done_long_ago, by_machine=True)
def _forget_done(piece: Sequence[Job]) -> int:
    return Job.objects.filter(pk__in=_forgettable(piece), state=JobState.DONE).delete()[0]


def _never_begun(before: datetime) -> QuerySet[Job]:
    return Job.objects.filter(state=JobState.PREPARED, created_at__lt=before)


@forgets("prepared_jobs", _never_begun, by_machine=True)
def _forget_prepared(piece: Sequence[Job]) -> int:
    return Job.objects.filter(pk__in=[one.pk for one in piece], state=JobState.PREPARED).delete()[0]


def _forgettable(piece: Sequence[Job]) -> set[int]:
    kept = {key for answer in still_led_to for key in answer(piece)}
    return {one.pk for one in piece} - kept

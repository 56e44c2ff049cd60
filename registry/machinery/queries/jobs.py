"""Jobs as an administrator sees them: those that nobody waits for by name, people's own as a number."""

from django.db.models import QuerySet
from django.utils import timezone

from registry.enums import JobState
from registry.machinery.actor import Actor
from registry.machinery.models.job import Job


def given_up(user: Actor) -> QuerySet[Job]:
    """Parked jobs that nobody waits for, the latest first; empty for whoever is no administrator."""
    rows = Job.objects.visible_to(user).filter(owner=None, state=JobState.FAILED)
    return rows.order_by("-finished_at", "-pk")


def personal_given_up() -> int:
    """How many people's own jobs are parked: each of them was told, and can start it again."""
    return Job.objects.filter(state=JobState.FAILED).exclude(owner=None).count()


def waiting() -> int:
    """How many are due and not yet begun."""
    return Job.objects.filter(state=JobState.QUEUED, run_after__lte=timezone.now()).count()


def kind_of_fault(job: Job) -> str:
    """What failed without what it failed on: a fault's text may name people."""
    return job.error.strip().partition(":")[0][:80]

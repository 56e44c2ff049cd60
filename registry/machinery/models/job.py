from typing import ClassVar, Self

from django.db import models

from cejc.lib.db.models import PublicRow
from registry.enums import JobState, Turn


class JobQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """A job is seen by the person who waits for it; those that nobody waits for, by an administrator."""
        own = models.Q(owner=user)
        return self.filter(own | models.Q(owner=None)) if user.is_admin else self.filter(own)


class Job(PublicRow):
    """Work for the worker. A worker that dies leaves an old heartbeat; the job is then taken up again."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=100, unique=True)  # twice is once
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    turn = models.PositiveSmallIntegerField(choices=Turn.choices, default=Turn.SOON)
    # Every claim; those that ended in a fault of the job. The rest were
    # cut off: the worker was killed, or lost it.
    attempts = models.PositiveSmallIntegerField(default=0)
    faults = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField()
    worker = models.CharField(max_length=60, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    handled = models.PositiveIntegerField(default=0)  # gone through, done or left out
    total = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    stopping = models.BooleanField(default=False)  # its owner asked it to end after the piece at hand
    owner = models.ForeignKey(
        "registry.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()
    began: float | None = None  # by the clock of the process that has it

    class Meta:
        indexes: ClassVar = [
            # The worker's next job.
            models.Index(fields=["state", "turn", "run_after", "id"], name="job_next"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

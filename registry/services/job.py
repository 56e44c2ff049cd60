"""Jobs: put aside what takes long, do it once, and take it up again when a worker died."""

import os
import socket
import traceback
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from cejc.errors import Refused
from registry.enums import JobState
from registry.models.job import Job
from registry.services import audit

log = structlog.get_logger("cejc.job")
HANDLERS: dict[str, Callable[[Job], None]] = {}
STALE_AFTER = timedelta(seconds=60)
MAX_ATTEMPTS = 8


def handles(kind: str) -> Callable[[Callable[[Job], None]], Callable[[Job], None]]:
    """Register the function that does jobs of `kind`. It must be safe to run again from the start."""

    def decorate(function: Callable[[Job], None]) -> Callable[[Job], None]:
        HANDLERS[kind] = function
        return function

    return decorate


def enqueue(kind: str, key: str, payload: dict[str, Any] | None = None, *, owner: Any = None, total: int = 0) -> Job:
    """Put a job aside in the caller's transaction; the worker sees it after commit. The same key: the same job."""
    job, _created = Job.objects.get_or_create(
        key=f"{kind}:{key}",
        defaults={"kind": kind, "payload": payload or {}, "owner": owner, "total": total, "run_after": timezone.now()},
    )
    return job


def worker_name() -> str:
    return f"{socket.gethostname()}-{os.getpid()}"[:60]


def claim() -> Job | None:
    """Take the next job for this process: a queued one that is due, or a running one whose worker went silent."""
    moment = timezone.now()
    due = Q(state=JobState.QUEUED, run_after__lte=moment) | Q(
        state=JobState.RUNNING, heartbeat_at__lt=moment - STALE_AFTER
    )
    with transaction.atomic():
        job = Job.objects.select_for_update(skip_locked=True).filter(due).order_by("run_after", "pk").first()
        if job is None:
            return None
        job.state, job.worker, job.heartbeat_at = JobState.RUNNING, worker_name(), moment
        job.attempts += 1
        job.save(update_fields=["state", "worker", "heartbeat_at", "attempts"])
    return job


def beat(job: Job, done: int | None = None) -> None:
    """Say that the job is alive and how far it is."""
    values: dict[str, Any] = {"heartbeat_at": timezone.now()}
    if done is not None:
        values["done"] = done
    Job.objects.filter(pk=job.pk, worker=job.worker).update(**values)


def run(job: Job) -> bool:
    """Do one claimed job; True when it is done. A fault is kept with the job, which is tried again later."""
    audit.bind_request(f"job-{job.pk}")
    try:
        HANDLERS[job.kind](job)
    except Exception as fault:
        _failed(job, fault)
        return False
    _finish(job, JobState.DONE, "")
    return True


def _failed(job: Job, fault: Exception) -> None:
    log.warning("job failed", job=job.key, attempt=job.attempts, exc_info=not isinstance(fault, Refused))
    text = "".join(traceback.format_exception_only(fault))[-2000:]
    if job.attempts >= MAX_ATTEMPTS:
        _finish(job, JobState.FAILED, text)
        return
    wait = timedelta(seconds=min(2**job.attempts, 600))
    Job.objects.filter(pk=job.pk, worker=job.worker).update(
        state=JobState.QUEUED, error=text, run_after=timezone.now() + wait
    )


def _finish(job: Job, state: str, error: str) -> None:
    Job.objects.filter(pk=job.pk, worker=job.worker).update(
        state=state, error=error, finished_at=timezone.now(), done=F("total")
    )


def run_all(limit: int = 10_000) -> int:
    """Do everything that is due now, in this process; the number of jobs done (tests, demo data)."""
    count = 0
    while count < limit and (job := claim()):
        run(job)
        count += 1
    return count

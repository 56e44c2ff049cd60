"""Jobs: put aside what takes long, do it once, and take it up again when a worker died.

A job is held by `worker` and `attempts` together: whoever claims it next has another pair, so that a worker
that was thought dead can neither report nor finish what is no longer its own.
"""

import functools
import importlib
import itertools
import os
import pkgutil
import socket
import time
import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from cejc.errors import Refused
from cejc.lib.db.locked import locked_of
from cejc.lib.faults import trouble_of
from cejc.lib.pieces import PIECE
from registry.enums import JobState, Turn
from registry.machinery.actor import Actor
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services import audit, demo_clock

log = structlog.get_logger("cejc.job")
Handler = Callable[[Job], None]
HANDLERS: dict[str, Handler] = {}
PERIODS: dict[str, timedelta] = {}
# So many faults of its own, and a job is parked: it would fail again. A killed worker
# says nothing of the job it had: such cuts are counted apart, far higher, and from the
# third on the job waits before it is tried again.
MAX_FAULTS = 8
MAX_CUTS = 100
PATIENT_CUTS = 2
LONGEST_WAIT = 600  # seconds between two tries
# Of so many claims one is of the job that is due longest: heaps go on while people press buttons.
ONE_OF = 5
CLAIMS = itertools.count(1)
SHARE = 5.0  # seconds that a long job has before it gives way to others that are waited for
Listener = Callable[[Job], None]
ON_PARKED: list[Listener] = []


class Lost(Exception):
    """The job was taken up by another worker, because this one was silent for too long."""


class GaveWay(Exception):
    """The job had its time and others wait: it is queued again behind them."""


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of `kind`. It must be safe to run again from the start."""

    def decorate(function: Handler) -> Handler:
        HANDLERS[kind] = function
        return function

    return decorate


def on_parked(function: Listener) -> Listener:
    """Register what is told of a job that was given up, in the transaction that gives it up."""
    ON_PARKED.append(function)
    return function


def periodic(*, seconds: int) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register a function that some worker calls every `seconds`; never two workers at once."""

    def decorate(function: Callable[[], None]) -> Callable[[], None]:
        kind = f"tick:{function.__name__}"[:40]
        HANDLERS[kind] = lambda _job: function()
        PERIODS[kind] = timedelta(seconds=seconds)
        return function

    return decorate


@functools.cache
def discover() -> None:
    """Import the services of every room, so that their handlers are known to this process."""
    for config in apps.get_app_configs():
        app = Path(config.path)
        if app.parent != Path(settings.BASE_DIR):
            continue
        for services in sorted(app.rglob("services")):
            package = ".".join([config.name, *services.relative_to(app).parts])
            for module in pkgutil.walk_packages([str(services)], f"{package}."):
                importlib.import_module(module.name)


def enqueue(
    kind: str,
    key: str,
    payload: dict[str, Any] | None = None,
    *,
    owner: Any = None,
    total: int = 0,
    turn: Turn | None = None,
) -> Job:
    """Put a job aside in the caller's transaction; the worker sees it after commit.

    The same key: the same job. What has an owner is waited for and goes first, the rest soon,
    where `turn` says nothing else.
    """
    job, _created = Job.objects.get_or_create(
        key=f"{kind}:{key}",
        defaults={
            "kind": kind,
            "turn": (Turn.WAITED if owner else Turn.SOON) if turn is None else turn,
            "payload": payload or {},
            "owner": owner,
            "total": total,
            "run_after": timezone.now(),
        },
    )
    return job


def hurry(kind: str, key: str) -> None:
    """Somebody looks for what the job makes: it goes before what nobody waits for."""
    waiting = Job.objects.filter(key=f"{kind}:{key}", state=JobState.QUEUED, turn__gt=Turn.WAITED)
    if waiting.exists():
        waiting.update(turn=Turn.WAITED)


def prepare(kind: str, key: str, payload: dict[str, Any], *, owner: Any, total: int) -> Job:
    """A job that is put down, and begins when it is released. The same key: the same job."""
    job, _created = Job.objects.get_or_create(
        key=f"{kind}:{key}",
        defaults={
            "kind": kind,
            "payload": payload,
            "turn": Turn.WAITED,
            "owner": owner,
            "total": total,
            "run_after": timezone.now(),
            "state": JobState.PREPARED,
        },
    )
    return job


def release(job: Job, *, here: bool) -> Job:
    """Let a prepared job begin: `here`, before this process answers (a short one; when it cannot be done, the
    worker tries again), or in the worker. One that has begun is left as it is."""
    moment, payload = timezone.now(), job.payload | ({"here": True} if here else {})
    values: dict[str, Any] = {"payload": payload, "run_after": moment, "state": JobState.QUEUED}
    if here:
        values |= {"state": JobState.RUNNING, "worker": worker_name(), "heartbeat_at": moment, "attempts": 1}
    begun = Job.objects.filter(pk=job.pk, state=JobState.PREPARED).update(**values)
    job.refresh_from_db()
    if begun and here:
        _attempt(job)
        job.refresh_from_db()
    return job


@service
def stop(*, actor: Actor, job: Job) -> Job:
    """Ask a job to end after the piece it is at, at the request of the person who waits for it."""
    row = locked_of(Job, job.pk)
    if row.state in (JobState.QUEUED, JobState.RUNNING) and not row.stopping:
        row.stopping = True
        row.save(update_fields=["stopping"])
        audit.record("job.stopped", row, actor=actor, after={"kind": row.kind})
    return row


def is_stopping(job: Job) -> bool:
    """Whether its owner has asked it to end, as the table says now."""
    return Job.objects.filter(pk=job.pk, stopping=True).exists()


def enqueue_all(kind: str, keys: list[str], name: str) -> None:
    """One job for each of `keys`, whose payload holds the key as
    `name`; those that exist stay as they are."""
    moment = timezone.now()
    rows = [Job(key=f"{kind}:{key}", kind=kind, payload={name: key}, run_after=moment) for key in keys]
    Job.objects.bulk_create(rows, batch_size=PIECE, ignore_conflicts=True)


def enqueue_periodic() -> None:
    """Make sure that every periodic function has its row."""
    discover()
    for kind in PERIODS:
        enqueue(kind, "every")
    # Those of an earlier version, which nobody does any more.
    idle = Job.objects.filter(kind__startswith="tick:", run_after__lt=timezone.now() - timedelta(days=2))
    idle.exclude(kind__in=PERIODS).delete()


@service
def retry(*, actor: Actor, job: Job) -> Job:
    """Queue a failed job again, at the request of the person who waits for it."""
    row = locked_of(Job, job.pk)
    if row.state == JobState.FAILED:
        row.state, row.attempts, row.error, row.run_after = JobState.QUEUED, 0, "", timezone.now()
        row.finished_at, row.faults = None, 0
        row.save(update_fields=["state", "attempts", "faults", "error", "run_after", "finished_at"])
        audit.record("job.retried", row, actor=actor, after={"kind": row.kind})
    return row


def worker_name() -> str:
    return f"{socket.gethostname()[:48]}-{os.getpid()}"


def stale_after() -> timedelta:
    return timedelta(seconds=settings.CEJC_JOB_STALE_SECONDS)


def claim() -> Job | None:
    """Take the next job: a queued one that is due, or a running one whose worker went silent.

    First what somebody waits for, then the rest, of each the one that is due longest.
    """
    discover()
    # A look without a lock: on SQLite an idle worker must not hold up writers every second.
    if not Job.objects.filter(_due()).exists():
        return None
    order = ["run_after", "pk"] if next(CLAIMS) % ONE_OF == 0 else ["turn", "run_after", "pk"]
    while True:
        with transaction.atomic():
            due = Job.objects.select_for_update(skip_locked=True).filter(_due())
            job = due.order_by(*order).first()
            if job is None:
                return None
            if job.state != JobState.RUNNING or not _waits(job):
                return _taken(job)


def _taken(job: Job) -> Job:
    job.state, job.worker, job.heartbeat_at = JobState.RUNNING, worker_name(), timezone.now()
    job.attempts += 1
    job.save(update_fields=["state", "worker", "heartbeat_at", "attempts"])
    job.began = time.monotonic()
    return job


def cuts(job: Job) -> int:
    """How often a worker had the job and was cut off, beside the try that is under way or just ended."""
    return max(job.attempts - job.faults, 0)


def _waits(job: Job) -> bool:
    """A job found abandoned: whether it is put back for a while, or
    given up, instead of being tried at once."""
    times = cuts(job)
    if times >= MAX_CUTS:
        _finish(job, JobState.FAILED, f"the worker was cut off {times} times while it had this job")
        return True
    if times <= PATIENT_CUTS:
        return False
    wait = timedelta(seconds=min(2 ** (times - PATIENT_CUTS), LONGEST_WAIT))
    _held(job).update(state=JobState.QUEUED, run_after=timezone.now() + wait)
    return True


def _due() -> Q:
    moment = timezone.now()
    queued = Q(state=JobState.QUEUED, run_after__lte=moment)
    abandoned = Q(state=JobState.RUNNING, heartbeat_at__lt=moment - stale_after())
    # During an upgrade an old worker leaves alone what it does not know yet.
    return Q(kind__in=HANDLERS.keys()) & (queued | abandoned)


def beat(job: Job, done: int | None = None) -> None:
    """Say that the job is alive and how far it is; `Lost` when another worker has it by now."""
    values: dict[str, Any] = {"heartbeat_at": timezone.now()}
    if done is not None:
        values["done"] = done
    if not _held(job).update(**values):
        raise Lost(job.key)


def give_way(job: Job) -> None:
    """Called between two pieces of a long job, with all that it has done in its row. Raises GaveWay when
    it had its time and another job is due that somebody waits for."""
    if job.began is None or time.monotonic() - job.began < SHARE:
        return
    others = Job.objects.filter(_due(), turn=Turn.WAITED).exclude(pk=job.pk)
    if others.exists():
        # It was not cut off: the try that ends here does not count.
        _held(job).update(state=JobState.QUEUED, run_after=timezone.now(), attempts=F("attempts") - 1)
        raise GaveWay(job.key)


def _held(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, worker=job.worker, attempts=job.attempts)


def run(job: Job) -> bool:
    """Do one claimed job; True when it is done. A fault is kept with the job, which is tried again later."""
    demo_clock.apply()
    audit.bind_request(f"job-{job.pk}")
    return _attempt(job)


def _attempt(job: Job) -> bool:
    try:
        HANDLERS[job.kind](job)
    except Lost:
        log.warning("job lost to another worker", job=job.key, attempt=job.attempts)
        return False
    except GaveWay:
        return False
    except Exception as fault:
        _failed(job, fault)
        return False
    _finish(job, JobState.DONE, "")
    return True


def _failed(job: Job, fault: Exception) -> None:
    log.warning("job failed", job=job.key, attempt=job.attempts, exc_info=not isinstance(fault, Refused))
    text = "".join(traceback.format_exception_only(fault))[-2000:]
    if trouble_of(fault):
        # The disk, the lock, the database: not the job's fault. It waits for the machine, as after a cut.
        _again(job, text, tries=cuts(job))
        return
    job.faults += 1
    if job.faults >= MAX_FAULTS or job.kind in PERIODS:
        _finish(job, JobState.FAILED, text)
        return
    _again(job, text, tries=job.faults)


def _again(job: Job, text: str, *, tries: int) -> None:
    """Put back, to be tried again later."""
    if job.kind in PERIODS or cuts(job) > MAX_CUTS:
        _finish(job, JobState.FAILED, text)
        return
    wait = timedelta(seconds=min(2 ** min(tries, 20), LONGEST_WAIT))
    _held(job).update(state=JobState.QUEUED, error=text, faults=job.faults, run_after=timezone.now() + wait)


def _finish(job: Job, state: str, error: str) -> None:
    moment = timezone.now()
    values: dict[str, Any] = {"state": state, "error": error, "finished_at": moment, "faults": job.faults}
    if job.kind in PERIODS:
        values |= {
            "state": JobState.QUEUED,
            "attempts": 0,
            "faults": 0,
            "run_after": moment + PERIODS[job.kind],
        }
    elif state == JobState.DONE:
        # What was left out is not done: the count is of what happened.
        values["done"] = F("total") - len(job.payload.get("left_out", ()))
    with transaction.atomic():
        if _held(job).update(**values) and values["state"] == JobState.FAILED:
            _parked(job)


def _parked(job: Job) -> None:
    """Whoever waits for the job is told, in the same transaction."""
    for listener in ON_PARKED:
        listener(job)


def run_all(limit: int = 10_000) -> int:
    """Do everything that is due now, in this process; the number of jobs done (tests, demo data)."""
    count = 0
    while count < limit and (job := claim()):
        run(job)
        count += 1
    return count

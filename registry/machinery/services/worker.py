"""The worker's loop: claim a job, do it while a second thread keeps its heartbeat, until asked to stop."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.db import DatabaseError, close_old_connections, connection

from cejc.lib.settled import settle
from registry.machinery.models.job import Job
from registry.machinery.services import audit_linking
from registry.machinery.services import job as jobs

log = structlog.get_logger("cejc.worker")
IDLE_SECONDS = 0.5
LINKING_SECONDS = 0.5


def work(stop: threading.Event, *, once: bool = False, watch_parent: bool = False) -> int:
    """Do jobs until `stop` is set (`once`: until one is done); the number of jobs done.

    With `watch_parent` the loop also ends when the process that started this one is gone.
    """
    parent, done = os.getppid(), 0
    settle()
    _ready(stop)
    with linking(once):
        while not stop.is_set() and not (watch_parent and os.getppid() != parent):
            if _one(stop):
                done += 1
                if once:
                    break
            else:
                stop.wait(IDLE_SECONDS)
    return done


@contextmanager
def linking(once: bool) -> Iterator[None]:
    """Beside the jobs, in a thread of its own, entries of the log are linked; not for the time of one job."""
    ended = threading.Event()
    thread = threading.Thread(target=_keep_linking, args=(ended,), name="linking", daemon=True)
    if not once:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        if not once:
            thread.join()


def _keep_linking(ended: threading.Event) -> None:
    while not ended.wait(LINKING_SECONDS):
        try:
            audit_linking.link_in_turn()
        except DatabaseError as fault:
            # SQLite has one writer; a database that is away comes back. What waits is linked then.
            log.info("entries are linked later", fault=str(fault))
            connection.close()
    connection.close()


def _ready(stop: threading.Event) -> None:
    """Wait for the database, then make sure that the periodic functions have their rows."""
    while not stop.is_set():
        try:
            jobs.enqueue_periodic()
            return
        except DatabaseError as fault:
            _database_away(stop, fault)


def _one(stop: threading.Event) -> bool:
    """Claim and do one job; a database that is away for a moment ends nothing."""
    try:
        job = jobs.claim()
        if job is None:
            return False
        with beating(job):
            jobs.run(job)
        return True
    except DatabaseError as fault:
        _database_away(stop, fault)
        return False
    finally:
        close_old_connections()


def _database_away(stop: threading.Event, fault: DatabaseError) -> None:
    log.warning("the database does not answer; trying again", fault=str(fault))
    connection.close()
    stop.wait(2)


@contextmanager
def beating(job: Job) -> Iterator[None]:
    """Keep the job's heartbeat from a thread of its own, with a connection of its own."""
    finished = threading.Event()
    thread = threading.Thread(target=_beat, args=(job, finished), name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()


def _beat(job: Job, finished: threading.Event) -> None:
    every = max(jobs.stale_after().total_seconds() / 6, 0.2)
    try:
        while not finished.wait(every):
            try:
                jobs.beat(job)
            except jobs.Lost:
                return
            except DatabaseError:
                # SQLite: the job itself holds the one write lock; the next beat comes soon enough.
                connection.close()
    finally:
        connection.close()

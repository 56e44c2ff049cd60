"""Jobs, log and replicas for operators (cejc/lib/metrics.py): the same questions, however much waits."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Min, Q
from django.utils import timezone

from cejc.lib.db import replica
from cejc.lib.metrics import Family, Sample, gauge
from registry.enums import JobState
from registry.machinery.models import AuditCheckpoint, AuditWaiting, Job

# Bytes that a streaming replica has yet to play, and how long its last answer took to be seen there. A login
# without pg_monitor sees the replicas of others without figures: they are left out then.
REPLICAS = """
    SELECT application_name, pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn),
           COALESCE(EXTRACT(EPOCH FROM replay_lag), 0)
    FROM pg_stat_replication WHERE replay_lsn IS NOT NULL ORDER BY application_name
"""


def families() -> Iterator[Family]:
    yield from _jobs(timezone.now())
    yield from _log(timezone.now())
    if connection.vendor == "postgresql":
        yield from _replicas()
    if replica.is_there():
        yield gauge("replica_answers", "Whether lists are read from the replica.", replica.follower.serves())


def _jobs(moment: datetime) -> Iterator[Family]:
    due = Q(state=JobState.QUEUED, run_after__lte=moment)
    rows = Job.objects.filter(due | Q(state__in=(JobState.RUNNING, JobState.FAILED)))
    grouped = rows.values("state", "kind").order_by("state", "kind")
    counts = list(grouped.annotate(n=Count("pk"), since=Min("run_after")))
    waiting = [row for row in counts if row["state"] == JobState.QUEUED]
    yield _by_kind("jobs_waiting", "Jobs that are due and not begun.", waiting)
    oldest = [Sample(_seconds(moment - row["since"]), {"kind": row["kind"]}) for row in waiting]
    yield Family("jobs_waiting_oldest_seconds", "gauge", "For how long the oldest of them is due.", oldest)
    for state, about in ((JobState.RUNNING, "Jobs at work."), (JobState.FAILED, "Jobs that were given up.")):
        found = [row for row in counts if row["state"] == state]
        yield _by_kind(f"jobs_{state}", about, found)


def _by_kind(name: str, about: str, rows: Iterable[Mapping[str, Any]]) -> Family:
    return Family(name, "gauge", about, [Sample(row["n"], {"kind": row["kind"]}) for row in rows])


def _log(moment: datetime) -> Iterator[Family]:
    yield gauge("log_unlinked_entries", "Entries of the log not linked yet.", AuditWaiting.objects.count())
    last = AuditCheckpoint.objects.order_by("-size").values_list("at", flat=True).first()
    if last:
        age = _seconds(moment - last)
        yield gauge("log_checkpoint_age_seconds", "How old the last signed checkpoint of the log is.", age)


def _replicas() -> Iterator[Family]:
    with connection.cursor() as cursor:
        cursor.execute(REPLICAS)
        rows = cursor.fetchall()
    behind = [Sample(float(size), {"replica": name}) for name, size, _lag in rows]
    late = [Sample(float(lag), {"replica": name}) for name, _size, lag in rows]
    yield Family("replica_lag_bytes", "gauge", "What a replica has yet to play.", behind)
    yield Family("replica_lag_seconds", "gauge", "How late a replica played what it played last.", late)


def _seconds(age: timedelta) -> float:
    return max(age.total_seconds(), 0.0)

"""The worker as real processes: killed, stopped, and several at once."""

import signal
import time
from pathlib import Path

import pytest

from tests.processes import wait_until

WORKER = "tests/registry/machinery/worker_process.py"
ENQUEUE = """
from registry.machinery.services.job import enqueue
for key in {keys!r}:
    enqueue('slow', key, {{'seconds': {seconds}}})
"""
STATE = """
import json
from registry.models import Job
print(json.dumps(list(Job.objects.filter(kind='slow').order_by('pk').values('state', 'attempts'))))
"""


def notes(apart):
    path = apart.folder / "notes"
    return [tuple(line.split()) for line in path.read_text().splitlines()] if path.exists() else []


def told(apart, what):
    return [pid for said, pid in notes(apart) if said == what]


def wait_for(apart, what, count=1, seconds=120):
    wait_until(
        lambda: len(told(apart, what)) >= count, seconds, f"{count} × {what} in {notes(apart)} {apart.logs()}"
    )


def test_job_of_killed_worker_is_done_once_by_another(apart):
    apart.python(ENQUEUE.format(keys="a", seconds=5))
    victim = apart.start(WORKER, "worker", CEJC_JOB_STALE_SECONDS="2")
    wait_for(apart, "begun")
    victim.send_signal(signal.SIGKILL)
    victim.wait()

    others = [apart.start(WORKER, "worker", CEJC_JOB_STALE_SECONDS="2") for _ in range(2)]
    wait_for(apart, "done")
    time.sleep(3)

    assert len(told(apart, "done")) == 1
    assert [pid for pid in told(apart, "begun") if pid == str(victim.pid)] == [str(victim.pid)]
    assert len(told(apart, "begun")) == 2
    assert told(apart, "done")[0] in {str(other.pid) for other in others}
    assert apart.python(STATE) == [{"state": "done", "attempts": 2}]


def test_worker_asked_to_stop_finishes_its_present_job_only(apart):
    apart.python(ENQUEUE.format(keys="ab", seconds=1.5))
    worker = apart.start(WORKER, "worker")
    wait_for(apart, "begun")

    worker.terminate()

    assert worker.wait(20) == 0
    assert told(apart, "done") == [str(worker.pid)]
    assert [row["state"] for row in apart.python(STATE)] == ["done", "queued"]


def test_worker_once_does_one_job(apart):
    apart.python(ENQUEUE.format(keys="ab", seconds=0))

    worker = apart.start(WORKER, "worker", "--once")

    assert worker.wait(30) == 0
    wait_for(apart, "done")
    assert len(told(apart, "done")) == 1


def test_several_workers_do_every_job_once(apart):
    apart.python(ENQUEUE.format(keys=[str(number) for number in range(40)], seconds=0.02))

    workers = [apart.start(WORKER, "worker") for _ in range(3)]
    wait_for(apart, "done", 40)
    for worker in workers:
        worker.terminate()

    assert [worker.wait(20) for worker in workers] == [0, 0, 0]
    assert len(told(apart, "done")) == 40
    assert apart.python(STATE) == [{"state": "done", "attempts": 1}] * 40


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_no_worker_is_left_when_the_supervisor_ends(apart, number):
    # Enough work that the second child also finds some when it starts much later than the first.
    apart.python(ENQUEUE.format(keys=[str(number) for number in range(100)], seconds=0.5))
    supervisor = apart.start(WORKER, "worker", "--processes", "2")
    wait_until(lambda: len(set(told(apart, "begun"))) == 2, 40, "work of two children")
    children = {int(pid) for pid in told(apart, "begun")}

    supervisor.send_signal(number)

    assert supervisor.wait(20) in (0, -signal.SIGKILL)
    wait_until(lambda: not any(map(alive, children)), 20, "end of the children")


def alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    # An orphan that has ended but was not waited for is still listed.
    return state != "Z"

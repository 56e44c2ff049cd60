"""A batch of 100 slips in one job, and the worker killed three times in the
midst: every slip once, every file whole."""

import json
import signal

import pytest

from tests.processes import SETUP, wait_until

SLIPS = 100
PREPARE = f"""
from certification.services import acts
from registry.models import User
from tests import factories
from tests.certification.rows import make_case
province = factories.make_province()
employer = factories.make_employer(parent=factories.make_department(parent=None))
petra = factories.province_of(province, 'petra', '彭悦')
cases = []
for number in range({SLIPS}):
    person = factories.make_professional(f'龚䶮{{number}}')
    factories.make_employment(person, employer)
    cases.append(make_case(person, state='issue'))
acts.issue_many(actor=petra, cases=cases, key='batch')
"""
WATCH = f"""{SETUP}
import json, time
from certification.models import Slip
from registry.models import Job
while True:
    open_jobs = Job.objects.filter(kind__startswith='slip').exclude(state='done').count()
    print(json.dumps([Slip.objects.count(), Slip.objects.exclude(pdf_sha256='').count(), open_jobs]), flush=True)
    time.sleep(0.1)
"""
FACTS = """
import hashlib, json
from collections import Counter
from cejc.lib import storage
from certification.models import *
from registry.models import AuditEntry, Job
from tests.chain import log_faults
rows = list(Slip.objects.order_by('sequence'))
files = {row.pk: storage.open_(row.pdf_name).read() for row in rows}
print(json.dumps({
    'numbers': [row.sequence for row in rows],
    'cases': Counter(Counter(row.case_id for row in rows).values()),
    'states': Counter(Case.objects.values_list('state', flat=True)),
    'wrong_hash': [row.number for row in rows if hashlib.sha256(files[row.pk]).hexdigest() != row.pdf_sha256],
    'wrong_size': [row.number for row in rows if len(files[row.pk]) != row.pdf_size],
    'whole': all(content.startswith(b'%PDF-') and content.rstrip().endswith(b'%%EOF') for content in files.values()),
    'names': len({row.pdf_name for row in rows}),
    'issued': AuditEntry.objects.filter(action='slip.issued').count(),
    'drawn': AuditEntry.objects.filter(action='slip.drawn').count(),
    'jobs': Counter(Job.objects.filter(kind__startswith='slip').values_list('state', flat=True)),
    'attempts': Job.objects.get(kind='slip.issue_many').attempts,
    'chain': log_faults(),
}))
"""


@pytest.fixture
def counts(apart):
    """`counts()` gives [slips issued, files drawn, jobs open] as they are now."""
    apart.python(PREPARE)
    watch = apart.start("-c", WATCH)
    log = apart.folder / "process-0.log"
    wait_until(lambda: "\n" in log.read_text(), 30, "first count")

    def now():
        assert watch.poll() is None, log.read_text()
        return json.loads(log.read_text().rpartition("\n")[0].rpartition("\n")[2])

    return now


def two_workers(apart):
    """Two real workers; a job is taken up again after two seconds of silence."""
    return [apart.start("manage.py", "worker", CEJC_JOB_STALE_SECONDS="2") for _number in range(2)]


def kill(workers):
    for worker in workers:
        worker.send_signal(signal.SIGKILL)
    assert [worker.wait(10) for worker in workers] == [-signal.SIGKILL] * len(workers)


def test_batch_of_slips_survives_workers_killed_three_times(apart, counts):
    # In the midst of issuing, at the beginning of drawing, in the midst of drawing.
    for reached in (lambda: counts()[0] >= 30, lambda: counts()[1] >= 5, lambda: counts()[1] >= 50):
        workers = two_workers(apart)
        wait_until(reached, 60, f"a point to kill at: {counts()} {apart.logs()[-2000:]}")
        kill(workers)
        assert counts() != [SLIPS, SLIPS, 0]
    two_workers(apart)
    wait_until(lambda: counts() == [SLIPS, SLIPS, 0], 90, f"all slips drawn: {apart.logs()[-2000:]}")

    facts = apart.python(FACTS)
    assert facts["numbers"] == list(range(1, SLIPS + 1))
    assert facts["cases"] == {"1": SLIPS}
    assert facts["states"] == {"issued": SLIPS}
    assert facts["wrong_hash"] == facts["wrong_size"] == []
    assert facts["whole"] is True
    assert facts["names"] == SLIPS
    assert facts["issued"] == facts["drawn"] == SLIPS
    assert facts["jobs"] == {"done": SLIPS + 1}
    assert facts["chain"] == []
    # The batch itself was taken up again at least once.
    assert facts["attempts"] >= 2

"""The copy of one's own data, and the worker killed in the midst of it: one whole file, told once."""

import signal

from tests.processes import SETUP, wait_until

FILES = 60
PREPARE = f"""
import os
from cejc.lib import storage
from certification.services import own_copy
from registry.models import Activity, Evidence
from tests import factories
unit = factories.make_employer(parent=factories.make_department(parent=None))
alice = factories.employee_of(unit, 'alice', '欧阳')
row = Activity.objects.create(professional=alice.professional, kind='paper', title='论文')
for number in range({FILES}):
    name = storage.save(os.urandom(2_000_000), '.pdf')
    Evidence.objects.create(activity=row, document_kind='x', file_name=f'{{number}}.pdf', stored_name=name,
        sha256=f'{{number:064d}}', size=1, mime='application/pdf', uploaded_by=alice)
own_copy.ask(actor=alice)
print('1')
"""
WATCH = f"""{SETUP}
import time
from registry.models import Job
while True:
    job = Job.objects.get(kind='own.copy')
    print(job.done, job.state, flush=True)
    time.sleep(0.02)
"""
FACTS = """
import io, json, zipfile
from cejc.lib import storage
from certification.models import OwnCopy
from registry.models import Job, Message
row = OwnCopy.objects.get()
packed = zipfile.ZipFile(io.BytesIO(storage.open_(row.stored_name).read()))
print(json.dumps({
    'bad': packed.testzip(),
    'files': [row.files, len(packed.namelist())],
    'kept': len([name for name in storage.names() if name.endswith('.zip')]),
    'told': Message.objects.filter(kind='own_copy_ready').count(),
    'attempts': Job.objects.get(kind='own.copy').attempts,
}))
"""


def test_copy_survives_a_worker_killed_half_way(apart):
    apart.python(PREPARE)
    apart.start("-c", WATCH)
    log = apart.folder / "process-0.log"

    def now():
        lines = log.read_text().rpartition("\n")[0].splitlines()
        count, state = lines[-1].split() if lines else ("0", "queued")
        return int(count), state

    worker = apart.start("manage.py", "worker", CEJC_JOB_STALE_SECONDS="2")
    wait_until(lambda: now()[0] >= 5, 60, "some files in")
    worker.send_signal(signal.SIGKILL)
    assert worker.wait(10) == -signal.SIGKILL
    assert now()[1] == "running"

    apart.start("manage.py", "worker", CEJC_JOB_STALE_SECONDS="2")
    wait_until(lambda: now()[1] == "done", 90, f"the copy: {apart.logs()[-2000:]}")
    facts = apart.python(FACTS)
    assert facts == {"bad": None, "files": [FILES, FILES + 2], "kept": 1, "told": 1, "attempts": 2}

"""A list of 3,000 in real workers that are killed while they read, write and undo: nobody twice, nobody lost."""

import json
import signal

import pytest

from tests.processes import SETUP, wait_until

PEOPLE = 3000
PREPARE = f"""
import io, openpyxl
from registry.people.services import sheet
from tests import factories
employer = factories.make_employer(parent=factories.make_department(parent=None))
bob = factories.hr_of(employer, 'bob', '毕明')
book = openpyxl.Workbook()
book.active.append(['姓名', '证件号码', '部门', '学位', '入职日期'])
for number in range({PEOPLE}):
    name = '赵' + chr(0x4e00 + number)
    book.active.append([name, factories.resident_number(number), '内科', '学士', '2015-07-01'])
out = io.BytesIO()
book.save(out)
out.seek(0)
sheet.upload(actor=bob, kind='roster', organisation=employer, file=out, name='名单.xlsx')
"""
STEP = """
from registry.models import SheetImport, User
from registry.people.services import sheet
row, bob = SheetImport.objects.get(), User.objects.get(username='bob')
{step}
print('1')
"""
TAKE = STEP.format(step="sheet.take(actor=bob, sheet=row, whole=True)")
UNDO = STEP.format(step="sheet.undo(actor=bob, sheet=row)")
WATCH = f"""{SETUP}
import json, time
from registry.models import Employment, SheetImport, SheetRow
while True:
    row = SheetImport.objects.get()
    rows = [SheetRow.objects.count(), Employment.objects.filter(position='内科').count()]
    print(json.dumps([row.state, *rows]), flush=True)
    time.sleep(0.05)
"""
FACTS = """
import json
from collections import Counter
from registry.models import AuditEntry, Employment, Job, Professional, SheetImport
from tests.chain import log_faults
places = Employment.objects.filter(position='内科')
print(json.dumps({
    'counts': SheetImport.objects.get().counts,
    'places': places.count(),
    'people': Counter(Counter(places.values_list('professional', flat=True)).values()),
    'files': Professional.objects.filter(name__startswith='赵').count(),
    'entered': AuditEntry.objects.filter(action='employment.entered').count(),
    'imported': AuditEntry.objects.filter(action='sheet.imported').count(),
    'attempts': dict(Job.objects.filter(kind__startswith='sheet').values_list('kind', 'attempts')),
    'chain': log_faults(),
}))
"""


@pytest.fixture
def counts(apart):
    """`counts()` gives [state, rows read, people of the unit] as they are now."""
    apart.python(PREPARE + "\nprint('1')")
    watch = apart.start("-c", WATCH)
    log = apart.folder / "process-0.log"
    wait_until(lambda: "\n" in log.read_text(), 30, "first count")

    def now():
        assert watch.poll() is None, log.read_text()
        return json.loads(log.read_text().rpartition("\n")[0].rpartition("\n")[2])

    return now


def killed_when(apart, reached):
    """A real worker that is killed at a point, and another one that goes on."""
    worker = apart.start("manage.py", "worker", CEJC_JOB_STALE_SECONDS="2")
    wait_until(reached, 90, f"a point to kill at: {apart.logs()[-2000:]}")
    worker.send_signal(signal.SIGKILL)
    assert worker.wait(10) == -signal.SIGKILL
    return apart.start("manage.py", "worker", CEJC_JOB_STALE_SECONDS="2")


def stopped(worker):
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)


def test_list_survives_workers_that_are_killed_while_they_read_write_and_undo(apart, counts):
    worker = killed_when(apart, lambda: counts()[1] >= 500)
    wait_until(lambda: counts()[0] == "ready", 90, f"read: {apart.logs()[-2000:]}")
    stopped(worker)
    assert counts()[1:] == [PEOPLE, 0]

    apart.python(TAKE)
    worker = killed_when(apart, lambda: counts()[2] >= 400)
    assert counts()[2] < PEOPLE
    wait_until(lambda: counts()[0] == "done", 90, f"written: {apart.logs()[-2000:]}")
    stopped(worker)
    facts = apart.python(FACTS)
    assert facts["counts"] == {"new": PEOPLE, "done": PEOPLE}
    assert (facts["places"], facts["people"], facts["files"]) == (PEOPLE, {"1": PEOPLE}, PEOPLE)
    assert (facts["entered"], facts["imported"], facts["chain"]) == (PEOPLE, 1, [])
    assert all(tries >= 2 for tries in facts["attempts"].values())

    apart.python(UNDO)
    killed_when(apart, lambda: counts()[2] <= PEOPLE - 400)
    wait_until(lambda: counts()[0] == "undone", 90, f"undone: {apart.logs()[-2000:]}")
    facts = apart.python(FACTS)
    assert facts["counts"] == {"new": PEOPLE, "undone": PEOPLE}
    assert (facts["places"], facts["files"], facts["chain"]) == (0, 0, [])

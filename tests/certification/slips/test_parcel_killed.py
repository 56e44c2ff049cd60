"""A parcel of slips, and the worker killed in the midst of it: one whole file, and no slip drawn twice."""

import json
import signal

from tests.processes import SETUP, wait_until

SLIPS = 40
PREPARE = f"""
from certification.models import Slip
from certification.services.slips import parcel
from certification.services.slips.slip import issue_slip
from registry.models import Job
from tests import factories
from tests.certification.rows import make_case
province = factories.make_province()
employer = factories.make_employer(parent=factories.make_department(parent=None))
petra = factories.province_of(province, 'petra', '彭悦')
for number in range({SLIPS}):
    person = factories.make_professional(f'龚䶮{{number}}')
    factories.make_employment(person, employer)
    issue_slip(actor=petra, case=make_case(person, state='issue'))
Job.objects.filter(kind='slip.render').delete()  # the parcel itself has them drawn
parcel.collect(actor=petra, kind='files', slips=Slip.objects.all())
"""
WATCH = f"""{SETUP}
import json, time
from certification.models import Slip, SlipParcel
while True:
    made = SlipParcel.objects.exclude(stored_name='').count()
    print(json.dumps([Slip.objects.exclude(pdf_sha256='').count(), made]), flush=True)
    time.sleep(0.1)
"""
FACTS = """
import io, json, zipfile
from cejc.lib import storage
from certification.models import Slip, SlipParcel
from registry.models import AuditEntry, Job
row = SlipParcel.objects.get()
packed = zipfile.ZipFile(io.BytesIO(storage.open_(row.stored_name).read()))
print(json.dumps({
    'bad': packed.testzip(),
    'files': len(packed.namelist()),
    'kept': len([name for name in storage.names() if name.endswith('.zip')]),
    'drawn': AuditEntry.objects.filter(action='slip.drawn').count(),
    'attempts': Job.objects.get(kind='slips.parcel').attempts,
}))
"""


def test_parcel_survives_a_worker_killed_half_way(apart):
    apart.python(PREPARE)
    apart.start("-c", WATCH)
    log = apart.folder / "process-0.log"

    def now():
        lines = log.read_text().splitlines()
        return json.loads(lines[-1]) if lines and lines[-1].endswith("]") else [0, 0]

    worker = apart.start("manage.py", "worker", CEJC_JOB_STALE_SECONDS="2")
    wait_until(lambda: now()[0] >= SLIPS // 4, 60, "a quarter drawn")
    worker.send_signal(signal.SIGKILL)
    assert worker.wait(10) == -signal.SIGKILL
    assert now()[1] == 0

    apart.start("manage.py", "worker", CEJC_JOB_STALE_SECONDS="2")
    wait_until(lambda: now()[1] == 1, 90, f"the parcel: {apart.logs()[-2000:]}")
    facts = apart.python(FACTS)
    assert facts == {
        "bad": None,
        "files": SLIPS + 1,
        "kept": 1,
        "drawn": SLIPS,
        "attempts": facts["attempts"],
    }
    assert facts["attempts"] >= 2

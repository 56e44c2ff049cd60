"""A reminder to 600 in a real worker that is killed on its way: nobody twice, nobody forgotten."""

import signal

from tests.processes import SETUP, wait_until

PEOPLE = 600
PREPARE = f"""
from registry.people.services.telling import reminding
from tests import factories
unit = factories.make_employer(parent=factories.make_department(parent=None))
bob = factories.hr_of(unit, 'bob', '毕明')
for number in range({PEOPLE} - 1):
    factories.make_employment(factories.make_user(f'p{{number}}', password='x',
        professional=factories.make_professional()).professional, unit)
row = reminding.prepare(actor=bob, seat=bob.seats[0], wanted=reminding.Wanted('registration', 2019))
reminding.release(actor=bob, reminding=row)
print('1')
"""
WATCH = f"""{SETUP}
import time
from registry.models import Message, Reminding
while True:
    print(Reminding.objects.get().state, Message.objects.filter(kind='reminding').count(), flush=True)
    time.sleep(0.02)
"""
FACTS = """
import json
from collections import Counter
from registry.models import AuditEntry, Job, Letter, Message
rows = Message.objects.filter(kind='reminding')
print(json.dumps({
    'messages': Counter(Counter(rows.values_list('recipient', flat=True)).values()),
    'letters': Counter(Letter.objects.values_list('outcome', flat=True)),
    'mails': Job.objects.filter(kind='mail').count(),
    'sent': AuditEntry.objects.filter(action='reminding.sent').count(),
    'attempts': Job.objects.get(kind='reminding.send').attempts,
}))
"""


def test_worker_that_is_killed_between_reminds_nobody_twice_and_forgets_nobody(apart):
    apart.python(PREPARE)
    watch = apart.start("-c", WATCH)
    log = apart.folder / "process-0.log"
    wait_until(lambda: "\n" in log.read_text(), 30, "first count")

    def now():
        assert watch.poll() is None, log.read_text()
        state, count = log.read_text().rpartition("\n")[0].rpartition("\n")[2].split()
        return state, int(count)

    worker = apart.start("manage.py", "worker", CEJC_JOB_STALE_SECONDS="2")
    wait_until(lambda: now()[1] >= 100, 60, f"a point to kill at: {apart.logs()[-2000:]}")
    worker.send_signal(signal.SIGKILL)
    assert worker.wait(10) == -signal.SIGKILL
    assert now()[1] < PEOPLE
    apart.start("manage.py", "worker", CEJC_JOB_STALE_SECONDS="2")
    wait_until(lambda: now()[0] == "sent", 90, f"sent: {apart.logs()[-2000:]}")

    facts = apart.python(FACTS)
    assert facts["messages"] == {"1": PEOPLE}
    assert facts["letters"] == {"told": PEOPLE}
    assert (facts["sent"], facts["mails"]) == (1, 0)
    assert facts["attempts"] == 2

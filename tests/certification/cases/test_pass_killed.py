"""Sixty cases passed by list, then published as one notice, and the workers killed in the midst of each: every
case once, nobody left, one notice or none."""

import json
import signal

import pytest

from tests.processes import SETUP, wait_until

CASES = 60
PREPARE = f"""
from credits.services import load_calendar
from certification.models import Case
from certification.services import acts
from certification.services import case as cases
from registry.people.services import many
from registry.people.services.many import Shown
from tests import factories
from tests.certification.rows import on
from tests.certification.stages import cast, complete_years, open_case
people = cast()
for number in range({CASES}):
    user = factories.employee_of(people.employer, f'many{{number}}', f'贝{{number}}')
    complete_years(user)
    user.professional.degree = 'doctor'
    user.professional.save(update_fields=['degree'])
    case = open_case(user)
    cases.submit_case(actor=user, case=case)
shown = [Shown(str(one.public_id), one.edit, one.stage) for one in Case.objects.order_by('pk')]
many.begin_all(actor=people.hr, act=acts.PASS, shown=shown, key='pass')
"""
PUBLISH = """
from datetime import timedelta
from cejc import clock
from credits.models import CalendarDay
from certification.models import Case
from certification.services import acts
from certification.services.notices import notice_draft as drafts
from registry.models import Organisation, User
from registry.people.services import many
from registry.people.services.many import Shown
bob = User.objects.get(username='bob')
today = clock.today()
CalendarDay.objects.bulk_create(
    [CalendarDay(date=today + timedelta(days=number), is_workday=True) for number in range(-400, 400)],
    ignore_conflicts=True)
made = drafts.compose_notice(
    actor=bob, organisation=bob.seats[0].organisation, cases=Case.objects.all(), title='公示', contact='人事部')
many.begin_all(actor=bob, act=acts.PUBLISH, shown=[Shown(str(made.public_id), made.edit)], key='publish')
"""
WATCH = f"""{SETUP}
import json, time
from certification.models import Case
from registry.models import Job
while True:
    states = {{state: Case.objects.filter(state=state).count() for state in ('notice', 'notice.open')}}
    open_jobs = Job.objects.filter(kind__in=['case.pass_many', 'notice.publish', 'notice.print']).exclude(state='done').count()
    running = Job.objects.filter(kind='notice.publish', state='running').count()
    print(json.dumps([states['notice'], states['notice.open'], open_jobs, running]), flush=True)
    time.sleep(0.02)
"""
FACTS = """
import json
from collections import Counter
from cejc.lib import storage
from certification.models import *
from registry.models import Activity, ActivityReview, AnnualRegistration, AuditEntry, Job, Message
from tests.chain import log_faults
print(json.dumps({
    'states': Counter(Case.objects.values_list('state', flat=True)),
    'passes': Counter(Counter(Review.objects.values_list('case', flat=True)).values()),
    'records': Counter(Counter(ActivityReview.objects.values_list('activity', flat=True)).values()),
    'approved': Counter(Activity.objects.values_list('state', flat=True)),
    'registered': Counter(AnnualRegistration.objects.values_list('state', flat=True)),
    'told': Counter(Counter(Message.objects.filter(kind='case_pass').values_list('recipient', flat=True)).values()),
    'heard': Counter(Counter(Message.objects.filter(kind='case_publish').values_list('recipient', flat=True)).values()),
    'published': AuditEntry.objects.filter(action='notice.published').count(),
    'entries': [len(one.frozen['entries']) for one in Notice.objects.all() if one.frozen],
    'paper': [storage.open_(one.pdf_name).read()[:5].decode() for one in Notice.objects.all() if one.pdf_name],
    'attempts': {one.kind: one.attempts for one in Job.objects.all()},
    'left_out': [one.payload.get('left_out', []) for one in Job.objects.filter(kind__in=['case.pass_many', 'notice.publish'])],
    'chain': log_faults(),
}))
"""


@pytest.fixture
def counts(apart):
    """`counts()` gives [passed, on the wall, jobs open, publishing] as they are now."""
    apart.python(PREPARE)
    watch = apart.start("-c", WATCH)
    log = apart.folder / "process-0.log"
    wait_until(lambda: "\n" in log.read_text(), 30, "first count")

    def now():
        assert watch.poll() is None, log.read_text()
        return json.loads(log.read_text().rpartition("\n")[0].rpartition("\n")[2])

    return now


def killed(apart, reached):
    """A worker of its own, killed at once where `reached` says so."""
    worker = apart.start("manage.py", "worker", CEJC_JOB_STALE_SECONDS="2")
    wait_until(reached, 60, f"a point to kill at: {apart.logs()[-2000:]}")
    worker.send_signal(signal.SIGKILL)
    assert worker.wait(10) == -signal.SIGKILL


def test_pass_and_notice_survive_workers_killed(apart, counts):
    killed(apart, lambda: 0 < counts()[0] < CASES)
    assert 0 < counts()[0] < CASES
    worker = apart.start("manage.py", "worker", CEJC_JOB_STALE_SECONDS="2")
    wait_until(lambda: counts()[0] == CASES and counts()[2] == 0, 90, f"all passed: {apart.logs()[-2000:]}")
    worker.terminate()
    assert worker.wait(30) == 0
    apart.python(PUBLISH)
    killed(apart, lambda: counts()[3] == 1 or counts()[1] > 0)
    assert counts()[1] in (0, CASES)
    apart.start("manage.py", "worker", CEJC_JOB_STALE_SECONDS="2")
    wait_until(lambda: counts()[1:3] == [CASES, 0], 90, f"published: {apart.logs()[-2000:]}")

    facts = apart.python(FACTS)
    assert facts["states"] == {"notice.open": CASES}
    assert facts["passes"] == {"1": CASES}
    assert facts["records"] == {"1": 2 * CASES}
    assert facts["approved"] == {"approved": 2 * CASES, "submitted": 2 * CASES}
    assert facts["registered"] == {"confirmed": 2 * CASES}
    assert facts["told"] == facts["heard"] == {"1": CASES}
    assert facts["published"] == 1
    assert facts["entries"] == [CASES]
    assert facts["paper"] == ["%PDF-"]
    assert facts["left_out"] == [[], []]
    assert facts["chain"] == []
    assert facts["attempts"]["case.pass_many"] >= 2

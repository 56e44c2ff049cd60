"""A trial in real processes: killed in the midst, it ends with the sums of one that was left in peace."""

import signal

from tests.processes import wait_until

PREPARED = """
from tests import factories
from tests.registry.rules.what_if_factories import checked, crowd
from registry.rules.services import what_if

petra = factories.province_of(factories.make_province(), "petra", "彭悦")
crowd(factories.make_employer("设计院", parent=factories.make_department("水利厅")), 6)
file = checked(petra)
what_if.start(actor=petra, file=file)
"""
STATE = """
import json
from registry.models import WhatIf, WhatIfPiece
row = WhatIf.objects.get()
found = [bool(row.finished_at), row.done, WhatIfPiece.objects.count(), row.counts.get("all"), row.losses.count()]
print(json.dumps(found))
"""
# Each piece of one person, and slow, so that a signal finds the worker between two.
WORKER = """
import sys, time
from registry.rules.services import what_if
what_if.PEOPLE = 1
keep = what_if.keep

def slowly(**values):
    found = keep(**values)
    time.sleep(0.5)
    return found

what_if.keep = slowly
from django.core.management import call_command
call_command("worker")
"""


def test_worker_killed_in_the_midst_of_it_is_followed_by_another_and_nobody_is_counted_twice(apart):
    apart.python(PREPARED)
    code = "import django; django.setup()\n" + WORKER
    victim = apart.start("-c", code, CEJC_JOB_STALE_SECONDS="2")
    wait_until(lambda: apart.python(STATE)[1] >= 2, 60, "two pieces")
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    assert not apart.python(STATE)[0]

    apart.start("-c", code, CEJC_JOB_STALE_SECONDS="2")
    wait_until(lambda: apart.python(STATE)[0], 60, "the end")

    finished, _done, pieces, line, losses = apart.python(STATE)
    assert (finished, pieces, losses) == (True, 0, 6)
    assert line == [6, 0, 6, 0, 6, 0, 6, "690", "552"]

"""Two real processes work on the same filings, sign-ins, sessions and samples at once: each is done once."""

import json
from collections import Counter

from tests.registry.training.training_race import DRAWS, FILINGS, SESSIONS

RACE = "tests/registry/training/training_race.py"
FACTS = """
import json
from collections import Counter
from registry.models import *
from tests.chain import log_faults
print(json.dumps({
    'numbers': sorted(Filing.objects.values_list('number', flat=True)),
    'drawn': list(Counter(CrossReview.objects.values_list('course__code', flat=True)).values()),
    'signs': SignIn.objects.count(),
    'versions': list(SessionVersion.objects.values_list('number', flat=True)),
    'results': Completion.objects.count(),
    'audited': Counter(AuditEntry.objects.filter(action__in=('filing.accepted', 'session.closed', 'cross_review.drawn'))
                       .values_list('action', flat=True)),
    'chain': log_faults(),
}))
"""


def test_two_clerks_at_once_do_each_thing_once(apart):
    for step in ("prepare", "run"):
        process = apart.start(RACE, step)
        assert process.wait(150) == 0, apart.logs()

    answers = json.loads((apart.folder / "process-1.log").read_text().splitlines()[-1])
    told = Counter((what, said) for what, said in answers)
    facts = apart.python(FACTS)

    assert {said for _what, said in told} <= {"done", "refused"}, told
    assert told["filing", "done"] == told["filing", "refused"] == FILINGS
    assert facts["numbers"] == [f"湘公需备〔2020〕{number:04d}号" for number in range(1, FILINGS + 1)]
    assert facts["drawn"] == [1] * told["draw", "done"]
    assert told["draw", "done"] == told["draw", "refused"] == DRAWS
    assert facts["signs"] == SESSIONS
    assert facts["versions"] == [1] * SESSIONS
    assert facts["results"] == SESSIONS
    assert facts["audited"]["filing.accepted"] == FILINGS
    assert facts["audited"]["session.closed"] == SESSIONS
    assert facts["chain"] == []

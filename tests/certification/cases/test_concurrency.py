"""Two real processes issue, publish, confirm and revoke the same things
at once: 200 rounds on each database."""

import json
from collections import Counter

import pytest

ROUNDS = 200
RACE = "tests/certification/race.py"
FACTS = """
import json
from collections import Counter
from certification.models import *
from registry.models import AuditEntry, Job
from tests.chain import log_faults
moves = Counter(Transition.objects.values_list('case_id', 'action'))
print(json.dumps({
    'numbers': sorted(Slip.objects.values_list('sequence', flat=True)),
    'printed': sorted(Slip.objects.values_list('number', flat=True)),
    'given': list(SlipSequence.objects.values_list('year', 'last')),
    'slips_a_case': Counter(Counter(Slip.objects.values_list('case_id', flat=True)).values()),
    'slip_states': Counter(Slip.objects.values_list('state', flat=True)),
    'action_states': Counter(SlipAction.objects.values_list('state', flat=True)),
    'notice_states': Counter(Notice.objects.values_list('state', flat=True)),
    'case_states': Counter(Case.objects.values_list('state', flat=True)),
    'moved_more_than_once': [key for key, count in moves.items() if count > 1],
    'edits_lost': [case.pk for case in Case.objects.all() if case.edit != case.transitions.count()],
    'reviews': Counter(Review.objects.values_list('stage', 'decision')).most_common(),
    'audited': Counter(AuditEntry.objects.values_list('action', flat=True)),
    'chain': log_faults(),
    'render_jobs': Job.objects.filter(kind='slip.render').count(),
}))
"""


@pytest.fixture
def raced(apart):
    """What the two processes report, and what the database holds afterwards."""
    for step in (("prepare", str(ROUNDS)), ("run",)):
        process = apart.start(RACE, *step)
        assert process.wait(180) == 0, apart.logs()
    answers = json.loads((apart.folder / "process-1.log").read_text().splitlines()[-1])
    return answers, apart.python(FACTS)


def test_same_things_at_once_by_two_processes_happen_once(raced):
    answers, facts = raced
    each = ROUNDS // 4 * 2  # two things a round, a quarter of the rounds each kind
    codes = {
        kind: Counter(code for found in answers for one, code in found if one == kind)
        for kind, _code in answers[0]
    }

    # Issuing twice gives the slip back; everything else is said to be done already.
    assert codes == {
        "issue": {"done": each * 2},
        "publish": {"done": each, "stale": each},
        "confirm": {"done": each, "stale": each},
        "revoke": {"done": each, "stale": each},
    }
    # No duplicate, no gap.
    assert facts["numbers"] == list(range(1, each * 2 + 1))
    assert facts["printed"] == [f"湘继教认〔2020〕{number:06}号" for number in facts["numbers"]]
    assert facts["given"] == [[2020, each * 2]]
    assert facts["slips_a_case"] == {"1": each * 2}
    # No lost update, nothing done twice.
    assert facts["slip_states"] == {"valid": each, "revoked": each}
    assert facts["action_states"] == {"approved": each}
    assert facts["notice_states"] == {"open": each}
    assert facts["case_states"] == {
        "issued": each,
        "revoked": each,  # a case ends with its slip
        "notice.open": each,
        "filing": each,
    }
    assert facts["moved_more_than_once"] == []
    assert facts["edits_lost"] == []
    assert sorted(facts["reviews"]) == [[["confirmation", "pass"], each], [["issue", "issue"], each * 2]]
    assert facts["render_jobs"] == each * 2
    # The chain is whole, and holds each act once.
    assert facts["chain"] == []
    once = {
        "slip.issued": each * 2,
        "slip.revoked": each,
        "notice.published": each,
        "case.confirmation.passed": each,
    }
    assert {action: facts["audited"][action] for action in once} == once

"""Two real processes approve the same merges and changes of name at once: each is carried out once."""

import json
from collections import Counter

from tests.registry.changes.merge_race import ROUNDS

RACE = "tests/registry/changes/merge_race.py"
FACTS = """
import json
from collections import Counter
from registry.models import *
from tests.chain import log_faults
print(json.dumps({
    'states': Counter([*Merge.objects.values_list('state', flat=True), *IdentityChange.objects.values_list('state', flat=True)]),
    'tombstones': Professional.objects.exclude(merged_into=None).count(),
    'audited': Counter(AuditEntry.objects.filter(action__endswith='.done').values_list('action', flat=True)),
    'chain': log_faults(),
}))
"""


def test_two_officers_at_once_carry_out_each_change_once(apart):
    for step in ("prepare", "run"):
        process = apart.start(RACE, step)
        assert process.wait(120) == 0, apart.logs()

    answers = json.loads((apart.folder / "process-1.log").read_text().splitlines()[-1])
    facts = apart.python(FACTS)

    assert Counter(answers) == {"done": 2 * ROUNDS, "stale": 2 * ROUNDS}
    assert facts["states"] == {"done": 2 * ROUNDS}
    assert facts["tombstones"] == ROUNDS
    assert facts["audited"] == {"merge.done": ROUNDS, "identity_change.done": ROUNDS}
    assert facts["chain"] == []

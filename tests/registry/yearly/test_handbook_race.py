"""Two real processes grant the same claim lists at once: every number once, none missing."""

import json
from collections import Counter

from tests.registry.yearly.handbook_race import LISTS, PEOPLE

RACE = "tests/registry/yearly/handbook_race.py"
FACTS = """
import json
from registry.models import *
from tests.chain import log_faults
print(json.dumps({
    'numbers': sorted(Handbook.objects.values_list('sequence', flat=True)),
    'people': Handbook.objects.values('professional').distinct().count(),
    'last': [row.last for row in HandbookSequence.objects.all()],
    'chain': log_faults(),
}))
"""


def test_numbers_are_gapless_and_nobody_has_two_under_two_clerks(apart):
    for step in ("prepare", "run"):
        process = apart.start(RACE, step)
        assert process.wait(120) == 0, apart.logs()

    answers = json.loads((apart.folder / "process-1.log").read_text().splitlines()[-1])
    facts = apart.python(FACTS)

    assert Counter(answers) == {"done": LISTS, "stale": LISTS}
    assert facts["numbers"] == list(range(1, LISTS * PEOPLE + 1))
    assert facts["last"] == [facts["people"]] == [LISTS * PEOPLE]
    assert facts["chain"] == []

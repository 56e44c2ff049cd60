"""Letters in figures for operators (cejc/lib/metrics.py)."""

from collections.abc import Iterator

from cejc.lib.metrics import Family, gauge
from registry.enums import LetterOutcome, RemindingState
from registry.people.models import Letter


def families() -> Iterator[Family]:
    released = Letter.objects.filter(of__state=RemindingState.SENDING, outcome=LetterOutcome.WAITING)
    yield gauge("letters_waiting", "Letters that were released and are not told yet.", released.count())

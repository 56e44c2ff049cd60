"""What falls with a course that fails: told by the rooms above, which
know the results and what rests on them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cejc.lib.hook import Hook
from registry.training.models import Course


@dataclass
class Fall:
    """What falls when a course counts no more from a day on: results, people, hours in records, and by name
    what other rooms say rests on these records."""

    results: int = 0
    people: int = 0
    hours: Decimal = Decimal(0)
    relied: dict[str, int] = field(default_factory=dict)


results_of: Hook[Callable[[Course, date], Fall]] = Hook()


def fall_of(course: Course, since: date) -> Fall:
    """What falls with `course` when nothing of it counts from `since` on."""
    return next((source(course, since) for source in results_of), Fall())

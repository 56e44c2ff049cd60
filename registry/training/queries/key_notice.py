"""What a base still owes by 10 March (四(五))."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from cejc import clock
from registry.enums import KeyPart
from registry.training.models import TrainingBase
from registry.training.queries.recognition import key_b_due


@dataclass(frozen=True)
class KeyNotice:
    """Which keys of the year are missing; `late`: key B was not there in time, and the year is lost."""

    year: int
    due: date
    missing: tuple[str, ...]
    late: bool


def key_notice(base: TrainingBase, today: date) -> KeyNotice | None:
    """From 1 February on, until both keys are there, and all year where key B came late; None where there is
    nothing to say or no platform is registered."""
    year = today.year
    if not base.platform_name or today < date(year, 2, 1):
        return None
    rows = list(base.keys.filter(year=year).values_list("part", "deposited_at"))
    missing = tuple(part for part in KeyPart.values if part not in {one for one, _at in rows})
    late = came_late(year, [at for part, at in rows if part == KeyPart.B], today)
    return KeyNotice(year, key_b_due(year), missing, late) if missing or late else None


def came_late(year: int, deposited: Iterable[datetime], today: date) -> bool:
    """Whether key B of `year` was not with the province in time: whatever
    is brought later, the year never counts."""
    first = min((clock.day_of(at) for at in deposited), default=today)
    return first > key_b_due(year)

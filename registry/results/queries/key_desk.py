"""What waits for the keepers of keys A and B, and what a base still owes by 10 March (四(五))."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from cejc import clock
from registry.enums import CompletionState, KeyPart, ManifestState
from registry.people.models import User
from registry.results.models import Completion, CompletionBatch
from registry.results.queries.recognition import key_b_due
from registry.training.models import TrainingBase


def batches_to_sign(user: User) -> QuerySet[CompletionBatch]:
    """Frozen batches whose next signature is this custodian's, the oldest first."""
    first = Q(state=ManifestState.FROZEN, key_a__custodian=user)
    second = Q(state=ManifestState.SIGNED_A, key_b__custodian=user)
    rows = CompletionBatch.objects.filter(first | second).select_related("base__organisation")
    return rows.defer("manifest").order_by("frozen_at")


def waiting_results(base: TrainingBase, year: int) -> QuerySet[Completion]:
    """Online results of the year without a batch that stands; those that never count, or need another name, left out."""
    rows = Completion.objects.filter(base=base, session=None, passed_on__year=year)
    rows = rows.filter(state__in=(CompletionState.WAITING, CompletionState.HELD)).exclude(
        code="name_mismatch"
    )
    return rows.filter(Q(batch=None) | Q(batch__state=ManifestState.VOID))


@dataclass(frozen=True)
class KeyNotice:
    """Which keys of the year are missing; `late`: key B was not there in time, and the year is lost."""

    year: int
    due: date
    missing: tuple[str, ...]
    late: bool


def key_notice(base: TrainingBase, today: date) -> KeyNotice | None:
    """From 1 February on, until both keys are there, and all year where key B came late; None where there is nothing to
    say or no platform is registered."""
    year = today.year
    if not base.platform_name or today < date(year, 2, 1):
        return None
    rows = list(base.keys.filter(year=year).values_list("part", "deposited_at"))
    missing = tuple(part for part in KeyPart.values if part not in {one for one, _at in rows})
    late = came_late(year, [at for part, at in rows if part == KeyPart.B], today)
    return KeyNotice(year, key_b_due(year), missing, late) if missing or late else None


def came_late(year: int, deposited: Iterable[datetime], today: date) -> bool:
    """Whether key B of `year` was not with the province in time: whatever is brought later, the year never counts."""
    first = min((clock.day_of(at) for at in deposited), default=today)
    return first > key_b_due(year)

"""What waits for the keepers of keys A and B (四(五)), and the results that no batch holds yet."""

from django.db.models import Q, QuerySet

from registry.enums import CompletionState, ManifestState
from registry.people.models import User
from registry.results.models import Completion, CompletionBatch
from registry.training.models import TrainingBase


def batches_to_sign(user: User) -> QuerySet[CompletionBatch]:
    """Frozen batches whose next signature is this custodian's, the oldest first."""
    first = Q(state=ManifestState.FROZEN, key_a__custodian=user)
    second = Q(state=ManifestState.SIGNED_A, key_b__custodian=user)
    rows = CompletionBatch.objects.filter(first | second).select_related("base__organisation")
    return rows.defer("manifest").order_by("frozen_at")


def waiting_results(base: TrainingBase, year: int) -> QuerySet[Completion]:
    """Online results of the year without a batch that stands; those that
    never count, or need another name, left out."""
    rows = Completion.objects.filter(base=base, session=None, passed_on__year=year)
    rows = rows.filter(state__in=(CompletionState.WAITING, CompletionState.HELD)).exclude(
        code="name_mismatch"
    )
    return rows.filter(Q(batch=None) | Q(batch__state=ManifestState.VOID))

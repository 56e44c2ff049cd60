"""Whether a batch of certificates stands under both keys (四(五))."""

from registry.enums import KeyState, ManifestState
from registry.models import CompletionBatch


def batch_fault(batch: CompletionBatch | None) -> str:
    """Why the certificates of `batch` do not count: the code of a standing, "" when both signatures stand."""
    if batch is None or batch.state != ManifestState.SIGNED or batch.key_a is None or batch.key_b is None:
        return "unsigned"
    for key, signed_at in ((batch.key_a, batch.signed_a_at), (batch.key_b, batch.signed_b_at)):
        late = (
            key.compromised_from is not None and signed_at is not None and signed_at >= key.compromised_from
        )
        if key.state == KeyState.COMPROMISED and late:
            return "key_compromised"
    return ""

"""What of training certificates stands in the public log: each batch under both keys, and the keys."""

from collections.abc import Iterator, Sequence

from cejc import clock
from registry.enums import KeyState, ManifestState
from registry.public_log.acts import Published, Said
from registry.results.models import CompletionBatch
from registry.training.models import PlatformKey


def _batches(rows: Sequence[CompletionBatch]) -> Iterator[tuple[CompletionBatch, Said]]:
    for row in rows:
        if row.signed_b_at is None:
            continue
        facts = {"base": row.base.code, "year": row.year, "number": row.number, "sha256": row.sha256}
        yield row, Said("certificates.signed", row.signed_b_at.astimezone(clock.SHANGHAI).date(), facts)
        if row.state == ManifestState.VOID:
            yield row, Said("certificates.voided", clock.today(), facts)


def _keys(rows: Sequence[PlatformKey]) -> Iterator[tuple[PlatformKey, Said]]:
    for row in rows:
        facts = {"fingerprint": row.fingerprint, "year": row.year, "part": row.part}
        yield row, Said("key.deposited", row.deposited_at.astimezone(clock.SHANGHAI).date(), facts)
        if row.state != KeyState.ACTIVE and row.ended_at:
            yield row, Said(f"key.{row.state}", row.ended_at.astimezone(clock.SHANGHAI).date(), facts)


ALL = (
    Published(
        CompletionBatch,
        frozenset({"batch.signed_b", "batch.voided"}),
        _batches,
        lambda: CompletionBatch.objects.filter(signed_b_at__isnull=False).select_related("base"),
    ),
    Published(
        PlatformKey,
        frozenset(f"platform_key.{one}" for one in ("deposited", "replaced", "lost", "compromised")),
        _keys,
        lambda: PlatformKey.objects.all(),
    ),
)

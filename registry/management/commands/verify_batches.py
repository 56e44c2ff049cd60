"""Every stored byte of every batch of certificates: rows, hashes,
manifest, both signatures, the two hands."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from registry.enums import ManifestState
from registry.results.models import CompletionBatch
from registry.results.queries.batch_faults import faults_of

CHECKED = (ManifestState.FROZEN, ManifestState.SIGNED_A, ManifestState.SIGNED)


class Command(BaseCommand):
    help = "Compute every frozen batch of certificates anew and name whatever was altered."

    def handle(self, *args: Any, **options: Any) -> None:
        count, altered = 0, list[str]()
        for batch in _batches():
            count += 1
            altered += [f"{batch.base.code} {batch.year}-{batch.number}: {one}" for one in faults_of(batch)]
        for one in altered:
            self.stderr.write(one)
        if altered:
            raise SystemExit(1)
        self.stdout.write(f"{count} batches, nothing altered")


def _batches() -> Iterator[CompletionBatch]:
    rows = CompletionBatch.objects.filter(state__in=CHECKED).select_related(
        "base", "key_a__person", "key_b__person", "key_a__custodian", "key_b__custodian"
    )
    yield from rows.order_by("pk").iterator(chunk_size=20)

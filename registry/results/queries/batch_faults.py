"""What is wrong with a frozen batch, computed anew from its stored bytes."""

from collections.abc import Iterator

from cejc.lib.dual_key import FormatFault, Manifest, certificate_hash, read_manifest
from registry.enums import ManifestState
from registry.results.models import CompletionBatch
from registry.results.queries.platform_key import batch_is_signed, certificate, manifest_matches, sha256

ERASED = "erased:"
SENTENCES = {
    "unsigned": "the two signatures do not stand in two hands, or not in order",
    "key_compromised": "signed with a key after it was compromised",
    "batch_altered": "the manifest does not fit both signatures",
}


def faults_of(batch: CompletionBatch) -> Iterator[str]:
    """One sentence a fault; nothing for a batch that is as it was
    frozen and signed. A batch given up is none."""
    try:
        manifest = read_manifest(bytes(batch.manifest))
    except FormatFault as fault:
        yield f"the manifest cannot be read ({fault})"
        return
    if sha256(bytes(batch.manifest)) != batch.sha256 or not manifest_matches(batch, manifest):
        yield "number, count, hours or hash of the batch differ from its manifest"
    yield from _rows(batch, manifest)
    if batch.state == ManifestState.SIGNED and (code := batch_is_signed(batch)):
        yield SENTENCES[code]


def _rows(batch: CompletionBatch, manifest: Manifest) -> Iterator[str]:
    """Every certificate has its row, every row its certificate; one
    whose number was erased by law is believed."""
    listed, erased = set(manifest.certificates), 0
    for row in batch.completions.select_related("course", "base").order_by("pk").iterator(chunk_size=500):
        if row.identity_index.startswith(ERASED):
            erased += 1
            continue
        digest = certificate_hash(certificate(row, manifest))
        if digest not in listed:
            yield f"result {row.external_id} is not what was signed"
        listed.discard(digest)
    if len(listed) != erased:
        yield f"{len(listed) - erased} certificates have no result any more"

"""Whether a certificate stands under both keys (四(五)): computed from
the stored bytes, never read from a state."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cejc.lib.dual_key import (
    CERTIFICATE,
    FormatFault,
    KeyFault,
    Manifest,
    PublicKey,
    certificate_file,
    certificate_hash,
    read_manifest,
)
from registry.enums import ManifestState
from registry.results.models import Completion, CompletionBatch
from registry.training.models import PlatformKey

ERASED = "erased:"
Signed = tuple[str, Manifest | None]


def public_key(key: PlatformKey) -> PublicKey:
    return PublicKey(key.algorithm, bytes(key.public_key))


def signed(batch: CompletionBatch | None) -> Signed:
    """Why its two signatures are not believed, as the code of a standing ("" when they are): unsigned,
    key_compromised, batch_altered; and what both keys signed.

    Keys (with `person`) should be at hand; nothing reads the state alone.
    """
    if batch is None or batch.state != ManifestState.SIGNED or batch.key_a is None or batch.key_b is None:
        return "unsigned", None
    if not _in_two_hands(batch, batch.key_a, batch.key_b) or not _in_order(batch):
        return "unsigned", None
    if _signed_too_late(batch):
        return "key_compromised", None
    manifest = manifest_of(batch)
    return ("", manifest) if manifest is not None else ("batch_altered", None)


def batch_is_signed(batch: CompletionBatch | None) -> str:
    """Why its two signatures are not believed, as `signed`."""
    return signed(batch)[0]


def certificate_fault(row: Completion, under: Signed | None = None) -> str:
    """As `batch_is_signed`, for one result: its own bytes, as they stand now, must be listed in the manifest.

    `under`: what `signed` says of its batch, where many results of one are looked at.
    """
    fault, manifest = under or signed(row.batch)
    if fault or manifest is None:
        return fault
    if row.identity_index.startswith(ERASED):
        # Its bytes named a number that nobody keeps any more (a
        # deletion by law); verify_batches counts such rows.
        return "" if row.activity_id is not None else "unsigned"
    return "" if certificate_hash(certificate(row, manifest)) in manifest.certificates else "batch_altered"


def certificate(row: Completion, manifest: Manifest) -> dict[str, Any]:
    """The certificate of one result, from the columns that a database trigger keeps."""
    return certificate_for(
        row, str(manifest.platform["code"]), str(row.course.public_id) if row.course else ""
    )


def certificate_for(row: Completion, platform: str, course: str) -> dict[str, Any]:
    return {
        "format": CERTIFICATE,
        "platform": platform,
        "id": str(row.public_id),
        "result": row.external_id,
        "version": row.version,
        "course": course,
        "subject": row.subject,
        "hours": row.hours,
        "minutes": row.minutes,
        "passed_on": row.passed_on.isoformat(),
        "year": row.attributed_year,
        "number": row.certificate,
        "holder": {
            "name": row.name,
            "identity_type": row.identity_type,
            "identity_masked": row.identity_masked,
            "identity_tag": row.identity_index,
        },
    }


def manifest_of(batch: CompletionBatch) -> Manifest | None:
    """What both keys signed; None when a byte of it, of a key or of a signature is not as it was signed."""
    if batch.key_a is None or batch.key_b is None:
        return None
    found = _believed(
        bytes(batch.manifest),
        *_signed(batch.key_a, bytes(batch.signature_a)),
        *_signed(batch.key_b, bytes(batch.signature_b)),
    )
    return found if found is not None and _says_so(batch, found) else None


def _signed(key: PlatformKey, signature: bytes) -> tuple[str, bytes, str, bytes]:
    return key.algorithm, bytes(key.public_key), key.fingerprint, signature


@lru_cache(maxsize=64)
def _believed(
    data: bytes,
    name_a: str,
    key_a: bytes,
    id_a: str,
    signature_a: bytes,
    name_b: str,
    key_b: bytes,
    id_b: str,
    signature_b: bytes,
) -> Manifest | None:
    """Read and verify once a process: the answer depends on these bytes alone."""
    try:
        manifest = read_manifest(data)
        for part, key, mark, signature in (
            ("A", PublicKey(name_a, key_a), id_a, signature_a),
            ("B", PublicKey(name_b, key_b), id_b, signature_b),
        ):
            named = {"algorithm": key.algorithm, "id": key.fingerprint}
            if mark != key.fingerprint or manifest.keys[part] != named or not key.verifies(signature, data):
                return None
    except (FormatFault, KeyFault):
        return None
    return manifest if key_a != key_b else None


def manifest_matches(batch: CompletionBatch, manifest: Manifest) -> bool:
    """Whether the columns beside the manifest say what it says."""
    return _says_so(batch, manifest)


def _says_so(batch: CompletionBatch, manifest: Manifest) -> bool:
    return (batch.year, batch.number, batch.count, batch.hours, batch.sha256) == (
        manifest.year,
        manifest.number,
        manifest.count,
        manifest.hours,
        sha256(bytes(batch.manifest)),
    )


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _in_two_hands(batch: CompletionBatch, key_a: PlatformKey, key_b: PlatformKey) -> bool:
    """Both keys belong to this base and year, are A and B, and each was
    used by its own custodian, who differ."""
    here = all((one.base_id, one.year) == (batch.base_id, batch.year) for one in (key_a, key_b))
    parts = (key_a.part, key_b.part) == ("A", "B")
    hands = (batch.signed_a_by_id, batch.signed_b_by_id) == (key_a.custodian_id, key_b.custodian_id)
    return here and parts and hands and are_apart(key_a, key_b)


def are_apart(key_a: PlatformKey, key_b: PlatformKey) -> bool:
    """Two persons, two accounts, two organisations; a person that was merged into another is that one."""
    people = {one.person.merged_into_id or one.person_id for one in (key_a, key_b)}
    accounts, holders = {key_a.custodian_id, key_b.custodian_id}, {key_a.holder_id, key_b.holder_id}
    return len(people) == len(accounts) == len(holders) == 2


def _in_order(batch: CompletionBatch) -> bool:
    """Deposited, frozen, signed with A, then with B, each key while it was in use."""
    if batch.frozen_at is None or batch.signed_a_at is None or batch.signed_b_at is None:
        return False
    for key, at in ((batch.key_a, batch.signed_a_at), (batch.key_b, batch.signed_b_at)):
        if (
            key is None
            or key.deposited_at > batch.frozen_at
            or (key.ended_at is not None and key.ended_at < at)
        ):
            return False
    return batch.frozen_at <= batch.signed_a_at <= batch.signed_b_at


def _signed_too_late(batch: CompletionBatch) -> bool:
    pairs = ((batch.key_a, batch.signed_a_at), (batch.key_b, batch.signed_b_at))
    return any(
        key is not None and at is not None and key.compromised_from is not None and at >= key.compromised_from
        for key, at in pairs
    )


def file_of(row: Completion) -> bytes | None:
    """The certificate file of a result of a signed batch; None when its
    bytes do not stand under both keys."""
    batch = row.batch
    manifest = manifest_of(batch) if batch is not None else None
    if batch is None or manifest is None or batch.key_a is None or batch.key_b is None:
        return None
    content = certificate(row, manifest)
    if certificate_hash(content) not in manifest.certificates:
        return None
    signatures: Mapping[str, tuple[PublicKey, bytes]] = {
        "A": (public_key(batch.key_a), bytes(batch.signature_a)),
        "B": (public_key(batch.key_b), bytes(batch.signature_b)),
    }
    return certificate_file(content, bytes(batch.manifest), signatures)

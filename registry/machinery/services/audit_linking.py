"""Linking the entries of the audit log, after they were committed: chain, Merkle tree, signed checkpoint.

Whoever writes an entry waits for nobody; the order of the entries is that in which they are linked here, by
one worker at a time, within a second.
"""

import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cejc.lib import crypto, merkle, signed_note
from cejc.lib.db import copying
from cejc.lib.pieces import pieces
from registry.machinery.models import AuditCheckpoint, AuditEntry, AuditHead, AuditLink, AuditWaiting

MOST = 5000  # entries at once


def link(most: int = MOST) -> int:
    """Link what waits, at most `most` entries, and sign what the log is then; how many were linked."""
    if not AuditWaiting.objects.exists():
        return 0
    with transaction.atomic():
        AuditHead.objects.get_or_create(pk=1)
        head = AuditHead.objects.select_for_update(skip_locked=True).filter(pk=1).first()
        if head is None:  # another worker is at it
            return 0
        waiting = list(AuditWaiting.objects.order_by("entry").values_list("entry", flat=True)[:most])
        if linked := _append(head, waiting):
            _sign(head)
        return linked


def link_all() -> int:
    """Link until nothing waits; how many were linked."""
    total = 0
    while linked := link():
        total += linked
    return total


def _append(head: AuditHead, waiting: list[int]) -> int:
    hashes = dict(AuditEntry.objects.filter(number__in=waiting).values_list("number", "hash"))
    frontier, links = [bytes.fromhex(one) for one in head.frontier], []
    for number in waiting:
        if number not in hashes:  # taken away past the guards: what waits for it is left to be named
            continue
        leaf = bytes.fromhex(hashes[number])
        merkle.append(frontier, head.size, leaf)
        head.size += 1
        head.hash = follow(head.hash, hashes[number])
        links.append(AuditLink(place=head.size, entry=number, hash=head.hash))
    head.frontier = [one.hex() for one in frontier]
    copying.insert(links)
    for piece in pieces([one.entry for one in links]):
        AuditWaiting.objects.filter(entry__in=piece).delete()
    head.save(update_fields=["size", "hash", "frontier"])
    return len(links)


def follow(before: str, entry_hash: str) -> str:
    """The hash of the link of an entry, by the one before it."""
    return hashlib.sha256(bytes.fromhex(before) + bytes.fromhex(entry_hash)).hexdigest()


def origin() -> str:
    """The name of this log and of its key: where the portal is."""
    parts = urlsplit(settings.CEJC_PUBLIC_URL)
    return f"{parts.netloc}{parts.path}/audit"


def _sign(head: AuditHead) -> None:
    root, at = merkle.root([bytes.fromhex(one) for one in head.frontier]), timezone.now()
    text = signed_note.Checkpoint(origin(), head.size, root, at).text()
    note = signed_note.sign(text, origin(), crypto.signing_seeds("log")[0])
    AuditCheckpoint.objects.get_or_create(
        size=head.size, defaults={"root": root.hex(), "at": at, "note": note}
    )

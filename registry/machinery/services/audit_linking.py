"""Linking the entries of the audit log, after they were committed: chain, Merkle tree, signed checkpoint.

Whoever writes an entry waits for nobody; the order of the entries is that in which they are linked here, by
one worker at a time, within a second.
"""

import hashlib
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from cejc.lib import crypto, merkle, signed_note
from cejc.lib.db import copying
from cejc.lib.db.ready import Shape, ready
from cejc.lib.pieces import pieces
from registry.machinery.models import AuditCheckpoint, AuditEntry, AuditHead, AuditLink, AuditWaiting

MOST = 5000  # entries at once


@ready
def _waiting(most: Shape) -> QuerySet[AuditWaiting, tuple[int, str | None]]:
    """What waits, with the hash of each entry; None where it was taken away past the guards."""
    entry = AuditEntry.objects.filter(number=OuterRef("entry"))
    rows = AuditWaiting.objects.order_by("entry").annotate(its=Subquery(entry.values("hash")))
    return rows.values_list("entry", "its")[:most]


@cache
def _mold() -> copying.Mold:
    return copying.Mold(AuditLink, "place", "entry", "hash")


def link(most: int = MOST) -> int:
    """Link what waits, at most `most` entries, and sign what the log is then; how many were linked."""
    if not AuditWaiting.objects.exists():
        return 0
    with transaction.atomic():
        head = _held()
        if head is None:  # another worker is at it
            return 0
        if linked := _append(head, _waiting(most)):
            _sign(head)
        return linked


def link_in_turn() -> None:
    """As a worker does time and again: all that waits now; what comes in meanwhile is the next turn's."""
    while link() == MOST:
        pass


def link_all() -> int:
    """Link until nothing waits; how many were linked."""
    total = 0
    while linked := link():
        total += linked
    return total


def _held() -> AuditHead | None:
    """The end of the chain, locked for this transaction; None when another has it."""
    head = AuditHead.objects.select_for_update(skip_locked=True).filter(pk=1).first()
    if head is not None:
        return head
    head, new = AuditHead.objects.get_or_create(pk=1)
    return head if new else None


def _append(head: AuditHead, waiting: list[tuple[int, str | None]]) -> int:
    frontier, links = [bytes.fromhex(one) for one in head.frontier], []
    for number, its in waiting:
        if its is None:  # what waits for an entry that is gone is left to be named
            continue
        merkle.append(frontier, head.size, bytes.fromhex(its))
        head.size += 1
        head.hash = follow(head.hash, its)
        links.append((head.size, number, head.hash))
    head.frontier = [one.hex() for one in frontier]
    _mold().add(links)
    for piece in pieces([number for _place, number, _hash in links]):
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
    point = AuditCheckpoint(size=head.size, root=root.hex(), at=at, note=note)
    AuditCheckpoint.objects.bulk_create([point], ignore_conflicts=True)  # what stands at this size stays

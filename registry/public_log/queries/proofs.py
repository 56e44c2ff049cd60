"""Proofs that leave the portal: that an act stands in the log of a checkpoint."""

from django.db.models import QuerySet

from cejc.lib.db.ready import ready
from cejc.lib.tlog import paper, proofs
from registry.public_log.models import LogCheckpoint, LogCoSignature, LogLeaf
from registry.public_log.queries import keeping


def last() -> LogCheckpoint | None:
    return LogCheckpoint.objects.order_by("-size").first()


def best_for(leaf: LogLeaf) -> LogCheckpoint | None:
    """The checkpoint that a proof of `leaf` ends in: the newest that a witness has co-signed, else the
    newest; None while the leaf is in none."""
    if leaf.place is None:
        return None
    return next(iter(_seen(leaf.place) or _holding(leaf.place)), None)


@ready
def _seen(place: int) -> QuerySet[LogCheckpoint]:
    return _beyond(place).filter(cosignatures__isnull=False)[:1]


@ready
def _holding(place: int) -> QuerySet[LogCheckpoint]:
    return _beyond(place)[:1]


def _beyond(place: int) -> QuerySet[LogCheckpoint]:
    return LogCheckpoint.objects.filter(size__gt=place).order_by("-size")


def note_of(point: LogCheckpoint) -> str:
    """The note, with the lines of the witnesses under it."""
    return point.note + "".join(f"{line}\n" for (line,) in _lines(point.size))


@ready
def _lines(size: int) -> QuerySet[LogCoSignature, tuple[str]]:
    return LogCoSignature.objects.filter(checkpoint=size).order_by("witness").values_list("line")


def proof_of(leaf: LogLeaf) -> paper.Proof | None:
    """None while the leaf waits. Raises FileNotFoundError where tiles are away."""
    point = best_for(leaf)
    if point is None or leaf.place is None:
        return None
    path = proofs.inclusion(leaf.place, proofs.Nodes(point.size, keeping.of_log().read))
    return paper.Proof(leaf.place, tuple(path), note_of(point))

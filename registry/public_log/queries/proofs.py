"""Proofs that leave the portal: that an act stands in the log of a checkpoint."""

from cejc.lib.tlog import paper, proofs
from registry.public_log.models import LogCheckpoint, LogLeaf
from registry.public_log.queries import keeping


def last() -> LogCheckpoint | None:
    return LogCheckpoint.objects.order_by("-size").first()


def best_for(leaf: LogLeaf) -> LogCheckpoint | None:
    """The checkpoint that a proof of `leaf` ends in: the newest that a witness has co-signed, else the
    newest; None while the leaf is in none."""
    if leaf.place is None:
        return None
    holding = LogCheckpoint.objects.filter(size__gt=leaf.place).order_by("-size")
    return holding.filter(cosignatures__isnull=False).first() or holding.first()


def note_of(point: LogCheckpoint) -> str:
    """The note, with the lines of the witnesses under it."""
    lines = point.cosignatures.order_by("witness").values_list("line", flat=True)
    return point.note + "".join(f"{line}\n" for line in lines)


def proof_of(leaf: LogLeaf) -> paper.Proof | None:
    """None while the leaf waits. Raises FileNotFoundError where tiles are away."""
    point = best_for(leaf)
    if point is None or leaf.place is None:
        return None
    path = proofs.inclusion(leaf.place, proofs.Nodes(point.size, keeping.of_log().read))
    return paper.Proof(leaf.place, tuple(path), note_of(point))

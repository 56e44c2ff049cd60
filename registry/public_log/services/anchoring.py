"""The audit log's own checkpoints, a leaf a day: whoever would rewrite it had to rewrite what others keep."""

from cejc import clock
from registry.machinery.models import AuditCheckpoint
from registry.machinery.services import audit_linking
from registry.machinery.services.job import periodic
from registry.public_log import acts
from registry.public_log.services import leaves

ACT, NOUN = "audit.checkpoint", "auditcheckpoint"
DAY = 24 * 3600


@periodic(seconds=DAY)
def anchor_audit_log() -> None:
    """Put the newest checkpoint of the audit log down, if it is not there yet."""
    audit_linking.link_in_turn()
    point = AuditCheckpoint.objects.order_by("-size").first()
    if point is not None:
        leaves.put([leaves.leaf(said(point), NOUN, str(point.size))])


def said(point: AuditCheckpoint) -> acts.Said:
    facts = {"origin": audit_linking.origin(), "size": point.size, "root": point.root}
    return acts.Said(ACT, clock.today(), facts)

"""The keys by which the portal signs its logs are published in the log that they sign: at the beginning, and
whenever they are others."""

from cejc import clock
from cejc.lib import crypto, signed_note
from registry.machinery.services import audit_linking
from registry.public_log import acts, keys
from registry.public_log.models import LogLeaf
from registry.public_log.services import leaves

ACT, NOUN = "keys.changed", "keys"


def note() -> None:
    """Put down a leaf where the keys are not those that the last one names. Twice at once is once."""
    rows = LogLeaf.objects.filter(noun=NOUN)
    last, facts = rows.order_by("-pk").first(), now()
    if last is None or last.facts != facts:
        said = acts.Said(ACT, clock.today(), facts, detail=str(rows.count() + 1))
        leaves.put([leaves.leaf(said, NOUN, "portal")])


def now() -> dict[str, list[str]]:
    origin, seeds = audit_linking.origin(), crypto.signing_seeds("log")
    audit = [signed_note.verifier(origin, signed_note.public_key(one)) for one in seeds]
    return {"public_log": keys.told(), "audit": audit}

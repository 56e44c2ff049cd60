"""What a checker without a network is told: the keys of codes, and the slips that are not good any more.

A slip is named by the mark that stands in its code and can be guessed by nobody, so the list tells only those
who hold the paper. It is made of the rows of the public log: a slip without a leaf has no code either.
"""

from django.conf import settings
from django.utils import timezone

from cejc.lib import signed_note
from cejc.lib.papercode import knowledge
from cejc.lib.papercode.knowledge import REVOKED, SUPERSEDED, Gone, Knowledge
from registry.keys.queries.code_keys import every_code_key
from registry.models import LogLeaf
from registry.public_log import keys

MARK = 16  # digits


def known_now() -> Knowledge:
    """`made` is the time of the machine, which readers compare with their own."""
    return Knowledge(settings.CEJC_PUBLIC_URL, timezone.now(), tuple(every_code_key()), tuple(_gone()))


def signed_now() -> str:
    """The note that readers fetch and keep."""
    return signed_note.sign(knowledge.written(known_now()), keys.origin(), *keys.seeds())


def _gone() -> list[Gone]:
    ends = LogLeaf.objects.filter(noun="slip", act__in=[f"slip.{one}" for one in (REVOKED, SUPERSEDED)])
    issued = LogLeaf.objects.filter(noun="slip", act="slip.issued", subject__in=ends.values("subject"))
    digests = dict(issued.values_list("subject", "digest"))
    rows = ends.order_by("pk").values_list("subject", "act", "day")
    last = {subject: (act.removeprefix("slip."), day) for subject, act, day in rows if subject in digests}
    return sorted(
        (Gone(bytes.fromhex(digests[one][:MARK]), *said) for one, said in last.items()),
        key=lambda gone: (gone.on, gone.mark),
    )

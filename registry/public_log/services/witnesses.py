"""Those who watch the log: named by an operator; what they co-sign comes to the portal and is shown."""

from datetime import UTC, datetime

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _

from cejc.errors import Refused
from cejc.lib import signed_note
from cejc.lib.signed_note import NoteBroken
from cejc.lib.tlog import cosigning
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.public_log import keys
from registry.public_log.models import LogCheckpoint, LogCoSignature, LogWitness

log = structlog.get_logger("cejc.public_log")
AHEAD_SECONDS = 600  # of clocks that do not agree


class Contradicted(Refused):
    """A note of our own key that is none of our checkpoints: either is a fork. To be looked at by people."""


@service
def add(*, key: str, label: str) -> LogWitness:
    """Know a witness by the key that it handed over. Raises Refused."""
    try:
        found = cosigning.key_of(key)
    except NoteBroken as fault:
        raise Refused(_("这不是见证机构的公钥，请核对是否复制完整。"), code="bad_key") from fault
    known = LogWitness.objects.filter(name=found.name).first()
    if known and (known.key, known.retired_at) == (found.told(), None):
        return known
    if known:
        raise Refused(_("已有同名的见证机构。更换公钥的，请见证机构改用新的名称。"), code="name_taken")
    made = LogWitness.objects.create(name=found.name, key=found.told(), label=label.strip() or found.name)
    audit.record("log_witness.added", made, after={"name": made.name, "key": made.key})
    return made


@service
def retire(*, name: str) -> LogWitness:
    """What it co-signed stays; nothing more is taken. Raises Refused."""
    row = LogWitness.objects.select_for_update().filter(name=name).first()
    if row is None:
        raise Refused(_("没有这个见证机构。"), code="unknown_witness")
    if row.retired_at is None:
        row.retired_at = timezone.now()
        row.save(update_fields=["retired_at"])
        audit.record("log_witness.retired", row, after={"name": row.name})
    return row


def take(note: str) -> list[LogCoSignature]:
    """Keep the valid co-signatures of known witnesses under a note that is one of our checkpoints; what is
    kept already is answered again. Raises Refused: `no_checkpoint`, `contradicted`, `no_witness`."""
    point = _checkpoint(note)
    rows = LogWitness.objects.filter(retired_at=None)
    by_name = {one.name: one for one in rows}
    latest = timezone.now().timestamp() + AHEAD_SECONDS
    found = [
        one
        for one in cosigning.found_in(note, [cosigning.key_of(row.key) for row in by_name.values()])
        if one.at <= latest
    ]
    if not found:
        raise Refused(_("没有登记在册的见证机构的有效联署。"), code="no_witness")
    made = [
        LogCoSignature(
            checkpoint=point,
            witness=by_name[one.key.name],
            at=datetime.fromtimestamp(one.at, UTC),
            line=one.line,
        )
        for one in found
    ]
    LogCoSignature.objects.bulk_create(made, ignore_conflicts=True)  # the first stays
    return list(point.cosignatures.filter(witness__in=by_name.values()))


def _checkpoint(note: str) -> LogCheckpoint:
    """Ours, of exactly this text."""
    for public in keys.public_keys():
        try:
            text = signed_note.opened(note, public)
            said = signed_note.checkpoint(text)
        except NoteBroken:
            continue
        point = LogCheckpoint.objects.filter(size=said.size).first()
        if point is None or not point.note.startswith(f"{text}\n"):
            log.error("a checkpoint signed by our key is none of ours", size=said.size, root=said.root.hex())
            raise Contradicted(_("检查点由本系统的密钥签名，但与本系统公布的不一致。"), code="contradicted")
        return point
    raise Refused(_("这不是由本系统签名的检查点。"), code="no_checkpoint")

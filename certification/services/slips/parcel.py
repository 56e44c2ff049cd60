"""Taking slips home: a selection as ZIP with its index, as one document to print, as a list to sign.

Made by the worker into a file beside, then named in the row: a worker that is killed leaves nothing half
made, and the next one makes it anew. Forgotten after `KEPT`.
"""

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from cejc.lib import storage
from cejc.lib.pieces import pieces
from certification.enums import ParcelKind, SlipState
from certification.models import Slip, SlipParcel
from certification.services.slips import parcel_files
from certification.services.slips.slip_file import drawn
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.job import beat, enqueue, handles, periodic
from registry.models import User

KEPT = timedelta(days=7)
MOST = 20_000  # slips of one parcel; more are refused in words, never cut
JOB = "slips.parcel"
ENDINGS = {ParcelKind.FILES: ".zip", ParcelKind.PRINT: ".pdf", ParcelKind.LIST: ".pdf"}


@service
def collect(*, actor: User, kind: str, slips: Iterable[Slip]) -> SlipParcel:
    """Have the worker put `slips` together. What is valid no more is left out, and named.

    Raises Refused when there is none, or more than one parcel holds.
    """
    rows = list(slips)
    valid = [row for row in rows if row.state == SlipState.VALID]
    if not valid:
        raise Refused(_("没有可以打包的有效认定单，没有办理。"))
    if len(valid) > MOST:
        words = {"most": MOST, "count": len(valid)}
        raise Refused(_("一次最多打包%(most)s份，所选为%(count)s份，请分批办理。") % words)
    left = [
        {"name": f"{row.content['name']} {row.number}", "why": str(row.get_state_display())}
        for row in rows
        if row.state != SlipState.VALID
    ]
    made = SlipParcel.objects.create(
        owner=actor, kind=kind, slips=[str(row.public_id) for row in valid], left_out=left
    )
    key = str(made.public_id)
    enqueue(JOB, key, {"parcel": key}, owner=actor, total=len(valid))
    audit.record("parcel.asked", made, actor=actor, after={"kind": kind, "slips": len(valid)})
    return made


@handles(JOB)
def run_make(job: Job) -> None:
    """Make the file of a parcel; made already, nothing."""
    parcel = SlipParcel.objects.filter(public_id=job.payload["parcel"]).first()
    if parcel is None or parcel.stored_name:
        return
    with tempfile.TemporaryFile() as out:
        MAKERS[ParcelKind(parcel.kind)](out, _each(job, parcel.slips))
        _keep(parcel, out)


MAKERS: dict[ParcelKind, Callable[[BinaryIO, Iterator[Slip]], None]] = {
    ParcelKind.FILES: parcel_files.as_zip,
    ParcelKind.PRINT: parcel_files.as_one_document,
    ParcelKind.LIST: parcel_files.as_list,
}


def _each(job: Job, ids: Sequence[str]) -> Iterator[Slip]:
    """The slips in their order, each with its file: what the worker has not drawn yet is drawn now."""
    done = 0
    for piece in pieces(ids, 100):
        rows = {str(row.public_id): row for row in Slip.objects.filter(public_id__in=piece)}
        for key in piece:
            yield drawn(rows[key])
            done += 1
        beat(job, done)


def _keep(parcel: SlipParcel, out: Any) -> None:
    digest = hashlib.sha256()
    out.seek(0)
    while part := out.read(1 << 20):
        digest.update(part)
    size = out.tell()
    name = storage.save(out, ENDINGS[ParcelKind(parcel.kind)])
    values = {"stored_name": name, "sha256": digest.hexdigest(), "size": size}
    if not SlipParcel.objects.filter(pk=parcel.pk, stored_name="").update(**values):
        storage.delete(name)  # another worker was first


@periodic(seconds=86400)
def sweep_parcels() -> None:
    """Forget what was put together more than `KEPT` ago; the slips are not touched."""
    for row in SlipParcel.objects.filter(created_at__lt=clock.now() - KEPT):
        row.delete()
        if row.stored_name:
            storage.delete(row.stored_name)

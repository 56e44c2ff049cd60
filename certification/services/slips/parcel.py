"""Taking slips home: a selection as ZIP with its index, as one document to print, as a list to sign.

Made by the worker into a file beside, then named in the row: a worker that is killed leaves nothing half
made, and the next one makes it anew. Forgotten after `KEPT`.
"""

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cejc.errors import Refused
from cejc.lib import storage
from cejc.lib.pieces import pieces
from certification.enums import ParcelKind, SlipState
from certification.models import Slip, SlipParcel
from certification.services.slips import parcel_files
from certification.services.slips.slip_file import drawn
from registry.machinery.models.job import Job
from registry.machinery.retention import period
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.forgetting_run import forgets
from registry.machinery.services.job import beat, enqueue, handles
from registry.models import User
from registry.people import looking
from registry.people.services import export_request, exporting, look

KEPT = period("parcels")
MOST = 60_000  # slips of one parcel; more are refused in words, never cut
NAMED = ("content__name", "number")
JOB = "slips.parcel"


@service
def collect(*, actor: User, kind: str, slips: QuerySet[Slip]) -> SlipParcel:
    """Have the worker put `slips` together, very many once another officer agrees. What is
    valid no more is left out, and named.

    Raises Refused when there is none, or more than one parcel holds.
    """
    valid, left = _sorted(slips)
    if not valid:
        raise Refused(_("没有可以打包的有效认定单，没有办理。"))
    if len(valid) > MOST:
        words = {"most": MOST, "count": len(valid)}
        raise Refused(_("一次最多打包%(most)s份，所选为%(count)s份，请分批办理。") % words)
    held = export_request.needed(actor, len(valid))
    made = SlipParcel.objects.create(owner=actor, kind=kind, slips=valid, left_out=left, held=held)
    if not held:
        begin(made)
    audit.record("parcel.asked", made, actor=actor, after={"kind": kind, "slips": len(valid)})
    return made


def begin(row: SlipParcel) -> None:
    """Have the worker make the file; twice is once."""
    key = str(row.public_id)
    enqueue(JOB, key, {"parcel": key}, owner=row.owner, total=len(row.slips))


def _sorted(slips: QuerySet[Slip]) -> tuple[list[str], list[dict[str, str]]]:
    """Ids of those that are valid, in their order, and the others by name: nothing else of them is read."""
    valid, left = [], []
    for key, state, name, number in slips.values_list("public_id", "state", *NAMED).iterator():
        if state == SlipState.VALID:
            valid.append(str(key))
        else:
            left.append({"name": f"{name} {number}", "why": str(SlipState(state).label)})
    return valid, left


@handles(JOB)
def run_make(job: Job) -> None:
    """Make the file of a parcel; made already, nothing."""
    parcel = SlipParcel.objects.select_related("owner").filter(public_id=job.payload["parcel"]).first()
    if parcel is None or parcel.stored_name or parcel.waits:
        return
    with (
        tempfile.TemporaryFile() as out,
        looking.watching(partial(look.keep, parcel.owner), parcel.owner) as watch,
    ):
        ending = _maker(parcel)(out, looking.taken(_each(job, parcel)))
        watch.flush()
        _keep(parcel, out, ending)


@service
def _kept(parcel: SlipParcel, values: dict[str, Any]) -> bool:
    """Whether this is the file; then it stands in the register of exports (an index does already)."""
    if not SlipParcel.objects.filter(pk=parcel.pk, stored_name="").update(**values):
        return False
    if parcel.kind != ParcelKind.FILES:
        title = _("认定单　%s") % parcel.get_kind_display()
        exporting.registered(parcel.owner, title, rows=len(parcel.slips), request=parcel.granted)
    export_request.use_for(parcel)
    return True


# Each writes the file and says what it ends in.
MAKERS: dict[ParcelKind, Callable[[BinaryIO, Iterator[Slip]], str]] = {
    ParcelKind.PRINT: parcel_files.to_print,
    ParcelKind.LIST: parcel_files.to_sign,
}


def _maker(parcel: SlipParcel) -> Callable[[BinaryIO, Iterator[Slip]], str]:
    if parcel.kind == ParcelKind.FILES:
        return partial(parcel_files.as_zip, request=parcel.granted)
    return MAKERS[ParcelKind(parcel.kind)]


def _each(job: Job, parcel: SlipParcel) -> Iterator[Slip]:
    """The slips in their order, each with its file: what the worker has not drawn yet is drawn now. A list
    to sign needs none."""
    done, drawing = 0, parcel.kind != ParcelKind.LIST
    for piece in pieces(parcel.slips, 100):
        rows = {str(row.public_id): row for row in Slip.objects.filter(public_id__in=piece)}
        for key in piece:
            yield drawn(rows[key]) if drawing else rows[key]
            done += 1
        beat(job, done)


def _keep(parcel: SlipParcel, out: Any, ending: str) -> None:
    digest = hashlib.sha256()
    out.seek(0)
    while part := out.read(1 << 20):
        digest.update(part)
    size = out.tell()
    name = storage.save(out, ending)
    values = {"stored_name": name, "sha256": digest.hexdigest(), "size": size}
    if not _kept(parcel, values):
        storage.delete(name)  # another worker was first


def volumes(parcel: SlipParcel) -> int:
    """How many slips one of its volumes holds at most; 0 where it is one document, or files."""
    several = parcel.stored_name.endswith(".zip")
    most = {ParcelKind.PRINT: parcel_files.VOLUME, ParcelKind.LIST: parcel_files.LINES}
    return most.get(ParcelKind(parcel.kind), 0) if several else 0


@forgets("parcels", lambda before: SlipParcel.objects.filter(created_at__lt=before))
def _forget_old(piece: Sequence[SlipParcel]) -> int:
    """What was put together long ago; the slips are not touched."""
    for row in piece:
        export_request.lapse(row)
        row.delete()
        if row.stored_name:
            transaction.on_commit(partial(storage.delete, row.stored_name))
    return len(piece)

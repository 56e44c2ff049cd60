"""Rows of a list taken home: what was ticked, or all that a filter finds, as a sheet, on paper, or their own
papers bound.

The worker makes the file from the rows as they are then and the owner still sees them; killed, it makes it
anew. Forgotten after `KEPT`.
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
from cejc.lib.pieces import PIECE, pieces
from cejc.lib.writing import identity
from registry.enums import TakenKind
from registry.machinery.models.job import Job
from registry.machinery.retention import period
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.forgetting_run import forgets
from registry.machinery.services.job import beat, enqueue, handles
from registry.people import held_files, looking
from registry.people.lists import LISTS, PAPERS, Listed
from registry.people.models import TakenList, User
from registry.people.services import export_request, look, taking_files
from registry.people.services.taking_files import Pieces

KEPT = period("taken")
JOB = "list.taken"
MOST = 20_000  # rows of one list; more are refused in words, never cut
ENDINGS = {TakenKind.SHEET: ".xlsx", TakenKind.PAPER: ".pdf", TakenKind.BOUND: ".pdf"}
Asked = Sequence[tuple[str, str]]


class Dropped(Exception):
    """Its owner gave the list up while it was made."""


@service
def choose(
    *,
    actor: User,
    listed: Listed,
    kind: str,
    rows: QuerySet[Any],
    asked: Asked = (),
    gone: int = 0,
    back: str = "",
) -> TakenList:
    """Keep which `rows` were chosen, in their order; a file is made of them by the worker, of many rows only
    once another officer agrees (`held`).

    Raises Refused when there is none, or more than one list holds.
    """
    most = PAPERS[listed.name].most if kind == TakenKind.BOUND else MOST
    keys = [str(one) for one in rows.values_list("public_id", flat=True)[: most + 1]]
    if not keys:
        raise Refused(_("列表中没有所选的内容，请先勾选，再选择要办理的事项。"))
    if len(keys) > most:
        words = {"most": most, "unit": listed.unit}
        raise Refused(_("一次最多选定%(most)s%(unit)s，请先筛选，分批办理。") % words)
    shown = [[label, value] for label, value in asked if not identity.holds_number(value)]
    made = TakenList(owner=actor, listed=listed.name, kind=kind, keys=keys, asked=shown, gone=gone)
    made.held = kind in ENDINGS and export_request.needed(actor, len(keys))
    made.back = back if len(back) <= 1200 and not identity.holds_number(back) else ""
    made.save()
    if kind in ENDINGS and not made.held:
        begin(made)
    audit.record("list.taken", made, actor=actor, after=_facts(listed, kind, len(keys)))
    return made


def begin(row: TakenList) -> None:
    """Have the worker make the file; twice is once."""
    taken = str(row.public_id)
    enqueue(JOB, taken, {"taken": taken}, owner=row.owner, total=len(row.keys))


held_files.register("taken", TakenList, begin, JOB)


def _facts(listed: Listed, kind: str, rows: int) -> dict[str, Any]:
    return {"list": str(listed.title), "kind": str(kind), "rows": rows}


@service
def drop(*, actor: User, taken: TakenList) -> None:
    """Give it up: what is being made is not made, what was made is deleted. Gone already, it stays gone."""
    row = TakenList.objects.select_for_update().filter(pk=taken.pk, owner=actor).first()
    if row is None:
        return
    listed = LISTS[row.listed]
    audit.record("list.dropped", row, actor=actor, after=_facts(listed, row.kind, len(row.keys)))
    _forget(row)


@handles(JOB)
def run_make(job: Job) -> None:
    """Make the file of a list; made already or given up, nothing."""
    row = TakenList.objects.select_related("owner").filter(public_id=job.payload["taken"]).first()
    if row is None or row.stored_name or row.waits:
        return
    with tempfile.TemporaryFile() as out, looking.watching(partial(look.keep, row.owner), row.owner) as watch:
        try:
            MAKERS[TakenKind(row.kind)](out, row, _pieces(job, row))
        except Dropped:
            return
        watch.flush()
        _keep(row, out)


MAKERS: dict[TakenKind, Callable[[BinaryIO, TakenList, Pieces], None]] = {
    TakenKind.SHEET: taking_files.as_sheet,
    TakenKind.PAPER: taking_files.as_paper,
    TakenKind.BOUND: taking_files.as_bound,
}


def chosen(row: TakenList, piece: Sequence[str]) -> list[Any]:
    """Those of `piece` (public ids) that the owner may see now, or print, in the order of the list."""
    found = LISTS[row.listed].rows(row.owner).filter(public_id__in=piece)
    if row.kind == TakenKind.BOUND:
        found = found.filter(pk__in=PAPERS[row.listed].mine(row.owner).values("pk"))
    at = {str(one.public_id): one for one in found}
    return [at[key] for key in piece if key in at]


def _pieces(job: Job, row: TakenList) -> Iterator[list[Any]]:
    """The rows in their order, by pieces; counts what is not there any more."""
    done = gone = 0
    size = PAPERS[row.listed].piece if row.kind == TakenKind.BOUND else PIECE
    for piece in pieces(row.keys, size):
        if not TakenList.objects.filter(pk=row.pk).exists():
            raise Dropped
        rows = list(looking.taken(chosen(row, piece)))
        yield rows
        done, gone = done + len(piece), gone + len(piece) - len(rows)
        beat(job, done)
    row.gone += gone


def _keep(row: TakenList, out: Any) -> None:
    digest = hashlib.sha256()
    out.seek(0)
    while part := out.read(1 << 20):
        digest.update(part)
    size = out.tell()
    name = storage.save(out, ENDINGS[TakenKind(row.kind)])
    values = {"stored_name": name, "sha256": digest.hexdigest(), "size": size, "gone": row.gone}
    if not _kept(row, values):
        storage.delete(name)  # another worker was first, or it was given up


@service
def _kept(row: TakenList, values: dict[str, Any]) -> bool:
    """Whether this is the file; what was granted for it is used by that."""
    first = TakenList.objects.filter(pk=row.pk, stored_name="").update(**values)
    if first:
        export_request.use_for(row)
    return bool(first)


def _forget(row: TakenList) -> None:
    export_request.lapse(row)
    row.delete()
    if row.stored_name:
        transaction.on_commit(partial(storage.delete, row.stored_name))


@forgets("taken", lambda before: TakenList.objects.filter(created_at__lt=before))
def _forget_old(piece: Sequence[TakenList]) -> int:
    """What was chosen long ago; the rows are not touched."""
    for row in piece:
        _forget(row)
    return len(piece)

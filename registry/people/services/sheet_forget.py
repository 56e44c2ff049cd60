"""What was read of a workbook is kept for its days, then forgotten: its rows, its files, what was given back.

The import itself stays, with its counts and its log.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from cejc import clock
from registry.enums import SheetState
from registry.machinery.retention import period
from registry.machinery.service import service
from registry.machinery.services.forgetting import forget_names
from registry.machinery.services.forgetting_run import forgets
from registry.people.models import SheetImport
from registry.people.moves.sheet import SHEET
from registry.people.sheets import kind_of

KEPT = period("sheets")  # after it ended: for as long it can be undone
WAITING = period("sheets_waiting")  # after it was sent: for as long its sender can decide
DECIDABLE = (SheetState.PREPARING, SheetState.ASKING, SheetState.READY)
ENDED = (SheetState.UNREAD, SheetState.DROPPED, SheetState.DONE, SheetState.UNDONE)


def kept_until(row: SheetImport) -> datetime | None:
    """When it is forgotten, or given up by the portal; None once it was, and while it is worked on."""
    if row.is_forgotten:
        return None
    if row.state in ENDED and row.finished_at is not None:
        return row.finished_at + KEPT
    return row.created_at + WAITING if row.state in DECIDABLE else None


def _waiting(before: datetime) -> QuerySet[SheetImport]:
    return SheetImport.objects.filter(state__in=DECIDABLE, created_at__lt=before)


@forgets("sheets_waiting", _waiting)
def _lapse_old(piece: Sequence[SheetImport]) -> int:
    for row in piece:
        lapse(row=row)
    return len(piece)


def _ended(before: datetime) -> QuerySet[SheetImport]:
    rows = SheetImport.objects.filter(state__in=ENDED, finished_at__lt=before)
    return rows.exclude(facts__has_key="forgotten")


@forgets("sheets", _ended)
def _forget_old(piece: Sequence[SheetImport]) -> int:
    for row in piece:
        forget(row=row)
    return len(piece)


@service
def lapse(*, row: SheetImport) -> None:
    """Its sender never decided: nothing of it was written, and nothing of it is kept."""
    step = SHEET.enter("lapse", row, actor=None)
    step.row.finished_at = clock.now()
    _forget(step.row)
    step.leave()


@service
def forget(*, row: SheetImport) -> None:
    kept = SHEET.locked(row)
    _forget(kept)
    kept.save()


def _forget(row: SheetImport) -> None:
    kind_of(row).forget(row)
    forget_names([row.stored_name, row.annotated_name, row.wrong_name], SheetImport.objects.filter(pk=row.pk))
    row.rows.all().delete()
    row.stored_name = row.annotated_name = row.wrong_name = ""
    row.facts, row.answers, row.questions = {"forgotten": True}, {}, []

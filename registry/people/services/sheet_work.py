"""The worker's part of an import: read a workbook, write what its sender decided, undo it.

A worker that is killed while it reads begins the reading anew; while it writes or undoes, it goes on with
the rows that are left.
"""

from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Any, BinaryIO, cast

from django.db import IntegrityError
from django.utils.translation import gettext as _

from cejc import clock
from cejc.lib import storage
from cejc.lib.db import abreast, copying
from cejc.lib.pieces import PIECE
from cejc.lib.sheets import book as books
from cejc.lib.sheets.marked import marked
from cejc.lib.sheets.reading import Line, Reading
from cejc.lib.spreadsheet import SheetFault
from cejc.outcome import refusal_of
from registry.enums import SheetOutcome, SheetState
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services.job import beat, handles
from registry.people.models import SheetAnswer, SheetImport, SheetRow
from registry.people.moves.sheet import SHEET
from registry.people.services.sheet import ASKED_AT_ONCE, job_key, tell_sender, why_stays
from registry.people.services.sheet_rows import contents, counts_of, save_rows
from registry.people.sheets import Kind, kind_of


def _at_work(job: Job, state: str) -> SheetImport | None:
    """The import that a job is about, as long as it waits for it."""
    rows = SheetImport.objects.select_related("organisation", "uploaded_by")
    row = rows.get(public_id=job.payload["sheet"])
    return row if row.state == state and job.key.endswith(f":{job_key(row)}") else None


class Overtaken(Exception):
    """Somebody entered one of the rows meanwhile: the database itself refuses it."""


@handles("sheet.read")
def read(job: Job) -> None:
    """Read a workbook, and say what it holds; nothing of it is written but into the list of its rows."""
    row = _at_work(job, SheetState.READING)
    if row is None:
        return
    try:
        if not row.facts:
            _stage(job, row)
        if row.state == SheetState.READING:
            kind_of(row).weigh(row, job)
            _give_back(row)
            _ready(row=row)
    except SheetFault as fault:
        _refuse(row=row, sentence=str(fault))


def _stage(job: Job, row: SheetImport) -> None:
    """Every line with its verdict, in pieces; or the questions that come first."""
    row.rows.all().delete()
    kind = kind_of(row)
    listing = kind.listing(row)
    with (
        storage.open_(row.stored_name) as source,
        books.opened(cast(BinaryIO, source), most_rows=listing.most_rows + 100) as book,
    ):
        reading = Reading(book, listing, known_answers(row))
        Job.objects.filter(pk=job.pk).update(total=sum(found.page.height for found in reading.found))
        staged = _Staged(kind, row, reading)
        abreast.each(staged.pieces(), copying.insert, lanes=kind.lanes, told=lambda: beat(job, staged.done))
        require_lines(staged.done, listing.most_rows)
        questions, row.facts = list(reading.questions.values()), reading.told()
    if questions:
        _ask(row=row, questions=questions)
    else:
        row.save(update_fields=["facts"])


class _Staged:
    """Lines of a workbook as rows to be kept: the next piece is read while the last one is written."""

    def __init__(self, kind: Kind, row: SheetImport, reading: Reading) -> None:
        self._kind, self._row, self._reading, self.done = kind, row, reading, 0

    def pieces(self) -> Iterator[list[SheetRow]]:
        lines, seen = self._reading.lines(), dict[str, Any]()
        while piece := list(islice(lines, PIECE)):
            self.done += len(piece)
            # Once there is something to ask, the rest is only looked through for what else there is.
            if not self._reading.questions:
                yield self._kind.plan(self._row, piece, seen)


def require_lines(count: int, most: int) -> None:
    if count > most:
        raise SheetFault(
            _("一次最多导入%(most)d行，文件中有%(count)d行。请拆成几个文件。")
            % {"most": most, "count": count}
        )


def known_answers(row: SheetImport) -> dict[str, str]:
    """What the unit has answered before, and what was answered about this file."""
    rows = SheetAnswer.objects.filter(organisation=row.organisation_id, kind=row.kind)
    given: dict[str, str] = row.answers
    return dict(rows.values_list("question", "answer")) | given


@service
def _ask(*, row: SheetImport, questions: list[dict[str, Any]]) -> None:
    step = SHEET.enter("ask", row, actor=None, cause=row.uploaded_by)
    step.row.questions, step.row.facts = questions, {}
    row.state = step.leave(questions=len(questions)).state
    row.rows.all().delete()
    tell_sender(step.row)


@service
def _refuse(*, row: SheetImport, sentence: str) -> None:
    step = SHEET.enter("refuse", row, actor=None, cause=row.uploaded_by)
    step.row.sentence, step.row.finished_at = sentence[:500], clock.now()
    step.leave()
    row.rows.all().delete()
    tell_sender(step.row)


@service
def _ready(*, row: SheetImport) -> None:
    step = SHEET.enter("find", row, actor=None, cause=row.uploaded_by)
    step.row.facts, step.row.annotated_name, step.row.wrong_name = (
        row.facts,
        row.annotated_name,
        row.wrong_name,
    )
    step.row.counts = counts_of(row)
    step.leave(**step.row.counts)
    tell_sender(step.row)


def _give_back(row: SheetImport) -> None:
    """The workbook with its wrong cells marked, and its wrong rows alone, kept for the sender."""
    faults = _faults(row)
    if not faults:
        return
    sheets = [(one["index"], one["rows"]) for one in row.facts["sheets"]]
    for name, only in (("annotated_name", False), ("wrong_name", True)):
        with (
            storage.open_(row.stored_name) as source,
            marked(cast(BinaryIO, source), sheets, faults, only=only) as copy,
        ):
            setattr(row, name, storage.save(copy, ".xlsx"))


def _faults(row: SheetImport) -> list[list[Any]]:
    """[sheet, row, column, sentence] of each fault and of each row that was left, by its place."""
    places = {
        (one["index"], name): at
        for one in row.facts["sheets"]
        for at, name, _title in reversed(one["columns"])
    }
    rows = row.rows.exclude(faults=[]).order_by("sheet", "number").values_list("sheet", "number", "faults")
    return [
        [sheet, number, places.get((sheet, name), 1), sentence]
        for sheet, number, faults in rows.iterator()
        for name, sentence in faults
    ]


@handles("sheet.write")
def write(job: Job) -> None:
    """Write what waits, a piece at a time; what was written is not written again."""
    row = _at_work(job, SheetState.WRITING)
    if row is None:
        return
    kind, total = kind_of(row), job.total
    abreast.each(
        _waiting(row, kind.piece),
        partial(_write_some, row, kind),
        lanes=kind.lanes,
        told=lambda: beat(job, total - row.rows.waiting().count()),
    )
    _give_back(row)
    _finish(row=row)


def _waiting(row: SheetImport, size: int) -> Iterator[list[int]]:
    """Keys of the rows that are to be written, `size` at a time."""
    last = 0
    while keys := list(
        row.rows.waiting().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]
    ):
        yield keys
        last = keys[-1]


def _write_some(row: SheetImport, kind: Kind, keys: list[int]) -> None:
    try:
        if why := refusal_of(partial(_written, row, kind, keys)):
            row.rows.filter(pk__in=keys).update(outcome=SheetOutcome.LEFT, faults=[["", why]])
    except Overtaken:
        # Each by itself, and what cannot be is named.
        for key in keys:
            _write_alone(row, kind, key)


def _write_alone(row: SheetImport, kind: Kind, key: int) -> None:
    try:
        left = refusal_of(partial(_written, row, kind, [key]))
    except Overtaken:
        left = "overtaken"
    if left:
        sentence = _("核对之后系统中的内容有了变化，没有导入这一行。")
        row.rows.filter(pk=key).update(outcome=SheetOutcome.LEFT, faults=[["", sentence]])


def _written(row: SheetImport, kind: Kind, keys: list[int]) -> None:
    """A piece, whole or not at all. Raises Refused, and Overtaken."""
    try:
        _write_piece(row=row, kind=kind, keys=keys)
    except IntegrityError as fault:
        raise Overtaken from fault


@service
def _write_piece(*, row: SheetImport, kind: Kind, keys: list[int]) -> None:
    """Rows that still come to what their sender saw are written; the others are left, and say so."""
    rows = list(row.rows.select_for_update().filter(pk__in=keys, outcome="").order_by("pk"))
    kept = _unmoved(row, kind, rows)
    for one in kept:
        one.outcome = SheetOutcome.DONE
    kind.write(row, kept)
    save_rows(rows)


def _unmoved(row: SheetImport, kind: Kind, rows: list[SheetRow]) -> list[SheetRow]:
    moved = kind.moved(row, rows) if kind.moved else _differing(row, kind, rows)
    for one in rows:
        if one.pk in moved:
            one.outcome, one.faults = SheetOutcome.LEFT, [["", moved[one.pk]]]
    return [one for one in rows if not one.outcome]


def _differing(row: SheetImport, kind: Kind, rows: list[SheetRow]) -> dict[int, str]:
    """Rows that, planned again, come to something else than their sender saw."""
    told, found = _("核对之后系统中的内容有了变化，没有导入这一行。"), {}
    sure = kind.unmoved(row, rows)
    asked = [one for one in rows if one.pk not in sure]
    lines = [Line(one.sheet, one.number, dict(contents(one)["values"])) for one in asked]
    now = {(one.sheet, one.number): one for one in kind.plan(row, lines, {})}
    for one in asked:
        again = now[one.sheet, one.number]
        if (again.verdict, contents(again)["changes"]) != (one.verdict, contents(one)["changes"]):
            found[one.pk] = told + "".join(sentence for _name, sentence in again.faults[:1])
    return found


@service
def _finish(*, row: SheetImport) -> None:
    step = SHEET.enter("finish", row, actor=None, cause=row.uploaded_by)
    step.row.finished_at, step.row.counts = clock.now(), counts_of(row)
    step.row.annotated_name, step.row.wrong_name = row.annotated_name, row.wrong_name
    kind_of(row).finish(step.row)
    step.leave(sha256=row.sha256, **step.row.counts)
    tell_sender(step.row)


@handles("sheet.undo")
def work_undo(job: Job) -> None:
    """Take back what was written, the last first, a piece at a time."""
    row = _at_work(job, SheetState.UNDOING)
    if row is None:
        return
    if _stays(row):
        return
    written, done = row.rows.filter(outcome=SheetOutcome.DONE), 0
    while keys := list(written.order_by("-pk").values_list("pk", flat=True)[: kind_of(row).piece]):
        if why := refusal_of(partial(_undo_piece, row=row, keys=keys)):
            row.rows.filter(pk__in=keys).update(outcome=SheetOutcome.KEPT, faults=[["", why]])
        done += len(keys)
        beat(job, done)
    _undone(row=row)


def _stays(row: SheetImport) -> bool:
    """Asked of a long list before its first row is taken back: does anything rest on one of them by now?"""
    written = row.rows.filter(outcome=SheetOutcome.DONE).count()
    begun = row.rows.filter(outcome__in=[SheetOutcome.UNDONE, SheetOutcome.KEPT]).exists()
    why = "" if begun or written <= ASKED_AT_ONCE else why_stays(row)
    if why:
        _keep(row=row, sentence=why)
    return bool(why)


@service
def _keep(*, row: SheetImport, sentence: str) -> None:
    step = SHEET.enter("keep", row, actor=None, cause=row.uploaded_by)
    step.row.sentence = sentence[:500]
    step.leave()
    tell_sender(step.row)


@service
def _undo_piece(*, row: SheetImport, keys: list[int]) -> None:
    rows = list(row.rows.select_for_update().filter(pk__in=keys, outcome=SheetOutcome.DONE).order_by("-pk"))
    for one in rows:
        one.outcome = SheetOutcome.UNDONE
    undoing = kind_of(row).undo
    if undoing is not None:
        undoing(row, rows)
    save_rows(rows)


@service
def _undone(*, row: SheetImport) -> None:
    step = SHEET.enter("undone", row, actor=None, cause=row.uploaded_by)
    step.row.finished_at, step.row.counts = clock.now(), counts_of(row)
    step.leave(**step.row.counts)
    tell_sender(step.row)

"""A workbook that was sent: kept, answered and decided by its sender; `sheet_work` does the rest.

What a kind of list means stands in its `Kind`; here is what is alike.
"""

from collections.abc import Iterator, Mapping
from typing import BinaryIO
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from cejc.lib import storage
from cejc.lib.pieces import PIECE
from cejc.lib.uploads import files
from registry.enums import SheetOutcome, SheetState
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services.job import enqueue
from registry.people.models import Organisation, SheetAnswer, SheetImport, SheetRow, User
from registry.people.moves.sheet import SHEET
from registry.people.permissions import require
from registry.people.services.telling.message import tell
from registry.people.sheets import kind_of

ASKED_AT_ONCE = 2_000  # rows written: of more the worker asks what rests on them, before it takes any back
REMEMBERED = ("heading:", "sheets:")  # and words of a column; the order of a date is asked of each file


@service
def upload(
    *,
    actor: User,
    kind: str,
    organisation: Organisation,
    file: BinaryIO,
    name: str,
    about: UUID | None = None,
    prepare: bool = False,
) -> SheetImport:
    """Keep a workbook and have it read (`prepare`: once its scans were added). The very same file that is
    still under way, or was taken in and not undone, is that import."""
    sha256, _size = files.digest(file)
    row = SheetImport(
        kind=kind,
        organisation=organisation,
        about=about,
        uploaded_by=actor,
        sha256=sha256,
        file_name=files.shown_name(name),
    )
    require(kind_of(row).may(actor, row), kind_of(row).refusal)
    if found := _sent_before(row):
        return found
    row.stored_name = storage.save(file, "")
    row.state = SheetState.PREPARING if prepare else SheetState.READING
    row.save()
    SHEET.record("uploaded", row, actor=actor)
    if not prepare:
        _enqueue("read", row, actor)
    return row


def _sent_before(row: SheetImport) -> SheetImport | None:
    ended = [SheetState.UNREAD, SheetState.DROPPED, SheetState.UNDONE]
    same = SheetImport.objects.filter(
        kind=row.kind, organisation=row.organisation_id, about=row.about, sha256=row.sha256
    )
    return same.exclude(state__in=ended).order_by("-pk").first()


def job_key(row: SheetImport) -> str:
    """What the job that works on the import now is called."""
    return f"{row.public_id}:{row.edit}"


def job_of(row: SheetImport) -> Job | None:
    kinds = {
        SheetState.READING: "sheet.read",
        SheetState.WRITING: "sheet.write",
        SheetState.UNDOING: "sheet.undo",
    }
    return (
        Job.objects.filter(key=f"{kinds[SheetState(row.state)]}:{job_key(row)}").first()
        if row.state in kinds
        else None
    )


def _enqueue(what: str, row: SheetImport, actor: User, total: int = 0) -> None:
    enqueue(f"sheet.{what}", job_key(row), {"sheet": str(row.public_id)}, owner=actor, total=total)


def link_of(row: SheetImport) -> str:
    return reverse("registry:sheet", args=[row.public_id])


@service
def replace(*, actor: User, sheet: SheetImport, file: BinaryIO, name: str) -> SheetImport:
    """A corrected workbook for what was added already (scans)."""
    step = SHEET.enter("replace", sheet, actor=actor)
    row = step.row
    row.sha256, _size = files.digest(file)
    require(_sent_before(row) in (None, row), _("这份工作簿已经导入过，不需要再次导入。"))
    row.file_name, row.stored_name = files.shown_name(name), storage.save(file, "")
    return step.leave()


@service
def start(*, actor: User, sheet: SheetImport) -> SheetImport:
    """Everything is there: read it."""
    step = SHEET.enter("start", sheet, actor=actor)
    if step.repeated:
        return step.row
    if why := kind_of(step.row).why_not_start(step.row):
        raise Refused(why)
    step.row.facts, step.row.counts, step.row.sentence = {}, {}, ""
    step.row.annotated_name = step.row.wrong_name = ""
    row = step.leave()
    _enqueue("read", row, actor)
    return row


@service
def reopen(*, actor: User, sheet: SheetImport) -> SheetImport:
    """Another workbook, or more scans, before it is read again."""
    return SHEET.enter("reopen", sheet, actor=actor).leave()


@service
def answer(*, actor: User, sheet: SheetImport, answers: Mapping[str, str]) -> SheetImport:
    """Keep the answers, remember those that hold for the unit's next file too, and read again."""
    step = SHEET.enter("answer", sheet, actor=actor)
    row = step.row
    asked = {one["key"] for one in row.questions}
    given = {key: value for key, value in answers.items() if key in asked}
    require(asked == set(given), _("请逐一回答后再提交。"))
    row.answers, row.questions = row.answers | given, []
    for key, value in given.items():
        passing = kind_of(row).passing
        if passing and value.startswith(passing):
            continue
        if key.startswith(REMEMBERED) or ":value:" in key:
            SheetAnswer.objects.update_or_create(
                organisation=row.organisation,
                kind=row.kind,
                question=key[:200],
                defaults={"answer": value[:200]},
            )
    step.leave(answers=len(given))
    _enqueue("read", row, actor)
    return row


@service
def take(*, actor: User, sheet: SheetImport, whole: bool) -> SheetImport:
    """Have it written: all of it (`whole`, when no row is wrong), or the rows that are right."""
    step = SHEET.enter("take", sheet, actor=actor)
    row = step.row
    if step.repeated:
        return row
    wrong, right = row.counts.get("wrong", 0), row.rows.waiting().count()
    require(
        not whole or not wrong, _("有%d行有误，不能全部导入。请改好后重新上传，或只导入无误的行。") % wrong
    )
    require(right > 0, _("没有需要写入的行：没有新增，也没有变更。"))
    step.leave(right=right, wrong=wrong)
    _enqueue("write", row, actor, total=right)
    return row


@service
def drop(*, actor: User, sheet: SheetImport) -> SheetImport:
    """Nothing of it is wanted."""
    step = SHEET.enter("drop", sheet, actor=actor)
    step.row.finished_at = clock.now()
    step.row.rows.all().delete()
    return step.leave()


def why_not_undo(row: SheetImport) -> list[str]:
    """What rests by now on rows that were written, a sentence each; at most 20."""
    found: list[str] = []
    for piece in _pieces(row):
        found += [one for one in kind_of(row).rests(row, piece) if one not in found]
        if len(found) > 20:
            break
    return found[:20]


def _pieces(row: SheetImport) -> Iterator[list[SheetRow]]:
    keys = list(
        row.rows.filter(outcome=SheetOutcome.DONE).order_by("sheet", "number").values_list("pk", flat=True)
    )
    for start in range(0, len(keys), PIECE):
        yield list(row.rows.filter(pk__in=keys[start : start + PIECE]).order_by("sheet", "number"))


@service
def undo(*, actor: User, sheet: SheetImport) -> SheetImport:
    """Take back all that an import wrote, as long as nothing rests on it."""
    step = SHEET.enter("undo", sheet, actor=actor)
    row = step.row
    if step.repeated:
        return row
    written = row.rows.filter(outcome=SheetOutcome.DONE).count()
    if written <= ASKED_AT_ONCE:
        why = why_stays(row)
        require(not why, why)
    row = step.leave()
    _enqueue("undo", row, actor, total=written)
    return row


def why_stays(row: SheetImport) -> str:
    """The sentence why nothing of an import is taken back; "" when it can be."""
    rests = why_not_undo(row)
    return _("不能撤销：%s") % "".join(rests[:3]) if rests else ""


def tell_sender(row: SheetImport) -> None:
    told = {
        "sheet": row,
        "label": str(kind_of(row).label),
        "counts": {"new": 0, "changed": 0, "same": 0, "wrong": 0, "done": 0, "left": 0, **row.counts},
    }
    tell([row.uploaded_by], "sheet_done", told, link=link_of(row))

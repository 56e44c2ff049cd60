"""《公需科目培训备案表》 (四(四)): draft, submit; the province accepts with a
number or returns; changes are versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from cejc import clock
from cejc.errors import Refused
from cejc.lib import storage
from cejc.lib.db.models import column_of
from cejc.lib.paper import printing
from cejc.site import gettext as _
from cejc.site import site
from credits.engine.numbers import show_date
from registry.enums import FilingState, JobState, SessionState
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.job import enqueue, retry
from registry.people.models import User
from registry.people.permissions import require
from registry.people.services.telling.message import tell
from registry.training.models import FiledSlot, Filing, FilingSequence, TrainingBase
from registry.training.moves.filing import FILING
from registry.training.permissions import provincial_officers, staff_of
from registry.training.permissions_session import require_filer
from registry.training.queries.timetable import fault_of, faults_of, in_day_order, suspension_fault

# The notice gives a filing no form of number: this one follows that of the slip (ours, not the notice's).
LIVE = (FilingState.DRAFT, FilingState.SUBMITTED, FilingState.RETURNED)


@dataclass(frozen=True)
class Planned:
    """One row of the timetable. `slot` is an id of the policy's slots;
    without times it is at the usual hours."""

    date: date
    slot: str
    topic: str = ""
    teacher: str = ""
    place: str = ""
    begins: time | None = None
    ends: time | None = None


@service
def draft(
    *,
    actor: User,
    base: TrainingBase,
    values: Mapping[str, Any],
    slots: Sequence[Planned],
    file: Mapping[str, str] | None = None,
) -> Filing:
    """A new filing that nobody but the base sees. `values` by the names of
    Filing.CONTENT; a half-filled one is kept."""
    require_filer(actor, base)
    row = Filing(base=base, year=_year(slots), created_by=actor)
    _fill(row, values, slots, file)
    audit.record("filing.drafted", row, actor=actor, context=base)
    return row


@service
def save(
    *,
    actor: User,
    filing: Filing,
    edit: int,
    values: Mapping[str, Any],
    slots: Sequence[Planned],
    file: Mapping[str, str] | None = None,
) -> Filing:
    """Keep a draft or a returned filing as typed. Raises Stale when somebody saved it since `edit`."""
    step = FILING.enter("save", filing, actor=actor, edit=edit)
    _fill(step.row, values, slots, file)
    step.keep({})
    return step.row


def _fill(
    row: Filing, values: Mapping[str, Any], slots: Sequence[Planned], file: Mapping[str, str] | None
) -> None:
    course = values.get("course")
    require(course is None or course.base_id == row.base_id, _("该课程不是本基地的课程，请重新选择。"))
    for name in Filing.CONTENT:
        setattr(row, name, values.get(name, getattr(row, name)))
    if file:
        _forget_file(row)
        for name in Filing.FILE:
            setattr(row, name, file[name])
    if slots and (fault := fault_of(slots)):
        raise Refused(fault)
    row.year, row.edit = _year(slots), row.edit + 1
    row.save()
    row.slots.all().delete()
    FiledSlot.objects.bulk_create(
        [FiledSlot(filing=row, **vars(one)) for one in in_day_order(slots)], batch_size=100
    )


def _forget_file(row: Filing) -> None:
    """The plan that a new one takes the place of; another version may still show it."""
    name = row.stored_name
    if name and not Filing.objects.filter(stored_name=name).exclude(pk=row.pk).exists():
        transaction.on_commit(lambda: storage.delete(name))


def _year(slots: Sequence[Planned]) -> int:
    return min((one.date for one in slots), default=clock.today()).year


@service
def submit(*, actor: User, filing: Filing, edit: int) -> Filing:
    """Send it to the province before the training begins (四(四)). Refused inside a suspension (R27)."""
    step = FILING.enter("submit", filing, actor=actor, edit=edit)
    row = step.row
    if step.repeated:
        return row
    if faults := wanting(row):
        raise Refused("".join(faults) + _("请改好后再提交。"))
    row.submitted_by, row.submitted_at, row.reason = actor, clock.now(), ""
    step.leave()
    _enqueue_drawing(row, actor)
    tell(provincial_officers(), "filing_submitted", {"filing": row}, link=address(row))
    return row


def wanting(row: Filing) -> list[str]:
    """Everything that keeps a filing from being submitted, told at once: what the notice
    wants filed (培训时间、计划安排、 教材、拟培训人员范围), a timetable that stands and
    lies ahead, characters that can be printed.
    """
    slots = list(row.slots.all())
    missing = [column_of(Filing, name).verbose_name for name in Filing.DEMANDED if not getattr(row, name)]
    if not (row.plan.strip() or row.stored_name):
        missing.append(_("计划安排（文字或文件）"))
    found = [_("还没有填写：%s。") % "、".join(map(str, missing))] if missing else []
    found += faults_of(slots)
    found += filter(
        None, [suspension_fault(one.date for one in slots), _too_late(row, slots), _undrawable(row, slots)]
    )
    return found


def _too_late(row: Filing, slots: Sequence[FiledSlot]) -> str:
    """Filed before it is taught; what the accepted version holds already may have begun."""
    filed = {(one.date, one.slot) for one in row.previous.slots.all()} if row.previous else set()
    late = [one.date for one in slots if one.date <= clock.today() and (one.date, one.slot) not in filed]
    if not late:
        return ""
    sentence = _("{filed_subject}面授培训须在开班前备案{filed_clause}，日程中%s已到或已过，请核对日程。")
    return sentence % "、".join(show_date(day) for day in sorted(set(late)))


def _undrawable(row: Filing, slots: Sequence[FiledSlot]) -> str:
    """Every character that the base typed is in our fonts: what it can
    put right is said now, not on paper."""
    texts = [str(getattr(row, name) or "") for name in Filing.CONTENT]
    return printing.fault_among(
        [*texts, *(text for one in slots for text in (one.topic, one.teacher, one.place))]
    )


def _require_drawable(row: Filing) -> None:
    if sentence := _undrawable(row, list(row.slots.all())):
        raise Refused(sentence, code="missing_glyph")


@service
def withdraw(*, actor: User, filing: Filing) -> Filing:
    """Take a submitted filing back while the province has not decided."""
    step = FILING.enter("withdraw", filing, actor=actor)
    return step.row if step.repeated else step.leave()


@service
def discard(*, actor: User, filing: Filing) -> None:
    """Give up a filing that is not accepted. One that was submitted once stays on record."""
    step = FILING.enter("discard", filing, actor=actor)
    row = step.row
    if step.repeated:
        return
    if row.submitted_at is not None:
        step.leave()
        return
    step.keep({})
    _forget_file(row)
    row.delete()


@service
def return_(*, actor: User, filing: Filing, reason: str) -> Filing:
    """The province sends it back with the reason; the base corrects and submits again."""
    step = FILING.enter("return", filing, actor=actor, reason=reason)
    row = step.row
    row.reason, row.decided_by, row.decided_at = step.reason, actor, clock.now()
    step.leave()
    tell(staff_of(row.base), "filing_returned", {"filing": row}, link=address(row))
    return row


@service
def accept(*, actor: User, filing: Filing, edit: int) -> Filing:
    """The province takes it on file: the next number of the year, or the
    number of the version it takes the place of."""
    step = FILING.enter("accept", filing, actor=actor, edit=edit)
    row = step.row
    if step.repeated:
        return row
    if fault := suspension_fault(one.date for one in row.slots.all()):
        raise Refused(fault)
    if row.number:
        _replace(actor, row)
    else:
        row.number = site().papers.filing_number.format(year=row.year, serial=_next(row.year))
    row.decided_by, row.decided_at, row.reason = actor, clock.now(), ""
    step.leave(number=row.number, version=row.version)
    _enqueue_drawing(row, actor)
    tell(staff_of(row.base), "filing_accepted", {"filing": row}, link=address(row))
    return row


def _replace(actor: User, row: Filing) -> None:
    rows = Filing.objects.select_for_update().filter(number=row.number, state=FilingState.ACCEPTED)
    old = rows.first()
    if old is None:
        raise Refused(_("原备案%s已撤销，不能再变更，请退回。") % row.number)
    old.state = FilingState.REPLACED
    old.save(update_fields=["state"])
    audit.record("filing.replaced", old, actor=actor, after={"number": old.number}, context=row.base)


def _next(year: int) -> int:
    """The next serial of `year`, under the lock of the year's row until the commit: no gap and no double."""
    FilingSequence.objects.get_or_create(year=year)
    row = FilingSequence.objects.select_for_update().get(year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last


@service
def change(*, actor: User, filing: Filing) -> Filing:
    """A new version of an accepted filing, to be edited and submitted;
    the one under way when there is one."""
    row = FILING.locked(filing)
    require_filer(actor, row.base)
    under_way = Filing.objects.filter(number=row.number, state__in=LIVE).first() if row.number else None
    if under_way is not None:
        return under_way
    FILING.enter("change", row, actor=actor)
    last = Filing.objects.filter(number=row.number).aggregate(last=Max("version"))["last"]
    made = Filing(
        base=row.base,
        year=row.year,
        number=row.number,
        version=last + 1,
        previous=row,
        created_by=actor,
        edit=1,
        **{name: getattr(row, name) for name in (*Filing.CONTENT, *Filing.FILE)},
    )
    made.save()
    names = list(Planned.__dataclass_fields__)
    FiledSlot.objects.bulk_create(
        [FiledSlot(filing=made, **{name: getattr(one, name) for name in names}) for one in row.slots.all()]
    )
    audit.record(
        "filing.changed",
        made,
        actor=actor,
        context=row.base,
        after={"number": made.number, "version": made.version},
    )
    return made


@service
def cancel(*, actor: User, filing: Filing, reason: str) -> Filing:
    """The base gives up training that is on file; refused once a session under it was closed."""
    step = FILING.enter("cancel", filing, actor=actor, reason=reason)
    row = step.row
    if step.repeated:
        return row
    versions = Filing.objects.filter(number=row.number)
    closed = row.base.sessions.filter(filing__in=versions, version__gt=0).exclude(
        state=SessionState.CANCELLED
    )
    require(not closed.exists(), _("该备案下已有结班的班次，备案不能撤销。"))
    under_way = versions.filter(state__in=LIVE).exists()
    require(not under_way, _("该备案有尚未办结的变更，请先撤回并放弃变更，再撤销备案。"))
    step.leave()
    told = {"filing": row, "reason": step.reason}
    tell(provincial_officers(), "filing_cancelled", told, link=address(row))
    return row


@service
def draw(*, actor: User, filing: Filing) -> Filing:
    """The PDF of the form as it stands now, at the request of whoever may see it."""
    row = FILING.locked(filing)
    if row.pdf_edit != row.edit:
        _require_drawable(row)
        _enqueue_drawing(row, actor)
    return row


def _enqueue_drawing(row: Filing, actor: User) -> None:
    """Asked twice for one content, it is drawn once."""
    job = enqueue("filing.render", f"{row.public_id}:{row.edit}", {"filing": str(row.public_id)}, owner=actor)
    if job.state == JobState.FAILED:
        retry(actor=actor, job=job)


def address(row: Filing) -> str:
    return reverse("registry:filing", args=[row.public_id])

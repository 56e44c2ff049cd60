"""Public notices on the wall: publish, strike one, withdraw, close. A published list is frozen (R18, R24)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from cejc.lib.crypto import canonical_sha256
from cejc.lib.pieces import PIECE
from certification.enums import NoticeState, ObjectionState
from certification.models import Case, Notice, NoticeEntry, Objection
from certification.moves.notice import NOTICE
from certification.queries.notices.notice import notice_stage, shown
from certification.queries.policy import policy_of
from certification.services import years
from certification.services.ground import require_all_stand, settle
from certification.services.notices.notice_draft import require_waiting
from certification.services.notices.notice_print import enqueue_print
from certification.services.tell import tell_people, tell_person
from certification.workflow import door
from credits.engine import CalendarMissing, NoticeEnd, notice_end
from credits.queries import workdays
from registry.machinery.service import service
from registry.models import User


@service
def publish_notice(*, actor: User, notice: Notice, edit: int | None = None) -> Notice:
    """Publish: freeze the list, compute the end from the calendar, move every case on it.

    Raises Refused when a year's calendar is not loaded or a case no longer waits for notice.
    """
    step = NOTICE.enter("publish", notice, actor=actor, edit=edit)
    notice = step.row
    if step.repeated:
        return notice
    end = _end_of(notice)
    cases = _locked(notice.entries.all())
    if not cases:
        raise Refused(_("公示名单为空，请先选择人员。"))
    require_waiting(cases, notice)
    require_all_stand(cases)
    entries = _in_order(notice, cases)
    NoticeEntry.objects.bulk_update(entries, ["snapshot", "position"], PIECE)
    _freeze(notice, end, entries, actor)
    step.leave(last_day=f"{notice.last_day}", entries=len(entries), sha256=notice.frozen_sha256)
    _move(cases, "publish", actor, notice=notice)
    enqueue_print(notice)
    return notice


def _locked(entries: QuerySet[NoticeEntry]) -> list[Case]:
    return door.all_locked(Case.objects.filter(pk__in=entries.order_by().values("case")))


def _in_order(notice: Notice, cases: Sequence[Case]) -> list[NoticeEntry]:
    """The entries as they are published: by unit and name, numbered, each with what the public sees."""
    by_key = {case.pk: case for case in cases}
    prefetch_related_objects(cases, "years")
    entries = list(notice.entries.all())
    for entry in entries:
        entry.case = by_key[entry.case_id]
    entries.sort(key=lambda entry: _place(entry.case))
    for number, entry in enumerate(entries, 1):
        entry.position = number
        entry.snapshot = {"position": number, **shown(entry.case)}
    return entries


def _place(case: Case) -> tuple[str, str, int]:
    return (case.organisation.path, case.professional.name_key, case.pk)


def _move(cases: Sequence[Case], verb: str, actor: User | None, text: str = "", **told: Any) -> None:
    """Each by its notice's `verb`, and its person hears of it."""
    pairs = [(case, f"{notice_stage(case).id}.{verb}") for case in cases]
    moves = door.pass_all(pairs, actor=actor, text=text)
    tell_people(zip(cases, moves, strict=True), text=text, **told)


def _end_of(notice: Notice) -> NoticeEnd:
    today = clock.today()
    try:
        return notice_end(today, notice.working_days, workdays([today.year, today.year + 1]))
    except CalendarMissing as missing:
        raise Refused(str(missing), code="calendar_missing") from None


def _freeze(notice: Notice, end: NoticeEnd, entries: Sequence[NoticeEntry], actor: User) -> None:
    moment = clock.now()
    notice.frozen = {
        "title": notice.title,
        "text": notice.text,
        "contact": notice.contact,
        "unit": notice.organisation.name,
        "application_year": notice.application_year,
        "working_days": notice.working_days,
        "unit_of_hours": policy_of(entries[0].case).unit,
        "published_at": moment.isoformat(),
        "last_day": end.last_day.isoformat(),
        "entries": [entry.snapshot for entry in entries],
    }
    notice.frozen_sha256 = canonical_sha256(notice.frozen)
    notice.published_at, notice.published_by = moment, actor
    notice.last_day, notice.ends_at = end.last_day, end.confirmable_from


@service
def withdraw_notice(*, actor: User, notice: Notice, reason: str, edit: int | None = None) -> Notice:
    """Take a published notice down; its people wait for a new one, which starts at day 0."""
    step = NOTICE.enter("withdraw", notice, actor=actor, edit=edit, reason=reason)
    notice = step.row
    if step.repeated:
        return notice
    notice.withdrawn_at, notice.withdrawn_reason = clock.now(), step.reason
    step.leave()
    _move(_locked(_standing(notice)), "retract", actor, reason, notice=notice)
    return notice


@service
def strike_entry(*, actor: User, notice: Notice, entry: NoticeEntry, reason: str) -> NoticeEntry:
    """Take one person off a published notice, with a reason that everybody reads; the case goes back to the
    person. The list keeps its days: what begins at day 0 again is what was added or changed (R18).

    Raises Refused when the notice is over, Stale when the case has gone on."""
    step = NOTICE.enter("strike", notice, actor=actor, reason=reason)
    entry = step.row.entries.select_for_update().get(pk=entry.pk)
    if entry.taken_out_at:
        return entry
    case = door.locked(entry.case)
    entry.taken_out_at, entry.taken_out_reason = clock.now(), step.reason
    entry.save(update_fields=["taken_out_at", "taken_out_reason"])
    move = door.pass_through(case, f"{notice_stage(case).id}.strike", actor=actor, text=step.reason)
    years.follow(case, move, actor)
    step.keep({"position": entry.position, "case": f"{case.public_id}"})
    tell_person(case, move, text=step.reason, notice=notice)
    enqueue_print(step.row)
    return entry


@service
def close_notice(*, notice: Notice) -> Notice:
    """After the last day: pass on every entry without an open objection. Safe to run again."""
    notice = NOTICE.locked(notice)
    if notice.state not in (NoticeState.OPEN, NoticeState.CLOSED) or not notice.has_ended:
        return notice
    settle(_hanging(notice))
    held = _objected(notice)
    _move([case for case in _hanging(notice) if case.pk not in held], "close", None, notice=notice)
    if notice.state == NoticeState.OPEN:
        NOTICE.enter("close", notice, actor=None, held=True).leave()
    return notice


def _hanging(notice: Notice) -> list[Case]:
    return [case for case in _locked(_standing(notice)) if case.state.endswith(".open")]


def close_due() -> int:
    """Close every notice whose last day is over; the number closed. The worker's tick."""
    due = list(Notice.objects.filter(state=NoticeState.OPEN, ends_at__lte=clock.now()).order_by("pk"))
    for notice in due:
        close_notice(notice=notice)
    return len(due)


def _standing(notice: Notice) -> QuerySet[NoticeEntry]:
    """The entries that `notice` still speaks for: not taken out, and not announced again by a later notice.

    A case that was returned and announced anew waits for the new notice's end, not for this one's (R18).
    """
    later = NoticeEntry.objects.filter(
        case=OuterRef("case"), notice__published_at__gt=OuterRef("notice__published_at")
    )
    return notice.entries.filter(taken_out_at=None).exclude(Exists(later))


def notices_of(case: Case) -> list[Notice]:
    """The published notices that name `case`, locked, the oldest first. Before the case itself is locked."""
    named = NoticeEntry.objects.filter(case=case, taken_out_at=None).values("notice")
    rows = Notice.objects.select_for_update().filter(pk__in=named).exclude(state=NoticeState.DRAFT)
    return list(rows.order_by("pk"))


def _objected(notice: Notice) -> set[int]:
    """The cases of `notice` that an unanswered objection holds, whichever notice it was made against:
    withdrawing a notice and publishing it again does not get rid of one."""
    named = notice.entries.order_by().values("case")
    rows = Objection.objects.filter(entry__case__in=named, state=ObjectionState.OPEN)
    return set(rows.values_list("entry__case", flat=True))

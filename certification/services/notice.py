"""Public notices: compose, publish, withdraw, close. A published list is frozen (R18, R24)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused, Stale
from cejc.lib.crypto import canonical_sha256
from certification.enums import NoticeState, ObjectionState
from certification.models import Case, Notice, NoticeEntry, Objection
from certification.moves.notice import NOTICE, PUBLISHER
from certification.queries.ground import shown_year
from certification.queries.policy import policy_of, table_of
from certification.services.ground import require_all_stand, settle
from certification.services.tell import tell_person
from certification.workflow import door
from credits.engine import CalendarMissing, NoticeEnd, Stage, notice_end
from credits.queries import workdays
from registry.machinery.service import service
from registry.models import Organisation, User
from registry.people.permissions import is_hr_of, require

EDITABLE = ("title", "text", "contact", "working_days")


@service
def compose_notice(
    *,
    actor: User,
    organisation: Organisation,
    cases: Sequence[Case],
    title: str,
    contact: str,
    text: str = "",
    working_days: int | None = None,
) -> Notice:
    """Draft a notice of `cases`, all of `organisation`, one application year, and waiting for notice."""
    require(is_hr_of(actor, organisation), PUBLISHER.refusal)
    years = {case.application_year for case in cases}
    if len(years) != 1:
        raise Refused(_("请选择同一申报年度的人员，至少一人。"))
    stages = [notice_stage(case) for case in cases]
    shortest = max(stage.working_days for stage in stages)
    notice = Notice.objects.create(
        organisation=organisation,
        application_year=years.pop(),
        title=title,
        text=text,
        contact=contact,
        working_days=_enough(working_days or shortest, shortest),
        created_by=actor,
    )
    _list(notice, cases)
    NOTICE.record("composed", notice, actor=actor, after={"cases": len(cases)})
    return notice


def _enough(days: int, shortest: int) -> int:
    if days < shortest:
        raise Refused(_("公示期不得少于%(days)s个工作日。") % {"days": shortest})
    if days > 60:
        raise Refused(_("公示期请设在60个工作日以内。"))
    return days


def _list(notice: Notice, cases: Iterable[Case]) -> None:
    rows = list(Case.objects.select_for_update().filter(pk__in=[case.pk for case in cases]).order_by("pk"))
    for case in rows:
        _require_waiting(case, notice)
    require_all_stand(rows)
    NoticeEntry.objects.bulk_create(
        NoticeEntry(notice=notice, case=case, position=number) for number, case in enumerate(rows, 1)
    )


@service
def change_notice(*, actor: User, notice: Notice, edit: int, **values: object) -> Notice:
    """Change the wording of a draft."""
    step = NOTICE.enter("change", notice, actor=actor, edit=edit)
    notice = step.row
    for name in EDITABLE:
        setattr(notice, name, values.get(name, getattr(notice, name)))
    cases = [entry.case for entry in notice.entries.select_related("case")]
    _enough(notice.working_days, max((notice_stage(case).working_days for case in cases), default=1))
    return step.leave()


@service
def discard_notice(*, actor: User, notice: Notice) -> None:
    """Throw a draft away; its people wait for another notice."""
    step = NOTICE.enter("discard", notice, actor=actor)
    step.keep({})
    step.row.entries.all().delete()
    step.row.delete()


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
    entries = list(notice.entries.select_related("case__professional", "case__organisation"))
    if not entries:
        raise Refused(_("公示名单为空，请先选择人员。"))
    cases = _lock_cases(entries)
    for case in cases.values():
        _require_waiting(case, notice)
    require_all_stand(list(cases.values()))
    for entry in entries:
        entry.case = cases[entry.case_id]
        entry.snapshot = snapshot(entry)
    NoticeEntry.objects.bulk_update(entries, ["snapshot"])
    _freeze(notice, end, entries, actor)
    step.leave(last_day=f"{notice.last_day}", entries=len(entries), sha256=notice.frozen_sha256)
    for entry in entries:
        move = door.pass_through(entry.case, f"{notice_stage(entry.case).id}.publish", actor=actor)
        tell_person(entry.case, move, notice=notice)
    return notice


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


def snapshot(entry: NoticeEntry) -> dict[str, Any]:
    """What the public sees of one person: no identity number beyond 3 and 1 characters (R24)."""
    case = entry.case
    policy = policy_of(case)
    return {
        "position": entry.position,
        "name": case.professional.name,
        "identity": case.professional.identity_masked,
        "unit": case.organisation.name,
        "title": case.title_name or policy.series[case.title_series].name,
        "series": policy.series[case.title_series].name,
        "level": case.get_title_level_display(),
        "span": [case.span_first, case.span_last],
        "years": [shown_year(row) for row in case.years.all()],
    }


@service
def withdraw_notice(*, actor: User, notice: Notice, reason: str, edit: int | None = None) -> Notice:
    """Take a published notice down; its people wait for a new one, which starts at day 0."""
    step = NOTICE.enter("withdraw", notice, actor=actor, edit=edit, reason=reason)
    notice = step.row
    if step.repeated:
        return notice
    notice.withdrawn_at, notice.withdrawn_reason = clock.now(), step.reason
    step.leave()
    for case in _lock_cases(_standing(notice)).values():
        move = door.pass_through(case, f"{case.stage}.retract", actor=actor, text=reason)
        tell_person(case, move, notice=notice, text=reason)
    return notice


@service
def close_notice(*, notice: Notice) -> Notice:
    """After the last day: pass on every entry without an open objection. Safe to run again."""
    notice = NOTICE.locked(notice)
    if notice.state not in (NoticeState.OPEN, NoticeState.CLOSED) or not notice.has_ended:
        return notice
    settle([case for case in _lock_cases(_standing(notice)).values() if case.state.endswith(".open")])
    for case in _lock_cases(_standing(notice)).values():
        if case.state.endswith(".open") and not has_open_objection(case):
            tell_person(case, door.pass_through(case, f"{case.stage}.close", actor=None), notice=notice)
    if notice.state == NoticeState.OPEN:
        NOTICE.enter("close", notice, actor=None, held=True).leave()
    return notice


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


def has_open_objection(case: Case) -> bool:
    """Withdrawing a notice and publishing it again does not get rid of an objection: it holds the case."""
    return Objection.objects.filter(entry__case=case, state=ObjectionState.OPEN).exists()


def _lock_cases(entries: Iterable[NoticeEntry]) -> dict[int, Case]:
    keys = [entry.case_id for entry in entries]
    return {case.pk: case for case in Case.objects.select_for_update().filter(pk__in=keys).order_by("pk")}


def notice_stage(case: Case) -> Stage:
    """The stage of the route at which the case is announced. Raises Refused where there is none."""
    stage = table_of(case).first_of_kind("notice")
    if stage is None:
        raise Refused(_("该认定渠道没有公示环节。"))
    return stage


def _require_waiting(case: Case, notice: Notice) -> None:
    stage = notice_stage(case)
    if case.organisation_id != notice.organisation_id or case.application_year != notice.application_year:
        raise Refused(_("名单中有不属于本单位或本申报年度的人员，请重新选择。"))
    if case.state != stage.id:
        raise Stale(
            _("%(name)s的申请目前不在待公示环节，请刷新页面后重新选择。") % {"name": case.professional.name}
        )
    other = NoticeEntry.objects.filter(case=case, notice__state=NoticeState.DRAFT).exclude(notice=notice)
    if other.exists():
        raise Refused(_("%(name)s已在另一份公示拟稿中。") % {"name": case.professional.name})

"""A person asks a base where the hours of a course are; the base answers by a date, or is reminded."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from cejc.whole import whole
from registry.enums import MissingHoursState, Role
from registry.machinery.door import Step
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.job import periodic
from registry.people.models import Membership, Organisation, User
from registry.people.permissions import require
from registry.people.services.telling.message import tell
from registry.results.models import Completion, MissingHours
from registry.results.models.completion import LIVE
from registry.results.moves.missing_hours import MISSING_HOURS, UNIT
from registry.training.models import Course, TrainingBase


@service
def ask(
    *,
    actor: User,
    title: str,
    passed_on: date,
    base: TrainingBase | None = None,
    organiser: Organisation | None = None,
    course: Course | None = None,
    note: str = "",
    file: dict[str, str] | None = None,
) -> MissingHours:
    """Ask `base`, or the `organiser` of its own training (R26), for the hours of a course. Raises Refused
    when it has reported them already, or was asked."""
    person = actor.professional
    if person is None:
        raise Refused(_("您的账号没有关联到专业技术人员，不能查询学时。"))
    require(passed_on <= clock.today(), _("学习通过日期不能晚于今天。"))
    require((base is None) != (organiser is None), _("请选择施教机构或举办单位。"))
    own = base is not None and course is not None and course.base_id == base.pk
    require(course is None or own, _("该课程不是这个施教机构的课程，请重新选择。"))
    _require_unreported(person.pk, course)
    row = MissingHours(
        professional=person,
        base=base,
        organiser=organiser,
        course=course,
        title=whole(title, 200),
        passed_on=passed_on,
        note=whole(note, 500),
        due_on=clock.today() + timedelta(days=settings.CEJC_MISSING_HOURS_DAYS),
        **(file or {}),
    )
    try:
        with audit.savepoint():
            row.save()
    except IntegrityError:
        raise Refused(_("您已就“%s”向该施教机构（单位）提出查询，请等待答复。") % row.title) from None
    MISSING_HOURS.record("asked", row, actor=actor, after={"base": row.provider})
    tell(_staff(row), "missing_hours_asked", {"row": row}, link=address(row))
    return row


def _require_unreported(person: int, course: Course | None) -> None:
    if course is None:
        return
    row = Completion.objects.filter(
        professional=person, base=course.base, course=course, state__in=LIVE
    ).first()
    if row is not None:
        raise Refused(
            _("该课程的结果已由施教机构报送，目前为“%s”，请在“学习结果”中查看。") % row.get_state_display()
        )


@service
def answer(
    *, actor: User, claim: MissingHours, found: bool, text: str, completion: Completion | None = None
) -> MissingHours:
    """The base says that it has reported the result now, or that there is none. Twice is once."""
    told: dict[str, Any] = {"actor": actor, "reason": text}
    step = MISSING_HOURS.enter("find", claim, **told) if found else MISSING_HOURS.enter("deny", claim, **told)
    return step.row if step.repeated else _close(step, completion)


@service
def withdraw(*, actor: User, claim: MissingHours) -> MissingHours:
    step = MISSING_HOURS.enter("withdraw", claim, actor=actor)
    return step.row if step.repeated else step.leave()


def arrived(completions: Iterable[Completion]) -> None:
    """Results that reached their people answer what was asked about the same course, or about training of
    that name by the same unit. Called inside a service."""
    courses = {(one.professional_id or 0, one.course_id): one for one in completions if one.course_id}
    runs = {
        (one.professional_id or 0, one.session.organiser_id, one.session.title): one
        for one in completions
        if one.session is not None and one.base_id is None
    }
    people = {one.professional_id for one in (*courses.values(), *runs.values()) if one.professional_id}
    rows = MISSING_HOURS.rows().filter(professional__in=people, state=MissingHoursState.ASKED)
    for row in rows.order_by("pk"):
        found = courses.get((row.professional_id, row.course_id)) if row.course_id else None
        found = found or runs.get((row.professional_id, row.organiser_id or 0, row.title))
        if found is not None:
            text = _("该课程（培训）的学习结果已补报。")
            _close(MISSING_HOURS.enter("arrive", row, actor=None, reason=text), found)


def _close(step: Step[MissingHours], completion: Completion | None) -> MissingHours:
    row = step.row
    row.answer, row.answered_by, row.answered_at = step.reason, step.actor, clock.now()
    row.completion = completion
    step.leave()
    people = row.professional.users.filter(is_active=True)
    tell(people, "missing_hours_answered", {"row": row}, link=address(row))
    return row


@periodic(seconds=3600)
def remind_unanswered() -> None:
    """Once, when the date has passed: the base again, and the office above it."""
    rows = MissingHours.objects.open().filter(due_on__lt=clock.today(), reminded_at=None)
    for key in rows.order_by("pk").values_list("pk", flat=True)[:500]:
        _remind(key=key)


@service
def _remind(*, key: int) -> None:
    row = MISSING_HOURS.rows().filter(pk=key, state=MissingHoursState.ASKED, reminded_at=None).first()
    if row is None:
        return
    row.reminded_at = clock.now()
    row.save(update_fields=["reminded_at"])
    MISSING_HOURS.record("overdue", row, actor=None, after={"due": f"{row.due_on}"})
    tell([*_staff(row), *_office(row)], "missing_hours_overdue", {"row": row}, link=address(row))


def _staff(row: MissingHours) -> list[User]:
    if row.base is not None:
        return _seated(row.base.organisation_id, (Role.BASE,))
    return _seated(row.organiser_id or 0, UNIT)


def _office(row: MissingHours) -> list[User]:
    if row.base is not None:
        return _seated(row.base.personnel_office_id, UNIT)
    above = row.organiser.get_parent() if row.organiser else None
    return _seated(above.pk, UNIT) if above else []


def _seated(organisation: int, roles: tuple[str, ...]) -> list[User]:
    seats = Membership.objects.in_force().filter(
        organisation=organisation, role__in=roles, user__is_active=True
    )
    return [seat.user for seat in seats.select_related("user")]


def address(row: MissingHours) -> str:
    return reverse("registry:missing-hours-detail", args=[row.public_id])

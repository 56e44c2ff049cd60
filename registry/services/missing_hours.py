"""A person asks a base where the hours of a course are; the base answers by a date, or is reminded."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused, Stale
from cejc.whole import whole
from registry.enums import MissingHoursState, Role
from registry.models import Completion, Course, Membership, MissingHours, TrainingBase, User
from registry.models.completion import LIVE
from registry.permissions import require
from registry.services import audit
from registry.services.base import service
from registry.services.job import periodic
from registry.services.message import tell

ASKED, FOUND, REFUSED = MissingHoursState.ASKED, MissingHoursState.FOUND, MissingHoursState.REFUSED


@service
def ask(
    *, actor: User, base: TrainingBase, title: str, passed_on: date, course: Course | None = None, note: str = "",
    file: dict[str, str] | None = None,
) -> MissingHours:  # fmt: skip
    """Ask `base` for the hours of a course. Raises Refused when it has reported them already, or was asked."""
    person = actor.professional
    if person is None:
        raise Refused(_("您的账号没有关联到专业技术人员，不能查询学时。"))
    require(passed_on <= clock.today(), _("学习通过日期不能晚于今天。"))
    require(course is None or course.base_id == base.pk, _("该课程不是这个施教机构的课程，请重新选择。"))
    _require_unreported(person.pk, base, course)
    row = MissingHours(
        professional=person, base=base, course=course, title=whole(title, 200), passed_on=passed_on,
        note=whole(note, 500), due_on=clock.today() + timedelta(days=settings.CEJC_MISSING_HOURS_DAYS), **(file or {}),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(_("您已就“%s”向该施教机构提出查询，请等待答复。") % row.title) from None
    audit.record("missing_hours.asked", row, actor=actor, context=person, after={"base": str(base)})
    tell(_staff(base), "missing_hours_asked", {"row": row}, link=address(row))
    return row


def _require_unreported(person: int, base: TrainingBase, course: Course | None) -> None:
    if course is None:
        return
    row = Completion.objects.filter(professional=person, base=base, course=course, state__in=LIVE).first()
    if row is not None:
        raise Refused(
            _("该课程的结果已由施教机构报送，目前为“%s”，请在“学习结果”中查看。") % row.get_state_display()
        )


@service
def answer(
    *, actor: User, claim: MissingHours, found: bool, text: str, completion: Completion | None = None
) -> MissingHours:
    """The base says that it has reported the result now, or that there is none. Twice is once."""
    row = (
        MissingHours.objects.select_for_update(of=("self",))
        .select_related("base", "professional")
        .get(pk=claim.pk)
    )
    require(works_for(actor, row.base), _("由施教机构的经办人答复。"))
    if row.answered_by_id == actor.pk and row.state == (FOUND if found else REFUSED):
        return row
    _require_open(row)
    require(actor.professional_id != row.professional_id, _("这是您本人的查询，须由其他经办人答复。"))
    require(bool(text.strip()), _("请填写答复，本人会看到。"))
    _close(row, FOUND if found else REFUSED, actor, text.strip(), completion)
    return row


@service
def withdraw(*, actor: User, claim: MissingHours) -> MissingHours:
    row = MissingHours.objects.select_for_update().get(pk=claim.pk)
    require(actor.professional_id == row.professional_id, _("只有本人可以撤回查询。"))
    if row.state == MissingHoursState.WITHDRAWN:
        return row
    _require_open(row)
    row.state = MissingHoursState.WITHDRAWN
    row.save(update_fields=["state"])
    audit.record("missing_hours.withdrawn", row, actor=actor, context=row.professional)
    return row


def arrived(completions: Iterable[Completion]) -> None:
    """Results that reached their people answer what was asked about the same course. Called inside a service."""
    by_claim = {(one.professional_id or 0, one.course_id or 0): one for one in completions if one.course_id}
    rows = MissingHours.objects.open().filter(
        professional__in={key[0] for key in by_claim}, course__in={key[1] for key in by_claim}
    )
    for row in rows.select_related("base", "professional").order_by("pk"):
        completion = by_claim.get((row.professional_id, row.course_id or 0))
        if completion is not None:
            _close(row, FOUND, None, _("施教机构已补报该课程的学习结果。"), completion)


def _close(
    row: MissingHours, state: str, actor: User | None, text: str, completion: Completion | None
) -> None:
    row.state, row.answer, row.answered_by, row.answered_at = state, whole(text, 500), actor, clock.now()
    row.completion = completion
    row.save(update_fields=["state", "answer", "answered_by", "answered_at", "completion"])
    audit.record(f"missing_hours.{state}", row, actor=actor, context=row.professional, reason=row.answer)
    tell(
        row.professional.users.filter(is_active=True),
        "missing_hours_answered",
        {"row": row},
        link=address(row),
    )


def _require_open(row: MissingHours) -> None:
    if not row.is_open:
        raise Stale(_("该查询目前为“%s”，请刷新页面。") % row.get_state_display())


@periodic(seconds=3600)
def remind_unanswered() -> None:
    """Once, when the date has passed: the base again, and the office above it."""
    rows = MissingHours.objects.open().filter(due_on__lt=clock.today(), reminded_at=None)
    for key in rows.order_by("pk").values_list("pk", flat=True)[:500]:
        _remind(key=key)


@service
def _remind(*, key: int) -> None:
    rows = MissingHours.objects.open().filter(reminded_at=None).select_related("base", "professional")
    row = rows.select_for_update(of=("self",)).filter(pk=key).first()
    if row is None:
        return
    row.reminded_at = clock.now()
    row.save(update_fields=["reminded_at"])
    audit.record("missing_hours.overdue", row, context=row.professional, after={"due": f"{row.due_on}"})
    tell([*_staff(row.base), *_office(row.base)], "missing_hours_overdue", {"row": row}, link=address(row))


def works_for(user: User, base: TrainingBase) -> bool:
    return any(seat.organisation_id == base.organisation_id for seat in user.seats_as(Role.BASE))


def _staff(base: TrainingBase) -> list[User]:
    return _seated(base.organisation_id, (Role.BASE,))


def _office(base: TrainingBase) -> list[User]:
    return _seated(base.personnel_office_id, (Role.HR, Role.DEPARTMENT, Role.BUREAU))


def _seated(organisation: int, roles: tuple[str, ...]) -> list[User]:
    seats = Membership.objects.in_force().filter(
        organisation=organisation, role__in=roles, user__is_active=True
    )
    return [seat.user for seat in seats.select_related("user")]


def address(row: MissingHours) -> str:
    return reverse("registry:missing-hours-detail", args=[row.public_id])

"""A person's place at an employer: entered by HR, or asked for by the person and confirmed by HR."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import IntegrityError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.errors import Refused
from cejc.lib.writing import names
from registry.enums import EmploymentState, Role
from registry.machinery.door import Step
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import Employment, Membership, Organisation, Professional, User
from registry.people.moves.employment import EMPLOYMENT
from registry.people.permissions import require, require_hr
from registry.people.queries import people
from registry.people.services import account, professional
from registry.people.services.telling.message import tell

KNOWN = _(
    "该证件号码已在系统中登记，不能再次注册。已有账号的，请直接登录，忘记密码可以重设；"
    "尚未开通账号的，请凭单位发放的激活码开通，或联系单位人事。"
)


@service
def add_person(
    *,
    actor: User,
    organisation: Organisation,
    name: str,
    identity_type: str,
    number: str,
    position: str = "",
    staff_number: str = "",
    valid_from: date | None = None,
    **values: Any,
) -> Employment:
    """HR enters a person of the unit; a person who is known already gets a place, nothing else is changed."""
    require_hr(actor, organisation)
    known = people.by_identity(identity_type, number)
    if known is None:
        known = professional.enter(
            actor=actor, name=name, identity_type=identity_type, number=number, **values
        )
    require(
        known.name == names.normalise(name),
        _("该证件号码已登记，但姓名与您填写的不一致。请核对姓名和证件号码。"),
    )
    placed = Employment(
        professional=known,
        organisation=organisation,
        state=EmploymentState.CONFIRMED,
        position=position,
        staff_number=staff_number,
        valid_from=valid_from or clock.today(),
        decided_at=clock.now(),
    )
    _save_current(placed, placed.save)
    EMPLOYMENT.record("entered", placed, actor=actor, after=_facts(placed))
    return placed


def _save_current(place: Employment, save: Callable[[], object]) -> None:
    """Save a place that becomes the current one; a person has one at a time."""
    require(place.professional.died_on is None, _("该人员已办理去世登记，不能再加入单位。"))
    professional.come_back(place.professional)
    current = people.current_employment(place.professional)
    if current and current.organisation_id == place.organisation_id:
        raise Refused(
            _("%s已在本单位人员名单中，无需重复添加。") % place.professional.name, code="already_here"
        )
    try:
        with audit.savepoint():
            save()
    except IntegrityError as twice:
        sentence = _("%s目前登记在其他单位。请由原单位先办理离职，再由本单位办理。") % place.professional.name
        raise Refused(sentence, code="elsewhere") from twice


def _facts(place: Employment) -> dict[str, str]:
    return {
        "organisation": place.organisation.name,
        "position": place.position,
        "from": f"{place.valid_from}",
    }


@service
def register(
    *,
    name: str,
    identity_type: str,
    number: str,
    organisation: Organisation,
    position: str,
    phone: str,
    email: str,
    username: str,
    password: str,
    **values: Any,
) -> User:
    """A person registers: person, login and a place that waits for the employer, in one transaction.

    A known identity number is refused with one sentence, whether it has
    a login or not: nothing is given away.
    """
    require(people.by_identity(identity_type, number) is None, KNOWN)
    try:
        person = professional.enter(
            actor=None, name=name, identity_type=identity_type, number=number, phone=phone, **values
        )
    except Refused as refusal:
        raise Refused(KNOWN if refusal.code == "known" else refusal.sentence) from refusal
    user = account.create(actor=None, professional=person, username=username, password=password, email=email)
    apply(actor=user, organisation=organisation, position=position)
    return user


@service
def apply(*, actor: User, organisation: Organisation, position: str) -> Employment:
    """A person asks to be confirmed as working at the unit; the unit's HR is told."""
    require(actor.professional_id is not None, _("您的账号没有关联到本人，请联系系统管理员。"))
    person = Professional.objects.select_for_update().get(users=actor)
    require(
        people.current_employment(person) is None, _("您目前已有在职单位。调动时，请先由原单位办理离职。")
    )
    waiting = person.employments.filter(state=EmploymentState.PENDING).exists()
    require(not waiting, _("您已提交过申请，请等待单位确认。"))
    require(organisation.closed_on is None, _("该单位已撤销，请选择其他单位。"))
    place = Employment.objects.create(professional=person, organisation=organisation, position=position)
    EMPLOYMENT.record("requested", place, actor=actor, after=_facts(place))
    tell(
        _hr_logins(organisation),
        "registration_received",
        {"place": place},
        link=reverse("registry:people") + "?state=pending",
    )
    tell([actor], "registration_sent", {"place": place})
    return place


def _hr_logins(organisation: Organisation) -> list[User]:
    seats = Membership.objects.in_force().filter(
        organisation=organisation, role=Role.HR, user__is_active=True
    )
    return [seat.user for seat in seats.select_related("user")]


@service
def confirm(*, actor: User, employment: Employment) -> Employment:
    """HR confirms that the person works here."""
    step = EMPLOYMENT.enter("confirm", employment, actor=actor)
    place = step.row
    place.decided_at = clock.now()
    _save_current(place, lambda: step.leave(**_facts(place)))
    tell(place.professional.users.all(), "registration_confirmed", {"place": place})
    return place


@service
def refuse(*, actor: User, employment: Employment, reason: str) -> Employment:
    """HR does not confirm, with a reason that the person reads; the person may ask again elsewhere."""
    place = _refused(EMPLOYMENT.enter("refuse", employment, actor=actor, reason=reason))
    tell(place.professional.users.all(), "registration_refused", {"place": place})
    return place


def _refused(step: Step[Employment]) -> Employment:
    step.row.decided_at, step.row.reason = clock.now(), step.reason
    return step.leave()


@service
def end(*, actor: User, employment: Employment, last_day: date, reason: str = "") -> Employment:
    """HR ends a person's place; `last_day` is the last day of work. The record stays."""
    step = EMPLOYMENT.enter("end", employment, actor=actor, reason=reason)
    place = step.row
    require(last_day >= place.valid_from, _("离职日期不能早于入职日期。"))
    ended(step, last_day)
    tell(place.professional.users.all(), "employment_ended", {"place": place})
    return place


def ended(step: Step[Employment], last_day: date) -> None:
    """A place has its last day; who may say so has been checked. Inside a service."""
    step.row.valid_until = last_day
    step.row.save(update_fields=["valid_until"])
    step.keep({"until": f"{last_day}"})


def reopened(place: Employment, *, cause: User) -> None:
    """What was said of the last day of a place is taken back. Inside a service."""
    step = EMPLOYMENT.enter("reopen", place, actor=None, cause=cause)
    step.row.valid_until = None
    step.row.save(update_fields=["valid_until"])
    step.keep({})


def end_all(actor: User, person: Professional, last_day: date, why: str = "") -> None:
    """What follows for the places of `person` from an act of `actor` on
    the person's file. Inside a service."""
    for place in EMPLOYMENT.rows().filter(
        professional=person, state=EmploymentState.CONFIRMED, valid_until=None
    ):
        step = EMPLOYMENT.enter("cease", place, actor=None, cause=actor, reason=why)
        ended(step, max(last_day, place.valid_from))


def refuse_pending(actor: User | None, person: Professional, why: str) -> None:
    """Units that were asked for a place, and have not answered, need
    not answer any more. Inside a service."""
    for place in EMPLOYMENT.rows().filter(professional=person, state=EmploymentState.PENDING):
        _refused(EMPLOYMENT.enter("lapse", place, actor=None, cause=actor, reason=why))

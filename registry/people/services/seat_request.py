"""Roles are asked for by an administrator and confirmed by the security officer: neither gives a right
alone, and nobody uses what he gave."""

from datetime import date

from django.db import IntegrityError
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from registry.enums import Role
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import Membership, Organisation, SeatRequest, User
from registry.people.moves.seat_request import SEAT_REQUEST
from registry.people.permissions import require, require_admin
from registry.people.services import membership
from registry.people.services.telling.message import tell


@service
def ask(
    *,
    actor: User,
    user: User,
    organisation: Organisation,
    role: str,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> SeatRequest:
    """An administrator asks for a role for `user`; what would be refused later is refused now."""
    require_admin(actor)
    require(user.professional_id != actor.professional_id, _("不能给本人授予角色，请由其他管理员办理。"))
    start = valid_from or clock.today()
    membership.check(user, organisation, role, start, valid_until)
    try:
        with audit.savepoint():
            row = SeatRequest.objects.create(
                user=user,
                organisation=organisation,
                role=role,
                valid_from=start,
                valid_until=valid_until,
                asked_by=actor,
            )
    except IntegrityError as twice:
        raise Refused(_("这个角色已经申请，正在等待安全管理员确认。")) from twice
    SEAT_REQUEST.record("asked", row, actor=actor)
    tell(_deciders(row), "seat_asked", {"row": row}, link=reverse("registry:seat-requests"))
    return row


def _deciders(row: SeatRequest) -> list[User]:
    """The security officers; where there is none, the auditors for the first of them."""
    for role in (Role.SECURITY, Role.AUDITOR) if row.role == Role.SECURITY else (Role.SECURITY,):
        seats = Membership.objects.in_force().filter(role=role, user__is_active=True).select_related("user")
        if found := [seat.user for seat in seats.order_by("pk")]:
            return found
    return []


@service
def grant(*, actor: User, row: SeatRequest) -> SeatRequest:
    """Confirmed: the role holds from its first day on."""
    step = SEAT_REQUEST.enter("grant", row, actor=actor)
    found = step.row
    require(
        not found.user.must_change_password,
        _("该账号还在使用初始密码，无法确认由本人使用。请等本人登录并设置自己的密码后再确认。"),
    )
    found.seat = membership.seated(
        actor=actor,
        user=found.user,
        organisation=found.organisation,
        role=found.role,
        valid_from=found.valid_from,
        valid_until=found.valid_until,
    )
    _decided(found, actor)
    return step.leave()


@service
def refuse(*, actor: User, row: SeatRequest, reason: str) -> SeatRequest:
    step = SEAT_REQUEST.enter("refuse", row, actor=actor, reason=reason)
    step.row.reason = step.reason
    _decided(step.row, actor)
    found = step.leave()
    tell([found.asked_by], "seat_refused", {"row": found}, link=reverse("registry:seat-requests"))
    return found


@service
def withdraw(*, actor: User, row: SeatRequest) -> SeatRequest:
    step = SEAT_REQUEST.enter("withdraw", row, actor=actor)
    _decided(step.row, actor)
    return step.leave()


def _decided(row: SeatRequest, actor: User) -> None:
    row.decided_by, row.decided_at = actor, clock.now()

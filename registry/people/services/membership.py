"""Dated roles: asked for by one officer and confirmed by another (`seat_request`), ended by an administrator,
never deleted."""

from datetime import date, timedelta

from django.db import IntegrityError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cejc import clock
from cejc.errors import Refused
from registry.enums import OrganisationKind, Role
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import Membership, Organisation, User
from registry.people.permissions import require, require_admin
from registry.people.services import deputy
from registry.people.services.telling.message import tell

# The kinds of organisation at which a role makes sense.
PLACES = {
    # A training base of its own has no people on a roster; a college that trains is an employer as well.
    Role.HR: tuple(kind for kind in OrganisationKind if kind != OrganisationKind.BASE),
    Role.BASE: (OrganisationKind.BASE, OrganisationKind.UNIVERSITY),
    Role.DEPARTMENT: (OrganisationKind.DEPARTMENT,),
    Role.COUNTY: (OrganisationKind.COUNTY,),
    Role.BUREAU: (OrganisationKind.BUREAU,),
    Role.PROVINCE: (OrganisationKind.PROVINCE,),
    Role.ADMIN: (OrganisationKind.PROVINCE,),
    Role.SECURITY: (OrganisationKind.PROVINCE,),
    Role.AUDITOR: (OrganisationKind.PROVINCE,),
}


# Who holds one of these holds none of the others: together they would raise a right and use it.
THREE = (Role.ADMIN, Role.SECURITY, Role.AUDITOR)


@service
def grant(
    *,
    user: User,
    organisation: Organisation,
    role: str,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> Membership:
    """The set-up itself gives a role: the first officers of an empty portal, and demo data. On the pages one
    asks and another confirms (`seat_request`)."""
    start = valid_from or clock.today()
    return seated(
        actor=None, user=user, organisation=organisation, role=role, valid_from=start, valid_until=valid_until
    )


def check(user: User, organisation: Organisation, role: str, start: date, until: date | None) -> None:
    """Raises Refused where `user` cannot hold the role. The login must stand for a known person: R23 compares
    persons, not logins."""
    require(
        user.professional_id is not None, _("该账号没有关联到本人，不能授予角色。请先登记该人员的实名信息。")
    )
    require(user.is_active, _("该账号已停用，不能授予角色。"))
    _check_place(role, organisation)
    _check_three(user, role)
    require(until is None or until >= start, _("截止日期不能早于起始日期。"))
    held = Membership.objects.filter(user=user, organisation=organisation, role=role, valid_until=None)
    require(not held.exists(), HELD_ALREADY)


HELD_ALREADY = gettext_lazy("该账号在这个机构已有同样的角色，无需重复授予。")


def _check_three(user: User, role: str) -> None:
    if role not in THREE:
        return
    today = clock.today()
    own = Membership.objects.filter(user__professional=user.professional_id, role__in=THREE).exclude(
        role=role
    )
    others = own.filter(Q(valid_until=None) | Q(valid_until__gte=today))
    require(not others.exists(), _("系统管理员、安全管理员、审计员须由不同的人担任，该人员已担任其中之一。"))


def seated(
    *,
    actor: User | None,
    user: User,
    organisation: Organisation,
    role: str,
    valid_from: date,
    valid_until: date | None,
) -> Membership:
    """The seat, on record and told to its holder; within the service of whoever gives it."""
    check(user, organisation, role, valid_from, valid_until)
    try:
        with audit.savepoint():
            seat = Membership.objects.create(
                user=user,
                organisation=organisation,
                role=role,
                valid_from=valid_from,
                valid_until=valid_until,
            )
    except IntegrityError as twice:
        raise Refused(HELD_ALREADY) from twice
    after = {
        "role": role,
        "organisation": organisation.name,
        "from": f"{valid_from}",
        "until": f"{valid_until or ''}",
    }
    audit.record("membership.granted", seat, actor=actor, context=user, after=after)
    tell([user], "membership_granted", {"seat": seat})
    return seat


def _check_place(role: str, organisation: Organisation) -> None:
    kinds = PLACES.get(Role(role))
    if kinds is not None and organisation.kind not in kinds:
        labels = "、".join(str(kind.label) for kind in kinds)
        raise Refused(_("“%(role)s”只能设在%(kinds)s。") % {"role": Role(role).label, "kinds": labels})


@service
def end(*, actor: User, membership: Membership, reason: str, last_day: date | None = None) -> Membership:
    """End a role: `last_day` (default: yesterday, so at once) is the last day on which it holds."""
    require_admin(actor)
    seat = Membership.objects.select_for_update().select_related("user", "organisation").get(pk=membership.pk)
    day = last_day or clock.today() - timedelta(days=1)
    require(seat.valid_until is None or seat.valid_until > day, _("该角色已经终止。"))
    _keep_an_administrator(seat)
    before = {"until": f"{seat.valid_until or ''}"}
    seat.valid_until = day
    seat.save(update_fields=["valid_until"])
    audit.record(
        "membership.ended",
        seat,
        actor=actor,
        context=seat.user,
        before=before,
        after={"until": f"{day}"},
        reason=reason,
    )
    tell([seat.user], "membership_ended", {"seat": seat, "reason": reason})
    deputy.end_with(seat, actor=actor)
    return seat


def _keep_an_administrator(seat: Membership) -> None:
    if seat.role != Role.ADMIN:
        return
    others = (
        Membership.objects.in_force().filter(role=Role.ADMIN, user__is_active=True).exclude(user=seat.user)
    )
    require(others.exists(), _("这是最后一位系统管理员，不能终止。请先指定另一位管理员。"))

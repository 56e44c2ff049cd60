"""Who may do what about training bases, their courses and the review of these (四(四)); and whom to tell."""

from collections.abc import Iterable

from cejc.site import gettext as _
from registry.enums import OrganisationKind, Role
from registry.people.models import Membership, Organisation, User
from registry.people.permissions import require
from registry.training.models import TrainingBase

# The seats by which a personnel office acts.
OFFICE_ROLES = (Role.HR, Role.DEPARTMENT, Role.BUREAU)
# Employers whose own personnel department convenes the experts of a base.
OWN_BASES = (OrganisationKind.UNIVERSITY, OrganisationKind.CENTRAL)


def works_for(user: User, base: TrainingBase) -> bool:
    """Holds a seat of the base's staff."""
    return any(seat.organisation_id == base.organisation_id for seat in user.seats_as(Role.BASE))


def oversees(user: User, base: TrainingBase) -> bool:
    """Sits in the personnel office that convenes experts for the base."""
    return any(seat.organisation_id == base.personnel_office_id for seat in user.seats_as(*OFFICE_ROLES))


def has_to_do_with_bases(user: User) -> bool:
    """Works for a base, or sits in an office that may have bases under it (四(四)): of the employers those
    whose own personnel department convenes the experts."""
    if user.has_role(Role.BASE, Role.DEPARTMENT, Role.BUREAU, Role.PROVINCE):
        return True
    seats = user.seats_as(Role.HR)
    units = [seat.organisation_id for seat in seats]
    return any(seat.organisation.kind in OWN_BASES for seat in seats) or (
        TrainingBase.objects.filter(personnel_office__in=units).exists()
    )


def require_province(user: User) -> None:
    require(user.has_role(Role.PROVINCE), _("由{office}办理，您没有办理此事项的权限。"))


def require_staff(user: User, base: TrainingBase) -> None:
    require(works_for(user, base), _("由该基地的经办人办理，您没有这个基地的经办角色。"))


def require_office(user: User, base: TrainingBase) -> None:
    require(oversees(user, base), _("由基地主管单位人事部门办理，您没有该部门的经办角色。"))


def seated(organisation: Organisation | int, roles: Iterable[str]) -> list[User]:
    """The logins that hold one of `roles` at an organisation today, each once."""
    key = organisation if isinstance(organisation, int) else organisation.pk
    seats = Membership.objects.in_force().filter(organisation=key, role__in=list(roles), user__is_active=True)
    return list({seat.user_id: seat.user for seat in seats.select_related("user").order_by("pk")}.values())


def staff_of(base: TrainingBase) -> list[User]:
    return seated(base.organisation_id, (Role.BASE,))


def officers_of(base: TrainingBase) -> list[User]:
    return seated(base.personnel_office_id, OFFICE_ROLES)


def provincial_officers() -> list[User]:
    seats = Membership.objects.in_force().filter(role=Role.PROVINCE, user__is_active=True)
    return list({seat.user_id: seat.user for seat in seats.select_related("user").order_by("pk")}.values())

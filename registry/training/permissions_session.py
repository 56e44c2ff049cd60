"""Who files training, runs a session, and decides on filings (四(二), 四(四))."""

from django.utils.translation import gettext as _

from registry.enums import OrganisationKind, Role
from registry.people.models import Organisation, User
from registry.people.permissions import require, require_linked
from registry.training.models import Attendee, Filing, TrainingBase, TrainingSession
from registry.training.permissions import works_for

# Whoever organises training himself does it by one of these seats (R26).
ORGANISING = (Role.HR, Role.DEPARTMENT, Role.BUREAU)


def own_bases(user: User) -> list[TrainingBase]:
    """The bases in force that `user` works for, by code."""
    seats = [seat.organisation_id for seat in user.seats_as(Role.BASE)]
    rows = TrainingBase.objects.in_force().filter(organisation__in=seats).select_related("organisation")
    return list(rows.order_by("code"))


def organising_units(user: User) -> list[Organisation]:
    """The units, departments and bureaus for which `user` may organise training without a base."""
    seats = user.seats_as(*ORGANISING)
    found = {seat.organisation_id: seat.organisation for seat in seats}
    return [one for one in found.values() if one.kind != OrganisationKind.BASE]


def require_filer(user: User, base: TrainingBase) -> None:
    require(works_for(user, base), _("备案由该基地的经办人办理，您没有这个基地的经办角色。"))
    require_in_force(base)


def require_in_force(base: TrainingBase) -> None:
    require(base.closed_on is None, _("该基地已撤销，不能再办理备案。"))


def require_other_author(user: User, filing: Filing) -> None:
    """Never who filed it, by whatever login (R23)."""
    require_linked(user)
    authors = {filing.created_by.professional_id, filing.submitted_by and filing.submitted_by.professional_id}
    require(user.professional_id not in authors, _("这份备案由您填报，按回避要求，须由其他经办人受理。"))


def runs(user: User, session: TrainingSession) -> bool:
    """The staff of the base; of a session without one, the seats of the organiser itself."""
    if session.base is not None:
        return works_for(user, session.base)
    return any(seat.organisation_id == session.organiser_id for seat in user.seats_as(*ORGANISING))


def is_own(user: User, attendee: Attendee) -> bool:
    """The clerk is the attendee: the test is the person, not the login (R23)."""
    person = user.professional
    return person is not None and attendee.identity_index == person.identity_index


def require_other(user: User, attendee: Attendee) -> None:
    require(
        not is_own(user, attendee),
        _("名单中的这一行是您本人，签到和考核结果须由其他经办人登记，您也可以扫码签到。"),
    )

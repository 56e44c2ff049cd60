"""Who may decide on a change of a person's file (R23: two officers, neither of them the person)."""

from typing import Any

from django.utils.translation import gettext as _

from registry.changes.models.person_request import PersonRequest
from registry.enums import RequestState, Role
from registry.people.models import Membership, User
from registry.people.permissions import is_hr_of, require, supervises


def is_party(user: User, row: PersonRequest) -> bool:
    """The request is about the very person behind the login."""
    about = {row.professional_id, getattr(row, "duplicate_id", None)} - {None}
    return user.professional_id in about


def acted_first(user: User, row: PersonRequest) -> bool:
    return row.first_person_id is not None and row.first_person_id == user.professional_id


def sits_above(user: User, row: PersonRequest) -> bool:
    """In an office at or above the unit, or in the provincial office."""
    return user.has_role(Role.PROVINCE) or (
        row.organisation is not None and supervises(user, row.organisation)
    )


def sits_first(user: User, row: PersonRequest) -> bool:
    """HR of the unit; for the unit's own HR, and for whoever has no unit, an office above."""
    if row.organisation is None:
        return user.has_role(Role.PROVINCE)
    return is_hr_of(user, row.organisation) or (is_hr_himself(row) and sits_above(user, row))


def is_hr_himself(row: PersonRequest) -> bool:
    seats = Membership.objects.in_force().filter(organisation=row.organisation_id, role=Role.HR)
    return seats.filter(user__professional=row.professional_id).exists()


def may_ask_for(user: User, organisation: Any) -> bool:
    """HR asks for the people of the unit; the provincial office for those who have none."""
    return user.has_role(Role.PROVINCE) if organisation is None else is_hr_of(user, organisation)


def require_apart(user: User, row: PersonRequest) -> None:
    """Raise Refused when `user` must keep out of it (R23)."""
    require(
        user.professional_id is not None,
        _("您的账号尚未关联到本人，无法判断是否需要回避，请联系系统管理员。"),
    )
    require(not is_party(user, row), _("这是您本人的事项，须由他人办理。"))
    require(not acted_first(user, row), _("您已办理过前一环节，须由另一位经办人办理。"))


def apart(user: User, row: PersonRequest) -> bool:
    return user.professional_id is not None and not is_party(user, row) and not acted_first(user, row)


def may_confirm(user: User, row: PersonRequest) -> bool:
    return row.state == RequestState.ASKED and sits_first(user, row) and apart(user, row)


def may_withdraw(user: User, row: PersonRequest) -> bool:
    """Whoever asked, or the person, while it is open."""
    return row.is_open and (row.asked_by_id == user.pk or row.professional_id == user.professional_id)

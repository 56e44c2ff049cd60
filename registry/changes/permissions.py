"""Who may decide on a change of a person's file (R23: two officers, neither of them the person)."""

from typing import Any

from django.utils.translation import gettext as _

from registry.changes.models.person_request import PersonRequest
from registry.enums import Role
from registry.people.models import Membership, User
from registry.people.permissions import UNLINKED, is_hr_of, supervises


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


def why_not_apart(user: User, row: PersonRequest) -> str:
    """Why `user` must keep out of it (R23); "" when nothing says so."""
    if user.professional_id is None:
        return str(UNLINKED)
    return _("这是您本人的事项，须由他人办理。") if is_party(user, row) else ""


def why_not_second(user: User, row: PersonRequest) -> str:
    """Why `user` must keep out of the step after the first officer's; "" when nothing says so."""
    again = _("您已办理过前一环节，须由另一位经办人办理。") if acted_first(user, row) else ""
    return why_not_apart(user, row) or again

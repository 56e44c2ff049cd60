"""Rows of the lists of people, logins and seats: by what they sort, who takes part in no act."""

from typing import Any

from django.utils.translation import gettext as _

from registry.enums import EmploymentState

UNIT_SORTS = {
    "name": ("professional__name_key", "pk"),
    "position": ("position", "pk"),
    "title": ("professional__title_level", "pk"),
}
PEOPLE_SORTS = UNIT_SORTS | {
    "staff_number": ("staff_number", "pk"),
    "account": ("has_login", "pk"),
    "state": ("state", "valid_until", "pk"),
}
ACCOUNT_SORTS = {
    "display_name": ("professional__name_key", "pk"),
    "username": ("username", "pk"),
    "last_login": ("last_login", "pk"),
}
SEAT_SORTS = {
    "user": ("user__display_name", "pk"),
    "role": ("role", "pk"),
    "organisation": ("organisation__path", "pk"),
    "valid_from": ("valid_from", "pk"),
    "valid_until": ("valid_until", "pk"),
}


def left_out(place: Any) -> str:
    """Why a person takes part in no bulk step of the list; "" when some step applies."""
    if place.state == EmploymentState.PENDING:
        return ""
    if place.valid_until is not None:
        return _("已离职")
    return _("已开通账号") if place.has_login else ""

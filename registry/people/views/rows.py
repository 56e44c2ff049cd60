"""Rows of the lists of people, logins and seats: by what they sort, the state they show, who takes part in no act."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cejc import clock
from registry.enums import EmploymentState
from registry.people.models import Membership, User

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


def tag(label: str, kind: str) -> dict[str, str]:
    return {"label": label, "kind": kind}


def state_of_login(user: User) -> dict[str, str]:
    if not user.is_active:
        return tag(_("已停用"), "neutral")
    if user.locked_until and user.locked_until > timezone.now():
        return tag(_("已锁定"), "refused")
    return tag(_("正常"), "done")


def state_of_seat(seat: Membership) -> dict[str, str]:
    today = clock.today()
    if seat.valid_until and seat.valid_until < today:
        return tag(_("已终止"), "neutral")
    return tag(_("现任"), "done") if seat.valid_from <= today else tag(_("尚未开始"), "waiting")


def left_out(place: Any) -> str:
    """Why a person takes part in no bulk step of the list; "" when some step applies."""
    if place.state == EmploymentState.PENDING:
        return ""
    if place.valid_until is not None:
        return _("已离职")
    return _("已开通账号") if place.has_login else ""

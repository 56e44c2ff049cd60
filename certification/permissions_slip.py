"""Who may revoke, reissue and re-examine a slip."""

from django.utils.translation import gettext as _

from certification.models import PriorSlip, Slip
from registry.enums import Role
from registry.models import User
from registry.people.permissions import require


def may_decide_on(actor: User, slip: Slip) -> bool:
    """The province for every slip; a bureau for those that it issued."""
    if actor.has_role(Role.PROVINCE):
        return True
    bureau = slip.case.bureau_id if slip.certificate or hasattr(slip, "allotted") else None
    return any(seat.organisation_id == bureau for seat in actor.seats_as(Role.BUREAU))


def require_not_own(actor: User, slip: Slip) -> None:
    """R23: nobody has a part in what becomes of the own slip."""
    require(
        actor.professional_id != slip.professional_id,
        _("这是您本人的认定单，按回避要求，请由其他经办人办理。"),
    )


def checked_there(actor: User, prior: PriorSlip) -> bool:
    """Sits at the office whose officer checked this earlier paper slip: the one that received it."""
    seats = actor.seats_as(Role.PROVINCE, Role.BUREAU, Role.DEPARTMENT, Role.HR)
    if not seats or prior.checked_by is None:
        return False
    offices = {(seat.organisation_id, seat.role) for seat in seats}
    return bool(offices & set(prior.checked_by.memberships.values_list("organisation_id", "role")))


def why_not_take_back(actor: User, prior: PriorSlip) -> str:
    """Why `actor` does not find an accepted paper slip false after all; "" for whoever may."""
    if not checked_there(actor, prior):
        return _("以往认定单由当初核对它的机关撤销。")
    if actor.professional_id in (None, prior.professional_id):
        return _("这是您本人的认定单，按回避要求，请由其他经办人办理。")
    return ""

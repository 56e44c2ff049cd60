"""Who may revoke, reissue and re-examine a slip."""

from certification.enums import PriorSlipState
from certification.models import PriorSlip, Slip
from registry.enums import Role
from registry.models import User


def may_decide_on(actor: User, slip: Slip) -> bool:
    """The province for every slip; a bureau for those that it issued."""
    if actor.has_role(Role.PROVINCE):
        return True
    bureau = slip.case.bureau_id if slip.certificate or hasattr(slip, "allotted") else None
    return any(seat.organisation_id == bureau for seat in actor.seats_as(Role.BUREAU))


def checked_there(actor: User, prior: PriorSlip) -> bool:
    """Sits at the office whose officer checked this earlier paper slip: the one that received it."""
    seats = actor.seats_as(Role.PROVINCE, Role.BUREAU, Role.DEPARTMENT, Role.HR)
    if not seats or prior.checked_by is None:
        return False
    offices = {(seat.organisation_id, seat.role) for seat in seats}
    return bool(offices & set(prior.checked_by.memberships.values_list("organisation_id", "role")))


def may_take_back_prior(actor: User, prior: PriorSlip) -> bool:
    """For drawing the button; the service asks again and says why not."""
    own = actor.professional_id in (None, prior.professional_id)
    return prior.state == PriorSlipState.CHECKED and not own and checked_there(actor, prior)

"""Who may revoke, reissue and re-examine a slip."""

from certification.models import Slip
from registry.enums import Role
from registry.models import User


def may_decide_on(actor: User, slip: Slip) -> bool:
    """The province for every slip; a bureau for those that it issued."""
    if actor.has_role(Role.PROVINCE):
        return True
    bureau = slip.case.bureau_id if hasattr(slip, "allotted") else None
    return any(seat.organisation_id == bureau for seat in actor.seats_as(Role.BUREAU))

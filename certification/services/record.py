"""Where a route ends, or goes on, with a record of the result instead of a
slip (三(一)、三(二)): one by one or many."""

from django.utils.translation import gettext as _

from cejc.errors import Refused
from certification.models import Case
from certification.queries.policy import table_of
from certification.services import ledger, years
from certification.services.ground import require_stands
from certification.services.slips import slip
from certification.services.tell import tell_person
from certification.workflow import door
from registry.machinery.service import service
from registry.models import User


@service
def record_case(*, actor: User, case: Case, edit: int | None = None) -> Case:
    """Record the result of a case at its record stage. Raises Refused when years are short meanwhile."""
    case = door.locked(case)
    stage = table_of(case).first_of_kind("record")
    if stage is None:
        raise Refused(_("该认定渠道没有登记环节。"))
    action = f"{stage.id}.record"
    if door.repeated(case, action, actor):
        return case
    require_stands(case)
    ledger.require_met(case, ledger.recount(case))
    move = door.pass_through(case, action, actor=actor, edit=edit)
    years.follow(case, move, actor)
    certificate = slip.issue_certificate(actor=actor, case=case) if case.state == "recorded" else None
    tell_person(case, move, slip=certificate)
    return case

"""The moves of an earlier paper slip (R20): its person enters it, the
office that examines last checks it once."""

from django.utils.translation import gettext_lazy as _

from certification.enums import PriorSlipState
from certification.models import Case, PriorSlip
from certification.permissions import may
from certification.permissions_slip import why_not_take_back
from certification.queries.policy import table_of
from certification.workflow.table import ENDED
from registry.machinery.door import Table, under_lock
from registry.machinery.move import Move, Who, anybody, apart
from registry.models import User
from registry.people.permissions import is_self

CLAIMED, CHECKED, REFUSED = PriorSlipState


def _receives(user: User, row: PriorSlip) -> bool:
    """Reviews a case of the person now, at the stage that is the last to examine it."""
    cases = Case.objects.filter(professional=row.professional_id).exclude(state__in=ENDED)
    return any(
        case.stage == table_of(case).receiving and may(user, case, table_of(case).move(f"{case.stage}.pass"))
        for case in cases
    )


PERSON = Who(_("本人"), lambda user, row: is_self(user, row.professional), _("只有本人可以办理这一步。"))
RECEIVER = Who(_("最后审核的机关"), _receives, _("以往认定单由最后审核的机关核对。"))
CHECKER = apart(_("当初核对它的机关"), why_not_take_back)
ONCE = _("该认定单已经核对过。")
TAKE_BACK = Move(
    "take_back",
    _("撤销以往认定单"),
    (CHECKED,),
    REFUSED,
    CHECKER,
    "taken_back",
    reason=_("请说明核对不符的情况。"),
    again=anybody,
    official=True,
)

PRIOR_SLIP: Table[PriorSlip] = Table(
    noun="prior_slip",
    label=_("以往认定单"),
    rows=under_lock(PriorSlip, "professional", "checked_by"),
    context=lambda row: row.professional,
    moved=_("该认定单已经核对，不能删除。"),
    moves=(
        Move("drop", _("删除以往认定单"), (CLAIMED,), None, PERSON, "dropped"),
        Move("check", _("核对相符"), (CLAIMED,), CHECKED, RECEIVER, "checked", moved=ONCE),
        Move(
            "refuse",
            _("核对不符"),
            (CLAIMED,),
            REFUSED,
            RECEIVER,
            "checked",
            reason=_("请说明核对不符的情况。"),
            moved=ONCE,
        ),
        TAKE_BACK,
    ),
)

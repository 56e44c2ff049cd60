"""The moves of a degree's certificate (R17): its person hands it in, the
employer says at its review if it is right."""

from django.utils.translation import gettext_lazy as _

from certification.enums import DegreeState
from certification.models import DegreeProof
from certification.permissions import is_own, may
from certification.queries.policy import table_of
from certification.workflow.table import DRAFT, RETURNED
from registry.machinery.door import Table, under_lock
from registry.machinery.move import Move, Who
from registry.models import User

CLAIMED, CHECKED, REFUSED = DegreeState


def _reviews_first(user: User, row: DegreeProof) -> bool:
    table = table_of(row.case)
    first = table.first_of_kind("review")
    here = first is not None and row.case.stage == first.id
    return here and may(user, row.case, table.move(f"{row.case.stage}.pass"))


PERSON = Who(
    _("本人"),
    lambda user, row: is_own(user, row.case) and row.case.state in (DRAFT, RETURNED),
    _("该申请已经提交，不能修改。需要修改的，请先撤回，或等待退回。"),
)
EMPLOYER = Who(_("初审的用人单位"), _reviews_first, _("学位证书由用人单位在初审时核对。"))

DEGREE: Table[DegreeProof] = Table(
    noun="degree",
    label=_("学位证书"),
    rows=under_lock(DegreeProof, "case__professional"),
    context=lambda row: row.case,
    facts=lambda row: {"degree": row.get_degree_display()},
    moved=_("该学位证书已经核对过。"),
    moves=(
        Move("claim", _("提交学位证书"), (CLAIMED, CHECKED, REFUSED), CLAIMED, PERSON, "claimed"),
        Move("confirm", _("核对相符"), (CLAIMED,), CHECKED, EMPLOYER, "confirmed"),
        Move(
            "refuse",
            _("核对不符"),
            (CLAIMED,),
            REFUSED,
            EMPLOYER,
            "refused",
            reason=_("请说明核对不符的情况。"),
        ),
    ),
)

"""The moves of claimed numbers: a bureau claims, the province grants; a
number is used by a slip, or voided."""

from cejc.site import gettext_lazy as _
from certification.enums import AllotmentState, NumberState
from certification.models import Allotment, AllottedNumber
from registry.enums import OrganisationKind, Role
from registry.machinery.door import Table, under_lock
from registry.machinery.move import PORTAL, Move, Who
from registry.models import Organisation, User
from registry.people.permissions import province

CLAIMED, GRANTED, REFUSED = AllotmentState
STOCK, USED, VOID = NumberState


def claims_for(user: User, organisation: Organisation) -> bool:
    """Sits at the bureau itself."""
    seats = user.seats_as(Role.BUREAU)
    return organisation.kind == OrganisationKind.BUREAU and any(
        seat.organisation_id == organisation.pk for seat in seats
    )


PROVINCE = province(_("编号由{office}核发。"))
BUREAU = Who(
    _("申领编号的{cities}人社部门"),
    lambda user, row: claims_for(user, row.allotment.organisation),
    _("认定单编号由{cities}人社部门申领。"),
)

ALLOTMENT: Table[Allotment] = Table(
    noun="allotment",
    label=_("编号申领"),
    rows=under_lock(Allotment, "organisation"),
    context=lambda row: row.organisation,
    facts=lambda row: {"first": row.first, "last": row.last, "granted": row.granted},
    moved=_("该申领已经办理，请刷新页面。"),
    moves=(
        Move("grant", _("核发编号"), (CLAIMED,), GRANTED, PROVINCE, "granted", official=True),
        Move(
            "refuse",
            _("不予核发"),
            (CLAIMED,),
            REFUSED,
            PROVINCE,
            "refused",
            reason=_("请说明不予核发的理由。"),
        ),
    ),
)
NUMBER: Table[AllottedNumber] = Table(
    noun="number",
    label=_("认定单编号"),
    rows=under_lock(AllottedNumber, "allotment__organisation"),
    context=lambda row: row.allotment.organisation,
    moved=lambda user, row: _("编号%(number)s已经使用或者作废，不能作废。") % {"number": row.sequence},
    moves=(
        Move("use", _("用于认定单"), (STOCK,), USED, PORTAL, ""),
        Move("void", _("作废编号"), (STOCK,), VOID, BUREAU, ""),
    ),
)

"""The moves of a slip: one officer of the issuing office proposes, another decides, and the slip follows."""

from django.utils.translation import gettext_lazy as _

from certification.enums import SlipActionState, SlipState
from certification.models import Slip, SlipAction
from certification.permissions_slip import may_decide_on, require_not_own
from registry.machinery.door import Table, under_lock
from registry.machinery.move import PORTAL, Move, Who, Words, apart
from registry.models import User
from registry.people.permissions import require_linked

VALID, SUPERSEDED, REVOKED = SlipState
PROPOSED, APPROVED, REFUSED = SlipActionState
NOT_HERE = _("认定单的撤销和换发由签发机关办理。")
WHY = _("请说明理由，查验页面会公开显示。")
ISSUER = Who(_("签发机关"), may_decide_on, NOT_HERE)


def _why_not_second(user: User, row: SlipAction) -> Words:
    """Another person than who proposed it, never merely another login."""
    first = row.proposed_by
    if not may_decide_on(user, row.slip):
        return NOT_HERE
    if user.pk == first.pk or user.professional_id in (None, first.professional_id):
        return _("提出人不能复核自己提出的事项，请由另一位经办人复核。")
    return ""


SECOND = apart(_("签发机关另一位经办人"), _why_not_second)

SLIP: Table[Slip] = Table(
    noun="slip",
    label=_("认定单"),
    rows=under_lock(Slip, "case"),
    context=lambda row: row.case,
    moved=_("该认定单已不是有效状态，请刷新页面。"),
    moves=(
        *(
            Move(
                f"propose_{kind}",
                label,
                (VALID,),
                None,
                ISSUER,
                f"{kind}_proposed",
                reason=WHY,
                bars=(require_not_own, require_linked),
                official=True,
            )
            for kind, label in (("revoke", _("提出撤销")), ("reissue", _("提出换发")))
        ),
        Move("revoke", _("撤销"), (VALID,), REVOKED, PORTAL, "revoked"),
        Move("reissue", _("换发"), (VALID,), SUPERSEDED, PORTAL, "superseded"),
        Move("supersede", _("由新的认定单替换"), (VALID,), SUPERSEDED, PORTAL, "superseded"),
    ),
)


def _not_own(user: User, row: SlipAction) -> None:
    require_not_own(user, row.slip)


SLIP_ACTION: Table[SlipAction] = Table(
    noun="slip_action",
    label=_("撤销和换发事项"),
    rows=under_lock(SlipAction, "slip__case", "proposed_by"),
    context=lambda row: row.slip.case,
    moved=_("该事项已经办理，请刷新页面。"),
    moves=(
        Move(
            "approve", _("同意，立即执行"), (PROPOSED,), APPROVED, SECOND, "", bars=(_not_own,), official=True
        ),
        Move(
            "refuse",
            _("不同意"),
            (PROPOSED,),
            REFUSED,
            SECOND,
            "",
            reason=_("请说明不同意的理由。"),
            bars=(_not_own,),
        ),
    ),
)

"""The moves of a login that is opened again: asked for by the unit's HR, confirmed by an officer
above, used by the person. Three persons, always."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from registry.enums import RecoveryState, Role
from registry.machinery.door import Table, under_lock
from registry.machinery.move import PORTAL, Move, apart
from registry.people.models import Recovery
from registry.people.permissions import UNLINKED, supervises

ASKED, CONFIRMED, USED, REFUSED, LAPSED = RecoveryState


def _decides(user: Any, row: Recovery) -> bool:
    """The offices above the unit; where the person holds an office, the security officer."""
    if _holds_office(row):
        return bool(user.has_role(Role.SECURITY))
    return supervises(user, row.organisation) or user.has_role(Role.PROVINCE)


def _holds_office(row: Recovery) -> bool:
    """As a list has fetched it for all its rows, else asked."""
    known = getattr(row, "holds_office", None)
    return row.user.is_office if known is None else bool(known)


def _why_not(user: Any, row: Recovery) -> Any:
    if not _decides(user, row):
        return _("账号找回由上级主管部门确认；有经办角色的人员，由安全管理员确认。")
    if user.professional_id is None:
        return UNLINKED
    own = user.professional_id in (row.user.professional_id, row.asked_by.professional_id)
    return _("您是本人或者申请人，请由其他人确认。") if own else ""


OFFICER = apart(_("上级主管部门或安全管理员"), _why_not)

RECOVERY: Table[Recovery] = Table(
    noun="recovery",
    label=_("账号找回"),
    rows=under_lock(Recovery, "user", "organisation", "asked_by"),
    context=lambda row: row.user.professional,
    moved=_("该申请已经办理过。请刷新页面，查看最新情况。"),
    moves=(
        Move(
            "confirm",
            _("确认找回"),
            (ASKED,),
            CONFIRMED,
            OFFICER,
            "confirmed",
            follows=(
                _("请先当面或电话核实：确由本人要求找回。"),
                _("您会看到恢复码的后半段，只显示一次，请直接告知本人，不要告知申请人。"),
            ),
            official=True,
        ),
        Move(
            "refuse",
            _("不予找回"),
            (ASKED,),
            REFUSED,
            OFFICER,
            "refused",
            said=_("已退回账号找回申请，已通知申请人。"),
            follows=(_("申请人会看到您写的理由。"),),
            reason=_("请写明不予找回的理由，申请人会看到。"),
        ),
        Move("use", _("本人使用"), (CONFIRMED,), USED, PORTAL, "used"),
        Move("lapse", _("重新申请时失效"), (ASKED, CONFIRMED), LAPSED, PORTAL, "lapsed"),
    ),
)

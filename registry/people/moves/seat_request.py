"""The moves of a role that was asked for: confirmed or refused by the security officer, withdrawn by
administrators. Whoever asks, whoever confirms and whoever gets it are three persons."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from registry.enums import Role, SeatRequestState
from registry.machinery.door import Table, under_lock
from registry.machinery.move import Move, Who, apart
from registry.people.models import Membership, SeatRequest

ASKED, GRANTED, REFUSED, WITHDRAWN = SeatRequestState
NOT_SECURITY = _("角色由安全管理员确认，您没有这个角色。")


def _decides(user: Any, row: SeatRequest) -> bool:
    """The security officer. The first one of a portal, whom no other can confirm, an auditor confirms."""
    if user.has_role(Role.SECURITY):
        return True
    if row.role != Role.SECURITY or not user.has_role(Role.AUDITOR):
        return False
    return not Membership.objects.in_force().filter(role=Role.SECURITY, user__is_active=True).exists()


def _why_not_decide(user: Any, row: SeatRequest) -> Any:
    if not _decides(user, row):
        return NOT_SECURITY
    if user.professional_id is None:
        return _("您的账号尚未关联到本人，无法判断是否需要回避，请联系系统管理员。")
    if user.professional_id == row.user.professional_id:
        return _("这是授予您本人的角色，请由其他安全管理员确认。")
    own = user.professional_id == row.asked_by.professional_id
    return _("这是您本人提出的申请，请由其他人确认。") if own else ""


DECIDER = apart(_("安全管理员"), _why_not_decide)
ADMIN = Who(_("系统管理员"), lambda user, row: user.is_admin, _("只有系统管理员可以撤回。"))

SEAT_REQUEST: Table[SeatRequest] = Table(
    noun="seat_request",
    label=_("角色申请"),
    rows=under_lock(SeatRequest, "user", "organisation", "asked_by"),
    context=lambda row: row.user,
    facts=lambda row: {"role": row.role, "organisation": row.organisation.name},
    moved=_("该申请已经办理过。请刷新页面，查看最新情况。"),
    moves=(
        Move(
            "grant",
            _("确认授予"),
            (ASKED,),
            GRANTED,
            DECIDER,
            "granted",
            said=lambda user, row: _("已授予%s角色，已通知本人。") % row.user,
            follows=(
                _("该人员在起止日期内可以办理这个角色的事项，会收到通知。"),
                _("请先当面或电话核实：确由本人使用这个账号，且工作需要。"),
            ),
            official=True,
        ),
        Move(
            "refuse",
            _("不予授予"),
            (ASKED,),
            REFUSED,
            DECIDER,
            "refused",
            said=_("已退回角色申请，已通知申请人。"),
            follows=(_("申请人会看到您写的理由。"),),
            reason=_("请写明不予授予的理由，申请人会看到。"),
        ),
        Move(
            "withdraw",
            _("撤回申请"),
            (ASKED,),
            WITHDRAWN,
            ADMIN,
            "withdrawn",
            said=_("已撤回角色申请。"),
            follows=(_("安全管理员不再看到这一申请。"),),
        ),
    ),
)

"""The moves of a person's place at an employer: asked for, confirmed by the unit's HR, ended."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from registry.enums import EmploymentState
from registry.machinery.door import Table, under_lock
from registry.machinery.move import PORTAL, Move, Who, apart
from registry.people.models import Employment
from registry.people.permissions import NOT_HR, is_hr_of, is_self

PENDING, CONFIRMED, REFUSED = EmploymentState


def _why_not_decide(user: Any, row: Employment) -> Any:
    if not is_hr_of(user, row.organisation):
        return NOT_HR
    own = is_self(user, row.professional)
    return _("这是您本人的申请，请由本单位其他人事人员办理。") if own else ""


def _is_current(row: Employment) -> bool:
    return row.valid_until is None


HR = Who(_("单位人事"), lambda user, row: is_hr_of(user, row.organisation), NOT_HR)
ANOTHER_HR = apart(_("单位人事"), _why_not_decide)
LEFT = _("该人员已办理离职。")

EMPLOYMENT: Table[Employment] = Table(
    noun="employment",
    label=_("任职登记"),
    rows=under_lock(Employment, "professional", "organisation"),
    context=lambda row: row.professional,
    moved=_("该申请已经办理过。请刷新页面，查看最新情况。"),
    moves=(
        Move(
            "confirm",
            _("确认为本单位人员"),
            (PENDING,),
            CONFIRMED,
            ANOTHER_HR,
            "confirmed",
            said=lambda user, row: _("已确认%s为本单位人员，已通知本人。") % row.professional.name,
        ),
        Move(
            "refuse",
            _("不予确认"),
            (PENDING,),
            REFUSED,
            ANOTHER_HR,
            "refused",
            said=lambda user, row: _("已退回%s的申请，已通知本人。") % row.professional.name,
            follows=(_("申请人会收到消息，并看到您写的理由。"), _("申请人可以向其他单位重新提出申请。")),
            reason=_("请写明不予确认的理由，申请人会看到。"),
        ),
        Move("end", _("办理离职"), (CONFIRMED,), None, HR, "ended", when=_is_current, moved=LEFT),
        Move(
            "reopen",
            _("撤销离职"),
            (CONFIRMED,),
            None,
            PORTAL,
            "reopened",
            when=lambda row: not _is_current(row),
            moved=_("该人员在本单位在职，没有离职可以撤销。"),
        ),
        # The person has died, asked to be forgotten, or has two files at one unit.
        Move("lapse", _("随注销等终止"), (PENDING,), REFUSED, PORTAL, "refused"),
        Move("cease", _("随去世等终止"), (CONFIRMED,), None, PORTAL, "ended", when=_is_current, moved=LEFT),
    ),
)

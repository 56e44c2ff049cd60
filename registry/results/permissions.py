"""Who may decide about a reported result."""

from django.utils.translation import gettext as _

from registry.enums import CompletionState, Role
from registry.people.models import User
from registry.people.permissions import require
from registry.results.models import Completion
from registry.results.models.completion import LIVE
from registry.training.standings import CODES, standing


def require_overruler(user: User, row: Completion) -> None:
    """R25: the provincial office, and never on one's own result (R23)."""
    require(user.has_role(Role.PROVINCE), _("未备案等暂不计入的学时，由省人社厅专技处决定。"))
    require(
        user.professional_id is not None,
        _("您的账号尚未关联到本人，无法判断是否需要回避，请联系系统管理员。"),
    )
    require(
        user.professional_id != row.professional_id,
        _("这是您本人的学习结果，按回避要求，须由其他经办人办理。"),
    )


def may_overrule(user: User, row: Completion) -> bool:
    """The result is held for what the province may decide on, and `user` is not its person."""
    held = row.state == CompletionState.HELD and row.code in CODES and standing(row.code).overrulable
    apart = user.professional_id is not None and user.professional_id != row.professional_id
    return held and not row.overruled and apart and user.has_role(Role.PROVINCE)


def reports_for(user: User, row: Completion) -> bool:
    """Works for the base, or for the unit that organised the training."""
    organiser = row.session.organiser_id if row.session else None
    own = {row.base.organisation_id} if row.base else {organiser}
    seats = user.seats_as(Role.BASE, Role.HR, Role.DEPARTMENT, Role.BUREAU)
    return any(seat.organisation_id in own for seat in seats)


def may_withdraw(user: User, row: Completion) -> bool:
    return row.state in LIVE and reports_for(user, row) and user.professional_id != row.professional_id

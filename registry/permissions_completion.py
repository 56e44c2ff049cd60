"""Who may decide about a reported result."""

from django.utils.translation import gettext as _

from registry.enums import Role
from registry.models import Completion, User
from registry.permissions import require


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

"""The moves of a platform's access to the API, and of the address where it is told of changes."""

from typing import Any

from cejc.site import gettext_lazy as _
from registry.enums import AccessState, Role
from registry.machinery.door import Table, under_lock
from registry.machinery.move import Move, Who, anybody
from registry.people.permissions import province
from registry.platforms.models import ApiClient
from registry.training.permissions import works_for

ACTIVE, REVOKED = AccessState
KEEPERS = _("施教机构经办人或{office}")


def _keeps(user: Any, row: ApiClient) -> bool:
    return user.has_role(Role.PROVINCE) or works_for(user, row.base)


PROVINCE = province(_("接口凭据由{office}停用。"))
ROTATING = Who(KEEPERS, _keeps, _("只有该施教机构或{authority}可以更换密钥。"))
NOTIFIED = Who(KEEPERS, _keeps, _("只有该施教机构或{authority}可以办理。"))
COMMON: dict[str, Any] = {
    "rows": under_lock(ApiClient, "oauth", "base"),
    "context": lambda row: row.base,
    "moved": _("该接口凭据已停用。"),
}

API_CLIENT: Table[ApiClient] = Table(
    noun="api_client",
    label=_("接口凭据"),
    moves=(
        Move("rotate", _("更换密钥"), (ACTIVE,), None, ROTATING, "rotated"),
        Move(
            "revoke",
            _("停用接口凭据"),
            (ACTIVE,),
            REVOKED,
            PROVINCE,
            "revoked",
            said=_("接口凭据已停用。"),
            follows=(
                _("停用后平台立即不能再调用接口，已报送的结果不受影响。"),
                _("停用后不能恢复，只能重新发放。"),
            ),
            reason=_("请说明停用的理由。"),
            again=anybody,
            official=True,
        ),
    ),
    **COMMON,
)
WEBHOOK: Table[ApiClient] = Table(
    noun="webhook",
    label=_("变更通知"),
    moves=(
        Move("register", _("登记通知地址"), (ACTIVE,), None, NOTIFIED, "registered"),
        Move("remove", _("取消通知"), (ACTIVE,), None, NOTIFIED, "removed"),
    ),
    **COMMON,
)

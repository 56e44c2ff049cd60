"""The moves of an import of past years: HR gathers and starts it, the
worker imports it or sends it back whole."""

from django.utils.translation import gettext_lazy as _

from registry.activities.models import HistoryImport
from registry.enums import HistoryState
from registry.machinery.door import Table, under_lock
from registry.machinery.move import PORTAL, Move, Who, anybody
from registry.people.permissions import is_hr_of

PREPARING, CHECKING, REFUSED, IMPORTED = HistoryState
EDITABLE = (PREPARING, REFUSED)
HR = Who(
    _("单位人事"),
    lambda user, row: is_hr_of(user, row.organisation),
    _("只有该单位的人事人员可以办理，您没有这个单位的人事角色。"),
)

HISTORY: Table[HistoryImport] = Table(
    noun="history",
    label=_("以往年度的记录"),
    rows=under_lock(HistoryImport, "organisation", "uploaded_by"),
    context=lambda row: row.organisation,
    moved=_("这次导入正在核对或已经完成，不能再改动。"),
    moves=(
        Move("replace", _("更换工作簿"), EDITABLE, PREPARING, HR, "uploaded"),
        Move("add", _("添加扫描件"), EDITABLE, None, HR, "scans_added"),
        Move(
            "start",
            _("开始核对"),
            EDITABLE,
            CHECKING,
            HR,
            "started",
            said=_("已开始核对。"),
            again=anybody,
        ),
        Move("finish", _("导入"), (CHECKING,), IMPORTED, PORTAL, "imported"),
        Move("refuse", _("有误，退回更正"), (CHECKING,), REFUSED, PORTAL, "refused"),
    ),
)

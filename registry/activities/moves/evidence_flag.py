"""The moves of a flag, that one file, or what seems one paper, proves two records: a reviewer of one of them
clears or upholds it, or tells the papers apart."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.activities.models import EvidenceFlag
from registry.activities.permissions import is_own, may_see_record
from registry.enums import FlagKind, FlagState
from registry.machinery.door import Table, under_lock
from registry.machinery.move import PORTAL, Move, apart

OPEN, CLEARED, UPHELD, DISTINCT = FlagState


def _not_reviewer(user: Any, row: EvidenceFlag) -> str:
    sides = (row.first.activity, row.second.activity)
    if any(is_own(user, side) for side in sides):
        return gettext("其中一条是您本人的记录，按回避要求，请由其他经办人核对。")
    seen = user.professional_id is not None and any(may_see_record(user, side) for side in sides)
    return "" if seen else gettext("您没有核对这处重复的权限。")


def _answered(actor: Any, row: EvidenceFlag) -> str:
    if row.state == OPEN:
        return gettext("两条记录用的是同一个文件，不能认定为“不是同一份”。")
    return gettext("这处重复已经核对过：%(state)s。") % {"state": row.get_state_display()}


REVIEWER = apart(_("审核其中一条记录的单位或主管部门"), _not_reviewer)
WHY = _("请说明核对的情况，说明会留存备查。")

EVIDENCE_FLAG: Table[EvidenceFlag] = Table(
    noun="evidence_flag",
    label=_("相同材料"),
    rows=under_lock(EvidenceFlag, "first__activity__professional", "second__activity__professional"),
    context=lambda row: row.first.activity,
    moved=_answered,
    moves=(
        Move("clear", _("已说明"), (OPEN,), CLEARED, REVIEWER, "cleared", reason=WHY),
        Move("uphold", _("重复属实"), (OPEN,), UPHELD, REVIEWER, "upheld", reason=WHY),
        Move(
            "tell_apart",
            _("不是同一份"),
            (OPEN,),
            DISTINCT,
            REVIEWER,
            "distinct",
            reason=WHY,
            when=lambda row: row.kind == FlagKind.ALIKE,
        ),
        Move("lapse", _("材料已更换"), (OPEN,), CLEARED, PORTAL, "cleared"),
    ),
)

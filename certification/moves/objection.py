"""The moves of an objection: whoever answers says whether it holds, with a reason that the objector reads."""

from django.utils.translation import gettext_lazy as _

from certification.enums import ObjectionState
from certification.models import Objection
from certification.permissions_objection import why_not_answer
from registry.machinery.door import Table, under_lock
from registry.machinery.move import Move, apart

OPEN, UPHELD, DISMISSED = ObjectionState
ANSWERS = apart(_("发布单位的其他人事人员、上级机关"), why_not_answer)
WHY = _("请写明答复的理由，提出异议的人会看到。")

OBJECTION: Table[Objection] = Table(
    noun="objection",
    label=_("异议"),
    rows=under_lock(Objection, "entry__case", "entry__notice"),
    context=lambda row: row.entry.case,
    moved=_("该异议已经答复，请刷新页面查看。"),
    moves=(
        Move("uphold", _("异议成立"), (OPEN,), UPHELD, ANSWERS, "upheld", reason=WHY, longest=2000),
        Move("dismiss", _("异议不成立"), (OPEN,), DISMISSED, ANSWERS, "dismissed", reason=WHY, longest=2000),
    ),
)

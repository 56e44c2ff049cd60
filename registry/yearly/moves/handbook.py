"""The moves of the paper booklet of a number (二): handed out, reported
lost, issued again under the same number."""

from collections.abc import Mapping
from typing import Any

from cejc.site import gettext
from cejc.site import gettext_lazy as _
from registry.enums import HandbookState
from registry.machinery.door import Table, under_lock
from registry.machinery.move import Move, Who, anybody, apart
from registry.people.permissions import is_self
from registry.yearly.models import Handbook
from registry.yearly.permissions import hands_out, may_reissue, may_report_loss

GRANTED, HANDED_OUT, LOST = HandbookState


def not_hander(user: Any, row: Handbook, units: Mapping[int, int] | None = None) -> str:
    """Why `user` may not hand the booklet out; "" when he may. `units` (units_of) saves a query a book."""
    if is_self(user, row.professional):
        return gettext("本人的登记手册，须由他人登记发放")
    return "" if hands_out(user, row, units) else gettext("由领取单位或者本人所在单位登记发放")


HANDER = apart(_("领取单位或本人所在单位"), not_hander)
REPORTER = Who(_("本人、所在单位或领取单位"), may_report_loss, _("挂失由本人、所在单位或者领取单位办理。"))
PROVINCE = Who(_("{office_name}"), may_reissue, _("登记手册由{office}补发，本人的须由他人办理。"))

HANDBOOK: Table[Handbook] = Table(
    noun="handbook",
    label=_("登记手册"),
    rows=under_lock(Handbook, "professional", "claim__organisation"),
    context=lambda row: row.professional,
    moved=_("这本登记手册的状态已经变化，请刷新页面。"),
    moves=(
        Move("hand_out", _("登记发放"), (GRANTED,), HANDED_OUT, HANDER, "handed_out"),
        Move(
            "report_loss",
            _("挂失登记手册"),
            (HANDED_OUT,),
            LOST,
            REPORTER,
            "lost",
            said=_("已挂失，由{office}补发，编号不变。"),
            follows=(
                _("{office}按原编号补发一本。"),
                _("电子登记手册不受影响。"),
            ),
            reason=_("请说明遗失的经过。"),
            again=anybody,
            moved=_("登记手册还没有发放，不能挂失。"),
        ),
        Move(
            "reissue",
            _("补发登记手册"),
            (LOST,),
            GRANTED,
            PROVINCE,
            "reissued",
            said=_("已补发，编号不变，本人会收到消息。"),
            follows=(
                lambda actor, row: gettext("编号不变，记为第%s本。") % (row.issue + 1),
                _("补发的手册由单位登记发放。"),
            ),
            again=anybody,
        ),
    ),
)

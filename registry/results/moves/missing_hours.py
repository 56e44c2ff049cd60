"""The moves of a question after missing hours: the base answers, the
result arrives, or the person takes it back."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from registry.enums import MissingHoursState, Role
from registry.machinery.door import Table, under_lock
from registry.machinery.move import PORTAL, Move, Who, anybody, apart, by
from registry.results.models import MissingHours

ASKED, FOUND, REFUSED, WITHDRAWN = MissingHoursState
UNIT = (Role.HR, Role.DEPARTMENT, Role.BUREAU)


def _works_for(user: Any, row: MissingHours) -> bool:
    """The base's staff, or the clerks of the unit that held the training itself."""
    if row.base is not None:
        return any(seat.organisation_id == row.base.organisation_id for seat in user.seats_as(Role.BASE))
    return any(seat.organisation_id == row.organiser_id for seat in user.seats_as(*UNIT))


def _is_own(user: Any, row: MissingHours) -> bool:
    return bool(user.professional_id == row.professional_id)


def _why_not_answer(user: Any, row: MissingHours) -> Any:
    if not _works_for(user, row):
        return _("由施教机构（举办单位）的经办人答复。")
    return _("这是您本人的查询，须由其他经办人答复。") if _is_own(user, row) else ""


def _standing(user: Any, row: MissingHours) -> str:
    return _("该查询目前为“%s”，请刷新页面。") % row.get_state_display()


STAFF = apart(_("施教机构（举办单位）经办人"), _why_not_answer)
PERSON = Who(_("本人"), _is_own, _("只有本人可以撤回查询。"))
ANSWER: dict[str, Any] = {"reason": _("请填写答复，本人会看到。"), "again": by("answered_by")}

MISSING_HOURS: Table[MissingHours] = Table(
    noun="missing_hours",
    label=_("学时缺漏查询"),
    rows=under_lock(MissingHours, "base", "organiser", "professional"),
    context=lambda row: row.professional,
    moved=_standing,
    moves=(
        Move("find", _("答复已补报"), (ASKED,), FOUND, STAFF, "found", **ANSWER),
        Move("deny", _("答复没有该结果"), (ASKED,), REFUSED, STAFF, "refused", **ANSWER),
        Move("withdraw", _("撤回查询"), (ASKED,), WITHDRAWN, PERSON, "withdrawn", again=anybody),
        Move("arrive", _("结果到达"), (ASKED,), FOUND, PORTAL, "found"),
    ),
)

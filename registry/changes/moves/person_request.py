"""The moves of a change of a person's file: asked, confirmed by the
unit, carried out by the office above (R23)."""

from typing import Any

from cejc.site import gettext_lazy as _
from registry.changes.models import Death, Erasure, IdentityChange, Merge
from registry.changes.models.person_request import OPEN, PersonRequest
from registry.changes.permissions import sits_first, why_not_apart, why_not_second
from registry.changes.procedure import procedure_of
from registry.enums import RequestState
from registry.machinery.door import Table, under_lock
from registry.machinery.move import PORTAL, Move, Who, anybody, apart, by

ASKED, CONFIRMED, DONE, REFUSED, WITHDRAWN = RequestState


def _why_not_confirm(user: Any, row: PersonRequest) -> Any:
    if sits_first(user, row):
        return why_not_apart(user, row)
    if row.organisation is None:
        return _("该申请由{office}核对。")
    return _("该申请由本人所在单位的人事人员确认。")


def _decides(user: Any, row: PersonRequest) -> bool:
    return procedure_of(row).decides(user, row)


def _why_not_approve(user: Any, row: PersonRequest) -> Any:
    return why_not_second(user, row) if _decides(user, row) else _("该申请由上级机关审批，您没有审批权限。")


def _why_not_refuse(user: Any, row: PersonRequest) -> Any:
    officer = (row.state != CONFIRMED and sits_first(user, row)) or _decides(user, row)
    return why_not_second(user, row) if officer else _("您没有办理这一申请的权限。")


def _asked(user: Any, row: PersonRequest) -> bool:
    return bool(row.asked_by_id == user.pk or row.professional_id == user.professional_id)


FIRST = apart(_("所在单位人事"), _why_not_confirm)
SECOND = apart(_("上级机关"), _why_not_approve)
EITHER = apart(_("轮到办理的经办人"), _why_not_refuse)
ASKER = Who(_("申请人和本人"), _asked, _("只有申请人可以撤回。"))


def _standing(user: Any, row: PersonRequest) -> str:
    return _("该申请目前为“%s”，请刷新页面，查看最新情况。") % row.get_state_display()


MOVES = (
    Move(
        "confirm",
        _("已核对原件，确认"),
        (ASKED,),
        CONFIRMED,
        FIRST,
        "confirmed",
        said=_("已确认，转上级机关审批。"),
        again=by("first_by"),
    ),
    Move(
        "approve",
        _("批准办理"),
        (CONFIRMED,),
        DONE,
        SECOND,
        "done",
        said=_("已办结，变更立即生效。"),
        again=by("second_by"),
        official=True,
    ),
    Move(
        "refuse",
        _("不予办理"),
        OPEN,
        REFUSED,
        EITHER,
        "refused",
        said=_("已退回，申请人会看到理由。"),
        follows=(_("一切保持不变，申请人可以补充材料后重新申请。"),),
        reason=_("请说明不予办理的理由，申请人会看到。"),
        again=by("second_by"),
    ),
    Move(
        "withdraw",
        _("撤回申请"),
        OPEN,
        WITHDRAWN,
        ASKER,
        "withdrawn",
        said=_("已撤回。"),
        again=anybody,
    ),
    # Another change of the same file has taken its object away.
    Move("lapse", _("随另一变更撤回"), OPEN, WITHDRAWN, PORTAL, "withdrawn"),
)


def _table(noun: str, model: type[PersonRequest]) -> Table[Any]:
    return Table(
        noun=noun,
        label=model._meta.verbose_name,
        rows=under_lock(model, "professional", "organisation", "asked_by"),
        context=lambda row: row.professional,
        moved=_standing,
        moves=MOVES,
        facts=lambda row: procedure_of(row).facts(row),
    )


IDENTITY_CHANGE = _table("identity_change", IdentityChange)
MERGE = _table("merge", Merge)
DEATH = _table("death", Death)
ERASURE = _table("erasure", Erasure)

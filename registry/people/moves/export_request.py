"""The moves of a large export: asked for by one officer, granted by another, used once."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from registry.enums import EXPORTERS, ExportRequestState, Role
from registry.machinery.door import Table, under_lock
from registry.machinery.move import PORTAL, Move, Who, apart, by
from registry.people.models import ExportRequest
from registry.people.permissions import UNLINKED, supervises

ASKED, GRANTED, USED, REFUSED, DROPPED = ExportRequestState


def decides(user: Any, row: ExportRequest) -> bool:
    """Whoever sits at the same office, and the offices above it."""
    here = any(seat.organisation_id == row.organisation_id for seat in user.seats_as(*EXPORTERS))
    return here or supervises(user, row.organisation) or bool(user.has_role(Role.PROVINCE))


def _why_not(user: Any, row: ExportRequest) -> Any:
    if not decides(user, row):
        return _("大批量导出由同一机构的另一位经办人或者上级部门同意。")
    if user.professional_id is None:
        return UNLINKED
    own = row.owner_id == user.pk or row.owner.professional_id == user.professional_id
    return _("申请导出的人不能自己同意，须由另一位经办人办理。") if own else ""


def _is_owner(user: Any, row: ExportRequest) -> bool:
    return bool(row.owner_id == user.pk)


ANOTHER = apart(_("同一机构的另一位经办人或者上级部门"), _why_not)
OWNER = Who(_("申请导出的人"), _is_owner, _("只有申请导出的人可以办理。"))

EXPORT_REQUEST: Table[ExportRequest] = Table(
    noun="export_request",
    label=_("大批量导出"),
    rows=under_lock(ExportRequest, "owner", "organisation", "decided_by"),
    context=lambda row: row.organisation,
    moved=_("该申请已经办理过。请刷新页面，查看最新情况。"),
    facts=lambda row: {"title": row.title, "rows": row.rows, "reason": row.reason},
    moves=(
        Move(
            "grant",
            _("同意导出"),
            (ASKED,),
            GRANTED,
            ANOTHER,
            "granted",
            said=lambda user, row: _("已同意导出，已通知%s。") % row.owner,
            follows=(
                _("请核对用途和行数：导出的文件离开系统后，系统不能再保护其中的个人信息。"),
                _("同意只对这一次有效，三天内没有导出的，须重新申请。"),
            ),
            again=by("decided_by"),
            official=True,
        ),
        Move(
            "refuse",
            _("不同意"),
            (ASKED,),
            REFUSED,
            ANOTHER,
            "refused",
            said=lambda user, row: _("已退回导出申请，已通知%s。") % row.owner,
            reason=_("请写明不同意的理由，申请人会看到。"),
        ),
        Move("use", _("导出"), (GRANTED,), USED, PORTAL, "used"),
        Move("drop", _("放弃申请"), (ASKED, GRANTED), DROPPED, OWNER, "dropped", said=_("已放弃导出申请。")),
        Move("lapse", _("随所选内容删去而失效"), (ASKED, GRANTED), DROPPED, PORTAL, "dropped"),
    ),
)

"""The moves of a policy file: written, checked, tried on real records, proposed by one officer, published by
another, amended by its next edition, withdrawn by two."""

from typing import Any

from cejc.site import gettext_lazy as _
from registry.enums import PolicyState, Role
from registry.machinery.door import Table, under_lock
from registry.machinery.move import PORTAL, Move, Who, apart, by
from registry.people.models import User
from registry.people.permissions import UNLINKED
from registry.rules.models import PolicyFile

DRAFT, CHECKED, TRIED, PROPOSED, PUBLISHED, WITHDRAWING, AMENDED, WITHDRAWN, DROPPED = PolicyState
OPEN = (DRAFT, CHECKED, TRIED)


def sits_there(user: Any, row: PolicyFile) -> bool:
    """The provincial office, and a city bureau for what it drafts itself."""
    if user.has_role(Role.PROVINCE):
        return True
    return any(seat.organisation_id == row.office_id for seat in user.seats_as(Role.BUREAU))


NOT_THERE = _("政策文件由{office}办理，{cities}自定的由该{cities}人社部门办理。")
OFFICE = Who(_("起草机关的经办人"), sits_there, NOT_THERE)


def _another(user: Any, first: User | None) -> Any:
    """R23: the second step is another person's; a second login of the same person is the same person."""
    if user.professional_id is None:
        return UNLINKED
    if first is not None and first.professional_id == user.professional_id:
        return _("提出的人不能自己签发，须由另一位经办人办理。")
    return ""


def _why_not_publish(user: Any, row: PolicyFile) -> Any:
    return _another(user, row.proposed_by) if sits_there(user, row) else NOT_THERE


def _why_not_withdraw(user: Any, row: PolicyFile) -> Any:
    return _another(user, row.withdrawal_by) if sits_there(user, row) else NOT_THERE


PUBLISHER = apart(_("起草机关的另一位经办人"), _why_not_publish)
WITHDRAWER = apart(_("起草机关的另一位经办人"), _why_not_withdraw)


def _standing(user: Any, row: PolicyFile) -> Any:
    return _("这份政策文件目前为“%s”，请刷新页面，查看最新情况。") % row.get_state_display()


POLICY_FILE: Table[PolicyFile] = Table(
    noun="policy_file",
    label=_("政策文件"),
    rows=under_lock(PolicyFile, "office", "version", "proposed_by", "withdrawal_by"),
    context=lambda row: row,
    moved=_standing,
    edited=_("这份政策文件刚刚在另一处改动过，请刷新后再办。"),
    facts=lambda row: {"name": row.name, "edition": row.edition},
    moves=(
        Move("write", _("修改"), OPEN, DRAFT, OFFICE, "written", said=_("已保存。")),
        Move("check", _("检查"), (DRAFT,), CHECKED, OFFICE, "checked", said=_("检查通过，没有发现问题。")),
        Move("try", _("试算完成"), (CHECKED,), TRIED, PORTAL, "tried", keeps_edit=True),
        Move(
            "propose",
            _("提交签发"),
            (TRIED,),
            PROPOSED,
            OFFICE,
            "proposed",
            said=_("已提交，由另一位经办人签发。"),
            again=by("proposed_by"),
        ),
        Move(
            "return",
            _("退回修改"),
            (PROPOSED,),
            DRAFT,
            OFFICE,
            "returned",
            said=_("已退回起草。"),
            reason=_("请写明退回的理由。"),
        ),
        Move(
            "publish",
            _("签发"),
            (PROPOSED,),
            PUBLISHED,
            PUBLISHER,
            "published",
            said=_("已签发，自开始执行之日起适用。"),
            again=by("published_by"),
            official=True,
        ),
        Move(
            "ask_withdrawal",
            _("提出撤回"),
            (PUBLISHED,),
            WITHDRAWING,
            OFFICE,
            "withdrawal_asked",
            said=_("已提出撤回，由另一位经办人决定；在此之前照常执行。"),
            reason=_("请写明撤回的理由。"),
            again=by("withdrawal_by"),
        ),
        Move(
            "keep",
            _("不撤回，继续执行"),
            (WITHDRAWING,),
            PUBLISHED,
            OFFICE,
            "kept",
            said=_("已决定不撤回，继续执行。"),
        ),
        Move(
            "withdraw",
            _("撤回"),
            (WITHDRAWING,),
            WITHDRAWN,
            WITHDRAWER,
            "withdrawn",
            said=_("已撤回，不再执行；已作出的认定不受影响。"),
            again=by("withdrawn_by"),
            official=True,
        ),
        Move("amend", _("由新的一版代替"), (PUBLISHED,), AMENDED, PORTAL, "amended"),
        Move("drop", _("作废草稿"), OPEN, DROPPED, OFFICE, "dropped", said=_("草稿已作废。")),
    ),
)

"""The moves of a record of continuing education: its owner files it,
one desk reviews it, an approval may fall."""

from typing import Any

from cejc.errors import Stale
from cejc.site import gettext
from cejc.site import gettext_lazy as _
from registry.activities.models import Activity, ActivityReview
from registry.activities.permissions import (
    WAITING,
    desk_of,
    holds_desk,
    is_own,
    may_take_back,
    refusal_to_review,
)
from registry.enums import ActivityState
from registry.machinery.door import Table, under_lock
from registry.machinery.move import PORTAL, Move, Who, anybody
from registry.people.models import Professional

DRAFT, SUBMITTED, BEGUN, RETURNED, APPROVED, REVOKED, DISCARDED = ActivityState
EDITABLE = (DRAFT, RETURNED)


def _not_reviewer(user: Any, row: Activity) -> str:
    desk = desk_of(row)
    if not holds_desk(user, row):
        return gettext("您没有审核这条记录的权限，请由%(desk)s的经办人办理。") % {"desk": desk.name}
    return refusal_to_review(user, row, desk.stage)


OWNER = Who(_("本人"), is_own, _("只有本人可以办理这一步。"))
REVIEWER = Who(
    _("审核该记录的单位或主管部门"),
    lambda user, row: not (is_own(user, row) or _not_reviewer(user, row)),
    _not_reviewer,
)
ABOVE = Who(
    _("审核该记录的单位、其主管部门或{authority}"),
    may_take_back,
    _("只有审核该记录的单位、其主管部门或{authority}可以撤销认可，本人的记录须回避。"),
)


def _fixed(actor: Any, row: Activity) -> str:
    return {
        APPROVED: gettext("这条记录已认可，不能再改动。情况有变化的，请另行登记。"),
        DISCARDED: gettext("这条记录已作废，不能再改动。"),
    }.get(row.state, gettext("这条记录已提交，正在审核，不能改动。审核开始前可以先撤回。"))


def _not_waiting(actor: Any, row: Activity) -> str:
    if row.state == BEGUN:
        return gettext("审核已经开始，不能撤回。需要更正的，请联系审核人退回。")
    return gettext("这条记录目前不在待审核状态，不需要撤回。")


def _decided(actor: Any, row: Activity) -> str:
    return gettext("这条记录刚刚已由其他人办理，现在是“%(state)s”，您的操作没有生效。") % {
        "state": row.get_state_display()
    }


def _never_sent(user: Any, row: Activity) -> None:
    if row.version:
        raise Stale


def _mine(decision: str) -> Any:
    """The decision on this version stands already, by this login."""
    rows = ActivityReview.objects.filter(decision=decision)
    return lambda row, actor: rows.filter(activity=row, version=row.version, reviewer=actor).exists()


def _person_first(row: Activity) -> None:
    """Whatever weighs a person's records against each other happens one at a time."""
    Professional.objects.select_for_update().get(pk=row.professional_id)


ACTIVITY: Table[Activity] = Table(
    noun="activity",
    label=_("继续教育活动"),
    rows=under_lock(Activity, "professional", "organisation", "course"),
    before=_person_first,
    context=lambda row: row.professional,
    moved=_decided,
    moves=(
        Move("save", _("修改记录"), EDITABLE, None, OWNER, "", moved=_fixed),
        Move(
            "submit",
            _("提交审核"),
            EDITABLE,
            SUBMITTED,
            OWNER,
            "submitted",
            said=_("已提交审核。结果会发消息告诉您。"),
            again=anybody,
            beyond=(BEGUN,),
            moved=_fixed,
            edited=_("这条记录已在另一个页面改动过，尚未提交。请打开最新的记录核对后再提交。"),
        ),
        Move(
            "withdraw",
            _("撤回"),
            (SUBMITTED,),
            DRAFT,
            OWNER,
            "withdrawn",
            said=_("已撤回，记录恢复为草稿，可以修改后重新提交。"),
            again=lambda row, actor: row.version > 0,
            moved=_not_waiting,
        ),
        Move(
            "discard",
            _("作废这条记录"),
            EDITABLE,
            DISCARDED,
            OWNER,
            "discarded",
            said=_("记录已作废，曾提交的内容留存备查。"),
            follows=(_("这条记录曾经提交，作废后不再列出，曾提交的内容留存备查。"),),
            again=anybody,
            moved=_fixed,
        ),
        Move(
            "delete",
            _("删除草稿"),
            (DRAFT,),
            None,
            OWNER,
            "deleted",
            said=_("草稿已删除。"),
            follows=(_("草稿和已上传的材料会一并删除，不能恢复。"),),
            bars=(_never_sent,),
            moved=_fixed,
        ),
        Move(
            "begin",
            _("开始审核"),
            (SUBMITTED,),
            BEGUN,
            REVIEWER,
            "review_begun",
            again=anybody,
            keeps_edit=True,
        ),
        Move(
            "approve",
            _("认可"),
            WAITING,
            APPROVED,
            REVIEWER,
            "approved",
            said=_("“%(title)s”已认可。"),
            again=_mine("approve"),
        ),
        Move(
            "return",
            _("退回本人"),
            WAITING,
            RETURNED,
            REVIEWER,
            "returned",
            said=_("“%(title)s”已退回，本人会收到退回理由。"),
            reason=_("请选择退回理由，或写明需要更正的内容，本人会看到。"),
            again=_mine("return"),
            longest=2000,
        ),
        Move(
            "take_back",
            _("撤销认可"),
            (APPROVED,),
            REVOKED,
            ABOVE,
            "taken_back",
            said=_("已撤销认可，已通知本人。"),
            reason=_("请说明撤销认可的理由，本人会看到。"),
            again=_mine("take_back"),
            moved=_("这条记录目前不是已认可状态，请刷新页面。"),
            longest=1000,
        ),
        Move("send_back", _("材料重复，退回本人"), WAITING, RETURNED, PORTAL, "returned"),
        Move("fall", _("材料重复，撤销认可"), (APPROVED,), REVOKED, PORTAL, "taken_back"),
        Move("unbook", _("报送的结果不再计入"), (APPROVED,), REVOKED, PORTAL, "unbooked"),
        Move("reopen", _("收回认可"), (APPROVED,), BEGUN, PORTAL, "approval_undone"),
        Move("drop", _("作废"), (*EDITABLE, *WAITING), DISCARDED, PORTAL, "discarded"),
    ),
)

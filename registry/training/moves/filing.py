"""The moves of a filing of face-to-face public-subject training
(四(四)): the base files, the province receives."""

from cejc.site import gettext_lazy as _
from registry.enums import FilingState
from registry.machinery.door import Table, under_lock
from registry.machinery.move import Move, Who, anybody, by
from registry.people.permissions import province
from registry.training.models import Filing
from registry.training.permissions import works_for
from registry.training.permissions_session import require_in_force, require_other_author

DRAFT, SUBMITTED, RETURNED = FilingState.DRAFT, FilingState.SUBMITTED, FilingState.RETURNED
ACCEPTED, WITHDRAWN = FilingState.ACCEPTED, FilingState.WITHDRAWN
EDITABLE = (DRAFT, RETURNED)
STAFF = Who(
    _("施教机构经办人"),
    lambda user, row: works_for(user, row.base),
    _("备案由该基地的经办人办理，您没有这个基地的经办角色。"),
)
PROVINCE = province(_("备案由{office}受理。"))


def _bases(user: object, row: Filing) -> None:
    require_in_force(row.base)


FILING: Table[Filing] = Table(
    noun="filing",
    label=_("{filed_subject}培训备案"),
    rows=under_lock(Filing, "base__organisation", "previous", "created_by", "submitted_by"),
    context=lambda row: row.base,
    moved=_("这份备案的状态已经变化，请刷新页面。"),
    edited=_("这份备案刚刚有改动，请重新核对。"),
    moves=(
        Move("save", _("修改备案"), EDITABLE, None, STAFF, "saved", bars=(_bases,)),
        Move(
            "submit",
            _("提交备案"),
            EDITABLE,
            SUBMITTED,
            STAFF,
            "submitted",
            said=_("备案已提交{office}。"),
            follows=(_("{office}在开班前受理，受理后给出备案号。"), _("受理之前可以撤回修改。")),
            bars=(_bases,),
            again=by("submitted_by"),
        ),
        Move(
            "withdraw",
            _("撤回备案"),
            (SUBMITTED,),
            DRAFT,
            STAFF,
            "withdrawn",
            said=_("备案已撤回，可以修改后重新提交。"),
            follows=(_("修改后可以重新提交。"),),
            again=anybody,
        ),
        Move(
            "discard",
            _("放弃备案"),
            EDITABLE,
            WITHDRAWN,
            STAFF,
            "discarded",
            said=_("已放弃。"),
            follows=(_("这份备案不再办理；已备案的版本不受影响。"),),
            again=anybody,
        ),
        Move(
            "change",
            _("变更备案"),
            (ACCEPTED,),
            None,
            STAFF,
            "changed",
            said=_("请修改后提交变更。"),
            follows=(_("新建一份同一备案号的变更，修改后提交。"), _("变更受理之前，原备案继续有效。")),
            bars=(_bases,),
        ),
        Move(
            "cancel",
            _("撤销备案"),
            (ACCEPTED,),
            WITHDRAWN,
            STAFF,
            "cancelled",
            said=_("备案已撤销。"),
            follows=(_("备案号不再有效，也不再使用。"), _("此后按此备案举办的培训，学时暂不计入。")),
            reason=_("请说明撤销的理由。"),
            again=anybody,
        ),
        Move(
            "return",
            _("退回备案"),
            (SUBMITTED,),
            RETURNED,
            PROVINCE,
            "returned",
            said=_("备案已退回。"),
            follows=(_("施教机构会看到理由，更正后重新提交。"),),
            reason=_("请说明退回的理由。"),
            bars=(require_other_author,),
        ),
        Move(
            "accept",
            _("受理备案"),
            (SUBMITTED,),
            ACCEPTED,
            PROVINCE,
            "accepted",
            said=_("备案已受理。"),
            follows=(
                _("给出备案号，内容从此不再改变；有变化的，由施教机构提交变更。"),
                _("在备案的时间、地点和人数内举办的培训，学时正常计入。"),
            ),
            bars=(require_other_author,),
            again=by("decided_by"),
            official=True,
        ),
    ),
)

"""The moves of 《登记手册实名制领取表》 (二): an office files, the
province grants. R23: who submits never grants."""

from cejc.site import gettext_lazy as _
from registry.enums import ClaimState
from registry.machinery.door import Table, under_lock
from registry.machinery.move import Move, Who, anybody, by
from registry.people.permissions import province
from registry.yearly.models import HandbookClaim
from registry.yearly.permissions import claims_for

DRAFT, SUBMITTED, GRANTED, DISCARDED = ClaimState
OFFICE = Who(
    _("编制单位经办人"),
    lambda user, row: claims_for(user, row.organisation),
    _("领取表由{departments}、{universities}、{central_units}和{cities}人社部门编制。"),
)
PROVINCE = province(_("登记手册由{office}核发。"))

HANDBOOK_CLAIM: Table[HandbookClaim] = Table(
    noun="handbook_claim",
    label=_("登记手册领取表"),
    rows=under_lock(HandbookClaim, "organisation", "submitted_by", "composed_by"),
    context=lambda row: row.organisation,
    moved=_("这份领取表的状态已经变化，请刷新页面。"),
    edited=_("领取表刚刚有改动，请重新核对。"),
    moves=(
        Move("enlist", _("列入人员"), (DRAFT,), None, OFFICE, "enlisted"),
        Move("take_out", _("移出人员"), (DRAFT,), None, OFFICE, "taken_out"),
        Move(
            "submit",
            _("报送领取表"),
            (DRAFT,),
            SUBMITTED,
            OFFICE,
            "submitted",
            said=_("领取表已报送{office}。"),
            follows=(_("{office}收到后核发编号。"), _("核发之前可以撤回。")),
            again=by("submitted_by"),
        ),
        Move(
            "withdraw",
            _("撤回领取表"),
            (SUBMITTED,),
            DRAFT,
            OFFICE,
            "withdrawn",
            said=_("领取表已撤回。"),
            follows=(_("更正后可以重新报送。"),),
            again=anybody,
        ),
        Move(
            "discard",
            _("作废领取表"),
            (DRAFT,),
            DISCARDED,
            OFFICE,
            "discarded",
            said=_("领取表已作废。"),
            follows=(_("表中人员可以列入另一份领取表。"),),
            again=anybody,
        ),
        Move("strike", _("不予核发"), (SUBMITTED,), None, PROVINCE, "struck"),
        Move(
            "return",
            _("退回领取表"),
            (SUBMITTED,),
            DRAFT,
            PROVINCE,
            "returned",
            said=_("领取表已退回。"),
            follows=(_("报送单位会看到理由，更正后重新报送。"),),
            reason=_("请说明退回的理由。"),
        ),
        Move(
            "grant",
            _("核发登记手册"),
            (SUBMITTED,),
            GRANTED,
            PROVINCE,
            "granted",
            said=_("已核发，编号已填入领取表。"),
            follows=(_("未划去的人员依次编号，编号一经核发不再改变。"), _("报送单位和本人会收到消息。")),
            again=by("granted_by"),
            official=True,
        ),
    ),
)

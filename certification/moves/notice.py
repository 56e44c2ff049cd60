"""The moves of a public notice (R18, R24): the unit drafts, publishes and
withdraws it, an office above annuls it."""

from cejc.errors import STALE
from cejc.site import gettext_lazy as _
from certification.enums import NoticeState
from certification.models import Notice
from registry.enums import Role
from registry.machinery.door import Table, under_lock
from registry.machinery.move import PORTAL, Move, Who, anybody, by
from registry.people.permissions import is_hr_of, supervises

DRAFT, OPEN, CLOSED, WITHDRAWN = NoticeState
OVER = _("该公示已经期满，不能撤回。确需更正的，请将相关人员的申请退回。")


PUBLISHER = Who(
    _("本单位人事部门"),
    lambda user, row: is_hr_of(user, row.organisation),
    _("只有本单位人事部门可以办理公示。"),
)
ABOVE = Who(
    _("发布单位的主管部门、{office}"),
    lambda user, row: supervises(user, row.organisation) or user.has_role(Role.PROVINCE),
    _("公示由发布单位的主管部门或{office}撤销。"),
)

NOTICE: Table[Notice] = Table(
    noun="notice",
    label=_("公示"),
    rows=under_lock(Notice, "organisation"),
    context=lambda row: row.organisation,
    moved=_("该公示已经发布，名单和文字不能再改动。需要更正的，请撤回后重新公示。"),
    edited=STALE,
    moves=(
        Move("change", _("修改拟稿"), (DRAFT,), None, PUBLISHER, "changed"),
        Move("extend", _("列入人员"), (DRAFT,), None, PUBLISHER, "extended"),
        Move("reduce", _("移出人员"), (DRAFT,), None, PUBLISHER, "reduced"),
        Move(
            "discard",
            _("删除拟稿"),
            (DRAFT,),
            None,
            PUBLISHER,
            "discarded",
            said=_("拟稿已删除。"),
            follows=(_("拟稿删除后，名单上的人员回到待公示，可以另行拟稿。"),),
        ),
        Move(
            "publish",
            _("发布公示"),
            (DRAFT,),
            OPEN,
            PUBLISHER,
            "published",
            again=by("published_by"),
            official=True,
        ),
        Move(
            "strike",
            _("移出一人"),
            (OPEN,),
            None,
            PUBLISHER,
            "struck",
            reason=_("请说明移出的理由，理由会写在公示页面上。"),
            when=lambda row: not row.has_ended,
            moved=_("该公示已经期满或撤回，不能再移出人员。确需更正的，请将相关人员的申请退回。"),
            official=True,
        ),
        Move(
            "withdraw",
            _("撤回公示"),
            (OPEN,),
            WITHDRAWN,
            PUBLISHER,
            "withdrawn",
            said=_("公示已撤回，名单上的人员可以重新公示。"),
            follows=(
                _("公示页面不再显示，名单上的人员等待重新公示，公示期从头计算。"),
                _("本人会收到通知和理由。"),
            ),
            reason=_("请说明撤回公示的理由。"),
            when=lambda row: not row.has_ended,
            again=anybody,
            moved=OVER,
            official=True,
        ),
        Move("close", _("公示期满"), (OPEN,), CLOSED, PORTAL, "closed"),
        Move(
            "annul",
            _("撤销公示"),
            (CLOSED,),
            None,
            ABOVE,
            "annulled",
            reason=_("请说明撤销公示的理由。"),
            again=lambda row, actor: row.annulled_at is not None,
            moved=_("只有公示期满的公示可以撤销；公示中的，请由发布单位撤回。"),
            official=True,
        ),
    ),
)

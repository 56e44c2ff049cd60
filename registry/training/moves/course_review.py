"""The moves of the review of an online course (四(四)): experts write, the office concludes and submits."""

from typing import Any

from cejc.site import gettext
from cejc.site import gettext_lazy as _
from registry.enums import ReviewState
from registry.machinery.door import Table, under_lock
from registry.machinery.move import Move, Who, by
from registry.training.models import CourseReview
from registry.training.permissions import oversees

CONVENED, CONCLUDED, SUBMITTED = ReviewState


def _asked(user: Any, row: CourseReview) -> bool:
    asked = row.opinions.filter(expert__user__professional=user.professional_id)
    return user.professional_id is not None and asked.exists()


OFFICE = Who(
    _("基地主管单位人事部门"),
    lambda user, row: oversees(user, row.course.base),
    _("由基地主管单位人事部门办理，您没有该部门的经办角色。"),
)
EXPERT = Who(_("受邀的专家"), _asked, _("意见由受邀的专家本人填写。"))
CLOSED = _("该课程的审定已有结论，请刷新页面。")
GONE = _("审定结论已提交{authority}，不能再改。内容有变化的，请另建一门课程送审。")


def _not_concluded(actor: Any, row: CourseReview) -> str:
    return str(GONE) if row.state == SUBMITTED else gettext("请先形成审定结论，再提交。")


COURSE_REVIEW: Table[CourseReview] = Table(
    noun="course_review",
    label=_("网络课程审定"),
    rows=under_lock(CourseReview, "course__base__organisation", "course__base__personnel_office"),
    context=lambda row: row.course,
    moved=CLOSED,
    moves=(
        Move("urge", _("催请专家"), (CONVENED,), None, OFFICE, "urged"),
        Move("replace", _("改请其他专家"), (CONVENED,), None, OFFICE, "expert_replaced"),
        Move(
            "give",
            _("出具意见"),
            (CONVENED,),
            None,
            EXPERT,
            "opinion_given",
            moved=_("该课程的审定已有结论，意见不能再改。"),
        ),
        Move(
            "conclude",
            _("形成结论"),
            (CONVENED, CONCLUDED),
            CONCLUDED,
            OFFICE,
            "concluded",
            said=_("审定结论已保存，请在上线前提交{authority}。"),
            moved=GONE,
        ),
        Move(
            "submit",
            _("提交{authority}"),
            (CONCLUDED,),
            SUBMITTED,
            OFFICE,
            "submitted",
            said=_("审定结论已提交{office}。"),
            again=by("submitted_by"),
            moved=_not_concluded,
            official=True,
        ),
    ),
)

"""The moves of one sampled course before an expert of another base (四(四)):
asked, answered, decided by the province."""

from typing import Any

from cejc.site import gettext
from cejc.site import gettext_lazy as _
from registry.enums import CrossReviewState
from registry.machinery.door import Table, under_lock
from registry.machinery.move import Move, Who, by
from registry.people.permissions import province, require
from registry.training.models import CrossReview

DRAWN, ASKED, ANSWERED, PASSED, FAILED = CrossReviewState


def _asked(user: Any, row: CrossReview) -> bool:
    asked = row.expert.user.professional_id if row.expert else None
    return asked is not None and asked == user.professional_id


def _apart(user: Any, row: CrossReview) -> None:
    """Who wrote the opinion does not decide upon it."""
    known = user.professional_id is not None and not _asked(user, row)
    require(known, gettext("您是本课程的审查专家，须由其他经办人决定。"))


def _decided(actor: Any, row: CrossReview) -> str:
    return gettext("该课程的交叉审查已作出决定：%s。") % row.get_decision_display()


def _answered(actor: Any, row: CrossReview) -> str:
    return _decided(actor, row) if row.decision else gettext("该专家已出具意见，不能改派。")


def _unanswered(actor: Any, row: CrossReview) -> str:
    return _decided(actor, row) if row.decision else gettext("专家尚未出具意见，不能决定。")


PROVINCE = province(_("由{office}办理，您没有办理此事项的权限。"))
EXPERT = Who(_("受邀的专家"), _asked, _("意见由受邀的专家本人填写。"))
WHY = _("请写明决定的理由，基地会看到。")

CROSS_REVIEW: Table[CrossReview] = Table(
    noun="cross_review",
    label=_("交叉审查"),
    rows=under_lock(
        CrossReview,
        "course__base__organisation",
        "course__base__personnel_office",
        "sample__drawn_by",
        "expert__user__professional",
    ),
    context=lambda row: row.course,
    moved=_decided,
    moves=(
        Move(
            "assign",
            _("指定专家"),
            (DRAWN, ASKED),
            ASKED,
            PROVINCE,
            "assigned",
            said=_("已请专家审查，专家会收到通知。"),
            moved=_answered,
        ),
        Move(
            "give",
            _("出具意见"),
            (ASKED, ANSWERED),
            ANSWERED,
            EXPERT,
            "opinion_given",
            said=_("意见已提交。{authority}决定之前可以修改。"),
        ),
        Move(
            "pass",
            _("决定通过"),
            (ANSWERED,),
            PASSED,
            PROVINCE,
            "passed",
            reason=WHY,
            bars=(_apart,),
            again=by("decided_by"),
            moved=_unanswered,
        ),
        Move(
            "fail",
            _("决定不予认可"),
            (ANSWERED,),
            FAILED,
            PROVINCE,
            "failed",
            reason=WHY,
            bars=(_apart,),
            again=by("decided_by"),
            moved=_unanswered,
            official=True,
        ),
    ),
)

"""The moves of a course: its base drafts, publishes, changes and
withdraws it; its platform publishes by the API."""

from django.utils.translation import gettext_lazy as _

from registry.enums import CourseState
from registry.machinery.door import Table, under_lock
from registry.machinery.move import Move, Who, anybody
from registry.training.models import Course
from registry.training.permissions import works_for

DRAFT, PUBLISHED, WITHDRAWN = CourseState
STAFF = Who(
    _("施教机构经办人"),
    lambda user, row: works_for(user, row.base),
    _("由该基地的经办人办理，您没有这个基地的经办角色。"),
)

COURSE: Table[Course] = Table(
    noun="course",
    label=_("课程"),
    rows=under_lock(Course, "base__organisation", "base__personnel_office"),
    context=lambda row: row.base.organisation,
    moves=(
        Move("save", _("修改课程"), tuple(CourseState), None, STAFF, "updated"),
        Move(
            "publish",
            _("发布课程"),
            (DRAFT, WITHDRAWN),
            PUBLISHED,
            STAFF,
            "published",
            said=_("课程已发布，公众可以在课程目录中查到。"),
            again=anybody,
        ),
        Move(
            "withdraw",
            _("停开课程"),
            (PUBLISHED,),
            WITHDRAWN,
            STAFF,
            "withdrawn",
            said=_("课程已停开。"),
            follows=(
                _("停开后不再出现在课程目录，已有的学习结果不受影响；以后可以重新发布。"),
                _("公众会看到停开的理由。"),
            ),
            reason=_("请写明停开的理由，公众会看到。"),
            again=anybody,
            moved=_("这门课程尚未发布，无需停开。"),
        ),
    ),
)

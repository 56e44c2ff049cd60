"""Which course of the catalogue an online record is of, said by its owner;
what a reviewer found where it is of none."""

from cejc.errors import Refused
from cejc.site import gettext as _
from cejc.whole import whole
from registry.activities.models import Activity
from registry.activities.moves.activity import ACTIVITY
from registry.activities.permissions import WAITING, desk_of, holds_desk, refusal_to_review
from registry.activities.services.activity import editable, keep_course
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import User
from registry.results.queries.activity_course import ONLINE
from registry.training.models import Course


@service
def choose(*, actor: User, activity: Activity, course: Course | None) -> Activity:
    """The owner says which course of the catalogue it was; None: it is in none."""
    row = editable(actor, activity)
    if row.kind != ONLINE:
        raise Refused(_("只有网络平台远程教育的记录才从课程目录中选择课程。"))
    if row.course_id == (course.pk if course else None):
        return row
    keep_course(row, course)
    after = {"course": str(course) if course else ""}
    audit.record("activity.course_chosen", row, actor=actor, after=after, context=row.professional)
    return row


@service
def answer(*, actor: User, activity: Activity, text: str, stage: str = "") -> Activity:
    """A reviewer has looked into a course that is not of the catalogue; what was found stays with the record.

    `stage` is given by a case whose own door has checked the seat;
    without it the record's own desk must be held.
    """
    row = ACTIVITY.locked(activity)
    if row.state not in WAITING or not (stage or holds_desk(actor, row)):
        raise Refused(_("这条记录不在您的审核范围内，或已办理。请刷新页面。"))
    if refusal := refusal_to_review(actor, row, stage or desk_of(row).stage):
        raise Refused(refusal, code="recusal")
    if not text.strip():
        raise Refused(_("请写明核对的依据，例如“经查{authority}公布的课程清单，学时相符”。"))
    row.course_answer = whole(text.strip(), 500)
    row.save(update_fields=["course_answer"])
    audit.record(
        "activity.course_answered", row, actor=actor, reason=row.course_answer, context=row.professional
    )
    return row

"""What pages show of courses, their materials and reviews, for insiders and for the public."""

from collections.abc import Iterable
from typing import Any

from cejc import clock
from cejc.lib.db.models import column_of
from cejc.lib.states import tag_of
from cejc.site import gettext as _
from credits.engine.numbers import show
from credits.engine.policy import Policy
from credits.filed import filed_subject
from credits.queries import policy_here, subject_names
from registry.enums import Verdict
from registry.machinery import audit_sentences
from registry.machinery.models import AuditEntry
from registry.people.models import User
from registry.training.models import Course, CourseReview
from registry.training.permissions import oversees, works_for
from registry.training.queries.recognition import CourseBooks, standing_of_course
from registry.training.services.course import EDITABLE, label_of
from registry.training.standings import FILED, KEYS, clause_of


def timeline_of(entries: Iterable[AuditEntry]) -> list[dict[str, Any]]:
    """For ui/timeline.html: every entry as the log reads it."""
    return [
        {
            "when": entry.at,
            "actor": entry.actor_label,
            "sentence": audit_sentences.sentence(entry),
            "detail": entry.reason or None,
            "kind": "neutral",
        }
        for entry in entries
    ]


def review_state(review: CourseReview | None) -> dict[str, str]:
    """The state of a review as a tag."""
    if review is None:
        return {"label": _("未送审"), "kind": "neutral"}
    if review.conclusion == Verdict.FAIL:
        return {"label": _("审定未通过"), "kind": "refused"}
    return tag_of(review)


def recognition_of(course: Course, books: CourseBooks | None = None) -> dict[str, Any]:
    """Whether results count today (or from the go-live day on), with the reason and who can mend it (R13)."""
    if not course.is_online:
        return {
            "label": _("按班次认定"),
            "kind": "neutral",
            "sentence": _face_to_face(course),
            "clause": clause_of(FILED),
        }
    day = max(clock.today(), course.live_on) if course.live_on else clock.today()
    found = standing_of_course(course, day, books)
    if found.ok:
        label = _("予以认可") if course.live_on and course.live_on <= clock.today() else _("上线后予以认可")
        sentence = _("审定结论已在上线前提交{authority}，当年的秘钥B已按期交存。")
        return {
            "label": label,
            "kind": "done",
            "sentence": sentence,
            "clause": "、".join(filter(None, (clause_of(FILED), clause_of(KEYS)))),
        }
    kind, label = ("refused", _("不予认可")) if found.final else ("waiting", _("尚不认可"))
    return {"label": label, "kind": kind, "sentence": found.sentence, "clause": found.clause}


def _face_to_face(course: Course) -> str:
    if course.subject == filed_subject():
        return _("{filed_subject}面授培训须先向{authority}备案，备案内的班次由签到直接计入学时。")
    return _("{other_subject}面授培训按签到时段折算学时，由用人单位审核。")


def slot_help(policy: Policy | None = None) -> str:
    """R6 in the policy's own numbers: 上午4学时、下午4学时、晚上2学时、全天10学时."""
    policy = policy or policy_here()
    parts = "、".join(f"{slot.name}{show(slot.hours)}" for slot in policy.slots.values())
    rule = policy.rules_by_kind["training"][0]
    return _("面授课程的学时由班次的时段算出：%(parts)s%(unit)s（%(clause)s），不另行填写。") % {
        "parts": parts,
        "unit": policy.unit,
        "clause": rule.source.clause,
    }


def length_help(policy: Policy | None = None) -> str:
    rule = (policy or policy_here()).rules_by_kind["online"][0]
    return f"{rule.text}（{rule.source.clause}）"


def rights_of(user: User, course: Course) -> dict[str, bool]:
    return {"works_here": works_for(user, course.base), "oversees": oversees(user, course.base)}


def changes_of(course: Course, entries: Iterable[AuditEntry]) -> list[dict[str, Any]]:
    """What was changed since the course was published, for its readers: field, before, after, reason."""
    if course.published_at is None:
        return []
    return [
        {"at": entry.at, "reason": entry.reason, "lines": _lines(entry)}
        for entry in entries
        if entry.action == "course.updated" and entry.at >= course.published_at
    ]


def _lines(entry: AuditEntry) -> list[dict[str, str]]:
    return [
        {
            "label": label_of(name),
            "before": _shown(name, entry.before.get(name)),
            "after": _shown(name, entry.after.get(name)),
        }
        for name in EDITABLE
        if name in entry.after
    ]


def _shown(name: str, value: Any) -> str:
    field = column_of(Course, name)
    if name == "subject":
        return str(subject_names().get(value, value or ""))
    choices = dict(field.flatchoices)
    return str(choices.get(value, value or "")) or _("（空）")

"""R13 for online courses that people enter themselves: which reviewed
course it was, or who looked into it."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from cejc.site import gettext as _
from credits.engine.facts import FactFault
from credits.engine.numbers import floor_to, show
from credits.engine.policy import Policy
from credits.filed import filed_subject
from credits.queries import policy_here
from registry.activities.models import Activity
from registry.activities.queries.governing import policy_of_activity
from registry.activities.queries.slots import values_of
from registry.enums import ActivityState, CourseForm, CourseState
from registry.results.models import Completion
from registry.results.queries.completion import STANDING
from registry.training.models import Course
from registry.training.queries.catalogue import titled
from registry.training.queries.course_worth import length_method
from registry.training.queries.recognition import standing_of_course

ONLINE = "online"
SHOWN = 20


def courses_for(text: str) -> QuerySet[Course]:
    """Online courses that were ever published, of whose title, code, teacher or base the words are."""
    rows = Course.objects.filter(form=CourseForm.ONLINE).exclude(state=CourseState.DRAFT)
    if text:
        rows = rows.filter(
            titled(text) | Q(base__organisation__name__icontains=text) | Q(base__code__iexact=text)
        )
    return rows.select_related("base__organisation").order_by("-live_on", "-pk")


def facts_with(course: Course | None, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a record of `course`: subject and hours are those of
    its review, whatever was typed (R12)."""
    found = dict(facts)
    if course is None:
        return found
    found["subject"] = course.subject
    for name in ("approved_hours", "minutes"):
        found.pop(name, None)
    if course.hours is not None:
        found["approved_hours"] = show(course.hours)
    elif course.minutes:
        found["minutes"] = str(course.minutes)
    return found


def since(policy: Policy) -> date:
    """From when on courses stand in the catalogue: an earlier one cannot be found there."""
    return policy.recognition.courses_since or date.max


def is_unmatched(activity: Activity, policy: Policy | None = None) -> bool:
    """An online course of the time of the catalogue that names none of
    its courses and no provider has reported."""
    if activity.kind != ONLINE or activity.course_id is not None:
        return False
    policy = policy or policy_of_activity(activity)
    day = values_of(policy, ONLINE, activity.facts).get("date")
    return isinstance(day, date) and day >= since(policy)


def course_fault(activity: Activity, proven: bool | None = None) -> str:
    """Why a reviewer cannot approve it yet, or ""."""
    if activity.course_answer or not is_unmatched(activity):
        return ""
    if proven is None:
        proven = Completion.objects.filter(activity=activity, state__in=STANDING).exists()
    if proven:
        return ""
    return _("“%(title)s”是网络课程，未与审定课程对应，请先核对课程和学时，写明依据。") % {"title": activity}


def unanswered(activities: Iterable[Activity]) -> set[int]:
    """Keys of the waiting records of `course_fault`, asked for many: two queries at most."""
    waiting = (ActivityState.SUBMITTED, ActivityState.BEGUN)
    online = [
        one for one in activities if one.kind == ONLINE and one.state in waiting and not one.course_answer
    ]
    policy = policy_here() if online else None
    asked = {one.pk for one in online if is_unmatched(one, policy)}
    reported = Completion.objects.filter(activity__in=asked, state__in=STANDING) if asked else None
    return asked - set(reported.values_list("activity", flat=True)) if reported is not None else asked


def entry_faults(activity: Activity, policy: Policy) -> tuple[list[str], list[FactFault]]:
    """What keeps an online course from being submitted: not recognised (R13), more hours than its minutes
    (R12), a year that it was not made for (R14). Sentences, and faults of facts."""
    if activity.kind != ONLINE:
        return [], []
    values = values_of(policy, ONLINE, activity.facts)
    if activity.course is None:
        return [], _typed_hours(values, policy, is_unmatched(activity, policy))
    day, year = values.get("date"), values.get("attributed_year")
    found = []
    if isinstance(day, date) and not (standing := standing_of_course(activity.course, day)).ok:
        found.append(_("“%(course)s”：%(why)s") % {"course": activity.course, "why": standing.sentence})
    return found, year_faults(activity.course, year)


def year_faults(course: Course, year: int | None) -> list[FactFault]:
    """R14: a course made for year Y makes up for Y, and only a public-subject one makes up for anything."""
    if year is None:
        return []
    if course.subject != filed_subject():
        return [FactFault("attributed_year", _("{other_subject}按实际日期计入，没有补学年度"))]
    if course.theme_year is not None and course.theme_year != year:
        words = _("这门课程按%(theme)s年度主题编写，不能用于补学%(year)s年")
        return [FactFault("attributed_year", words % {"theme": course.theme_year, "year": year})]
    return []


def _typed_hours(values: Mapping[str, Any], policy: Policy, unmatched: bool) -> list[FactFault]:
    hours, minutes = values.get("approved_hours"), values.get("minutes")
    method = length_method(policy)
    if hours is None or method is None:
        return []
    if minutes is None:
        if unmatched or hours > policy.total_minimum:
            return [
                FactFault(
                    "minutes", _("没有从课程目录中选择课程的，请同时填写学习时长，学时不能超过按时长折算的")
                )
            ]
        return []
    per = method.minutes_per_hour
    most = floor_to(Decimal(minutes) / per, method.step)
    if hours > most:
        words = _("按学习时长%(minutes)s分钟（每%(per)s分钟1学时）最多%(most)s学时")
        return [
            FactFault(
                "approved_hours", words % {"minutes": show(minutes), "per": show(per), "most": show(most)}
            )
        ]
    return []

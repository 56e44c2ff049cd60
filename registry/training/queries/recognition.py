"""Whether the notice recognises the results of an online course: a computed
property of course × date, with its reason.

`CourseBooks` reads once what a page or a batch of results needs; what is asked of it then costs no query.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from cejc import clock
from cejc.lib.writing.dates import cn_day
from credits.engine.policy import Policy
from credits.queries import policy_here
from registry.enums import KeyPart, ReviewState, Verdict
from registry.training.models import Course, CourseReview, CrossReview, PlatformKey
from registry.training.standings import NOBODY, RECOGNISED, Standing, standing


@dataclass
class CourseBooks:
    """What recognition of some courses reads. `today` is Shanghai's."""

    policy: Policy
    today: date
    reviews: Mapping[int, CourseReview] = field(default_factory=dict)  # course -> the last one submitted
    failed_from: Mapping[int, date] = field(default_factory=dict)  # course -> first day that no longer counts
    deposited: Mapping[tuple[int, int], date] = field(default_factory=dict)  # base, year -> first key B


def standing_of_course(course: Course, on: date, books: CourseBooks | None = None) -> Standing:
    """R13: whether results of an online course passed `on` that date are recognised, and why not.

    A face-to-face course is always recognised here: what counts for it is its filing.
    """
    if not course.is_online:
        return RECOGNISED
    books = books or books_for_courses([course])
    return _review_standing(course, on, books) or _key_standing(course.base_id, on, books) or RECOGNISED


def _review_standing(course: Course, on: date, books: CourseBooks) -> Standing | None:
    """四(四): the conclusion was with the province before the course
    went live, and no cross-review failed it."""
    if not books.policy.recognition.review_before_launch:
        return None
    if course.live_on is None:
        return standing("no_live_date")
    if on < course.live_on:
        return standing("before_live", cn_day(course.live_on))
    review = books.reviews.get(course.pk)
    if review is None or review.submitted_at is None:
        return _while_ahead(standing("no_conclusion"), course, books)
    if review.conclusion != Verdict.PASS:
        return _while_ahead(standing("conclusion_failed"), course, books)
    reached = clock.day_of(review.submitted_at)
    if reached >= course.live_on:
        return standing("late_conclusion", cn_day(reached))
    fails = books.failed_from.get(course.pk)
    return standing("cross_failed", cn_day(fails)) if fails and fails <= on else None


def _while_ahead(found: Standing, course: Course, books: CourseBooks) -> Standing:
    """Before it goes live a conclusion can still come in time; afterwards nobody can mend it (四(四))."""
    if course.live_on is None or books.today < course.live_on:
        return found
    return replace(found, final=True, mender=NOBODY)


def key_b_due(year: int, policy: Policy | None = None) -> date:
    """The last day on which key B of `year` reaches the province in time (四(五)); the year's
    last where the notice asks for none."""
    return (policy or policy_here()).recognition.key_b_due(year) or date(year, 12, 31)


def _key_standing(base: int, on: date, books: CourseBooks) -> Standing | None:
    due = books.policy.recognition.key_b_due(on.year)
    if due is None:
        return None
    deposited = books.deposited.get((base, on.year))
    if deposited is not None and deposited <= due:
        return None
    if deposited is None and books.today <= due:
        return standing("key_b_awaited", cn_day(due))
    return standing("key_b_late", cn_day(due))


def books_for_courses(courses: Collection[Course]) -> CourseBooks:
    """The books for online courses alone."""
    bases = {course.base_id for course in courses}
    return CourseBooks(
        policy=policy_here(),
        today=clock.today(),
        reviews=_reviews(courses),
        failed_from=_failed(courses),
        deposited=_deposited(bases),
    )


def _reviews(courses: Collection[Course]) -> Mapping[int, CourseReview]:
    rows = CourseReview.objects.filter(
        course__in=[one.pk for one in courses if one.is_online], state=ReviewState.SUBMITTED
    )
    return {row.course_id: row for row in rows.order_by("round")}


def _failed(courses: Collection[Course]) -> Mapping[int, date]:
    rows = CrossReview.objects.filter(
        course__in=[one.pk for one in courses if one.is_online], decision=Verdict.FAIL
    )
    return {row.course_id: row.fails_from for row in rows.order_by("-fails_from") if row.fails_from}


def _deposited(bases: Collection[int]) -> Mapping[tuple[int, int], date]:
    """The first deposit of a year decides; a key that replaces a lost one later does not make it late."""
    found: dict[tuple[int, int], date] = {}
    rows = PlatformKey.objects.filter(base__in=bases, part=KeyPart.B).order_by("deposited_at", "pk")
    for base, year, moment in rows.values_list("base_id", "year", "deposited_at"):
        found.setdefault((base, year), clock.day_of(moment))
    return found

"""Whether the notice recognises a reported result: a computed property of base × course × date, with its reason.

`Books` reads once what a page or a batch of results needs; what is asked of it then costs no query.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Q

from cejc import clock
from credits.engine.numbers import show_date
from credits.engine.policy import Policy
from credits.queries import latest_policy
from registry.activities.models import Suspension
from registry.enums import FilingState, KeyPart, ReviewState, Verdict
from registry.results.models import Completion
from registry.results.models.completion import LIVE
from registry.results.queries.dual_key import certificate_fault
from registry.training.models import Course, CourseReview, CrossReview, Filing, PlatformKey, SessionSlot
from registry.training.queries.timetable import overlaps, times_fault
from registry.training.standings import NOBODY, RECOGNISED, Standing, standing

PUBLIC = "public"


@dataclass
class Books:
    """What recognition of some results reads. `today` is Shanghai's."""

    policy: Policy
    today: date
    reviews: Mapping[int, CourseReview] = field(default_factory=dict)  # course -> the last one submitted
    failed_from: Mapping[int, date] = field(default_factory=dict)  # course -> first day that no longer counts
    deposited: Mapping[tuple[int, int], date] = field(default_factory=dict)  # base, year -> first key B
    filings: Mapping[int, Filing] = field(
        default_factory=dict
    )  # any version -> the accepted one of its number
    heads: dict[str, dict[str, int]] = field(
        default_factory=dict
    )  # filing number -> person -> place in the queue
    suspensions: tuple[Suspension, ...] = ()
    timetables: Mapping[int, Sequence[SessionSlot]] = field(
        default_factory=dict
    )  # session -> its parts of days

    def place_of(self, number: str, person: str) -> int:
        """The how-manieth head of a filing `person` (a blind index) is; a newcomer comes last."""
        queue = self.heads.setdefault(number, {})
        return queue.setdefault(person, len(queue) + 1)


def standing_of_course(course: Course, on: date, books: Books | None = None) -> Standing:
    """R13: whether results of an online course passed `on` that date are recognised, and why not.

    A face-to-face course is always recognised here: what counts for it is its filing.
    """
    if not course.is_online:
        return RECOGNISED
    books = books or books_for_courses([course])
    return _review_standing(course, on, books) or _key_standing(course.base_id, on, books) or RECOGNISED


def _review_standing(course: Course, on: date, books: Books) -> Standing | None:
    """四(四): the conclusion was with the province before the course went live, and no cross-review failed it."""
    if not books.policy.point_value("R13", "review_before_launch"):
        return None
    if course.live_on is None:
        return standing("no_live_date")
    if on < course.live_on:
        return standing("before_live", show_date(course.live_on))
    review = books.reviews.get(course.pk)
    if review is None or review.submitted_at is None:
        return _while_ahead(standing("no_conclusion"), course, books)
    if review.conclusion != Verdict.PASS:
        return _while_ahead(standing("conclusion_failed"), course, books)
    reached = clock.day_of(review.submitted_at)
    if reached >= course.live_on:
        return standing("late_conclusion", show_date(reached))
    fails = books.failed_from.get(course.pk)
    return standing("cross_failed", show_date(fails)) if fails and fails <= on else None


def _while_ahead(found: Standing, course: Course, books: Books) -> Standing:
    """Before it goes live a conclusion can still come in time; afterwards nobody can mend it (四(四))."""
    if course.live_on is None or books.today < course.live_on:
        return found
    return replace(found, final=True, mender=NOBODY)


def key_b_due(year: int, policy: Policy | None = None) -> date:
    """The last day on which key B of `year` reaches the province in time (四(五))."""
    month, day = str((policy or latest_policy()).point_value("R13", "key_b_by")).split("-")
    return date(year, int(month), int(day))


def _key_standing(base: int, on: date, books: Books) -> Standing | None:
    due = key_b_due(on.year, books.policy)
    deposited = books.deposited.get((base, on.year))
    if deposited is not None and deposited <= due:
        return None
    if deposited is None and books.today <= due:
        return standing("key_b_awaited", show_date(due))
    return standing("key_b_late", show_date(due))


def standing_of(completion: Completion, books: Books | None = None) -> Standing:
    """Whether the notice recognises one reported result, whoever the person is. A held one that the province has
    overruled with a reason (R25) is recognised."""
    books = books or books_for([completion])
    found = _online(completion, books) if completion.session_id is None else _session(completion, books)
    return RECOGNISED if found.overrulable and completion.overruled else found


def _online(completion: Completion, books: Books) -> Standing:
    if completion.course is None:
        return standing("no_conclusion")
    found = standing_of_course(completion.course, completion.passed_on, books)
    if not found.ok:
        return found
    fault = certificate_fault(completion)
    return standing(fault) if fault else RECOGNISED


def _session(completion: Completion, books: Books) -> Standing:
    days = sorted({date.fromisoformat(line["date"]) for line in completion.lines})
    for day in days:
        if any(one.covers(day) for one in books.suspensions):
            return standing("suspended", show_date(day))
    found = _public(completion, books)
    return found if not found.ok else _taught(completion, books)


def _public(completion: Completion, books: Books) -> Standing:
    """Whether training of the public subject was where it had to be (四(二), 四(四)); of another subject nothing is asked."""
    if not any(line["subject"] == PUBLIC for line in completion.lines):
        return RECOGNISED
    if completion.base_id is None:
        direct = books.policy.point_value("R26", "counts_directly")
        return RECOGNISED if direct else standing("needs_consent")
    if books.policy.point_value("R25", "unfiled_face_to_face") != "hold":
        return RECOGNISED
    return _filed(completion, books)


def _taught(completion: Completion, books: Books) -> Standing:
    """R6: every reported part of a day, of either subject, is on the timetable of its session, at times that fit it."""
    slots = books.timetables.get(completion.session_id or 0, ())
    known = {
        (one.date.isoformat(), part, one.subject): one for one in slots for part in _parts(books, one.slot)
    }
    for line in completion.lines:
        held = [known.get((line["date"], part, line["subject"])) for part in _parts(books, line["slot"])]
        if None in held:
            return standing("outside_timetable", _named(line, books))
        if fault := next((why for one in held if (why := times_fault(one, books.policy))), ""):
            return standing("unfit_times", fault)
    clash = overlaps(slots)
    return standing("unfit_times", clash[0][1]) if clash else RECOGNISED


def _named(line: Mapping[str, str], books: Books) -> str:
    """2020年6月1日上午的公需科目"""
    slot = books.policy.slots.get(line["slot"])
    day = show_date(date.fromisoformat(line["date"]))
    return f"{day}{slot.name if slot else ''}的{books.policy.subject_names.get(line['subject'], '')}"


def _filed(completion: Completion, books: Books) -> Standing:
    """四(四): under a filing that the province accepted, at its times and place, within its headcount (R25)."""
    session = completion.session
    filing = books.filings.get(session.filing_id or 0) if session else None
    if session is None or filing is None:
        return standing("unfiled")
    filed = {(one.date.isoformat(), part) for one in filing.slots.all() for part in _parts(books, one.slot)}
    for line in completion.lines:
        if line["subject"] == PUBLIC and any(
            (line["date"], part) not in filed for part in _parts(books, line["slot"])
        ):
            return standing("outside_filing", show_date(date.fromisoformat(line["date"])))
    if session.place and filing.place and session.place.strip() != filing.place.strip():
        return standing("outside_place", session.place)
    if filing.headcount is not None:
        place = books.place_of(filing.number, completion.identity_index)
        if place > filing.headcount:
            return standing("over_headcount", filing.headcount)
    return RECOGNISED


def _parts(books: Books, slot: str) -> tuple[str, ...]:
    """The parts of the day that a slot of the policy occupies; an unknown one is itself."""
    found = books.policy.slots.get(slot)
    return tuple(found.occupies) if found else (slot,)


def books_for_courses(courses: Collection[Course], years: Iterable[int] = ()) -> Books:
    """The books for online courses alone."""
    bases = {course.base_id for course in courses}
    return Books(
        policy=latest_policy(), today=clock.today(), reviews=_reviews(courses), failed_from=_failed(courses),
        deposited=_deposited(bases),
    )  # fmt: skip


def books_for(completions: Collection[Completion]) -> Books:
    """The books for reported results; `course`, `session` and `batch` of each should be at hand."""
    courses = {one.course_id: one.course for one in completions if one.course is not None}
    books = books_for_courses(list(courses.values()))
    sessions = {one.session_id for one in completions if one.session_id is not None}
    if sessions:
        named = {one.session.filing_id for one in completions if one.session is not None}
        books.filings = _filings({key for key in named if key is not None})
        books.heads = _heads(books.filings)
        books.timetables = _timetables(sessions)
        books.suspensions = tuple(Suspension.objects.order_by("first_day", "pk"))
    return books


def _timetables(sessions: Collection[int]) -> Mapping[int, Sequence[SessionSlot]]:
    found: dict[int, list[SessionSlot]] = {}
    for slot in SessionSlot.objects.filter(session__in=sessions).order_by("date", "pk"):
        found.setdefault(slot.session_id, []).append(slot)
    return found


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


def _filings(keys: Collection[int]) -> Mapping[int, Filing]:
    """Any version of a filing -> the version of its number that is accepted now, with its timetable."""
    numbers = {
        key: number
        for key, number in Filing.objects.filter(pk__in=keys).values_list("pk", "number")
        if number
    }
    rows = Filing.objects.filter(number__in=set(numbers.values()), state=FilingState.ACCEPTED)
    accepted = {row.number: row for row in rows.prefetch_related("slots")}
    return {key: accepted[number] for key, number in numbers.items() if number in accepted}


def _heads(filings: Mapping[int, Filing]) -> dict[str, dict[str, int]]:
    """Filing number -> who is under it, who was reported first in front. One person in two sessions is one head."""
    found: dict[str, dict[str, int]] = {filing.number: {} for filing in filings.values()}
    rows = Completion.objects.filter(session__filing__number__in=found, state__in=LIVE)
    for number, person in rows.order_by("reported_at", "pk").values_list(
        "session__filing__number", "identity_index"
    ):
        found[number].setdefault(person, len(found[number]) + 1)
    return found


def of_scope(scope: Mapping[str, Any]) -> Q:
    """The live completions that a change of `scope` can touch; see registry.results.services.completion.settle_later."""
    if "course" in scope:
        return Q(course=scope["course"])
    if "batch" in scope:
        return Q(batch=scope["batch"])
    if "session" in scope:
        return Q(session=scope["session"])
    if "filing" in scope:
        return Q(session__filing__number=scope["filing"])
    if "person" in scope:
        return Q(professional=scope["person"]) | Q(identity_index=scope["index"])
    if "base" in scope:
        return Q(base=scope["base"], passed_on__year=scope["year"])
    return Q(pk__in=scope["completions"])

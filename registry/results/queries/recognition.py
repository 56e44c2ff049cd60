"""Whether the notice recognises a reported result: a computed property
of base × course × date, with its reason.

`Books` reads once what a page or a batch of results needs; what is asked of it then costs no query.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from credits.engine.numbers import show_date
from credits.engine.recognition import COUNT, HOLD
from registry.activities.models import Suspension
from registry.enums import FilingState
from registry.results.models import Completion
from registry.results.models.completion import LIVE
from registry.results.queries.platform_key import Signed, certificate_fault, signed
from registry.training.models import Filing, SessionSlot
from registry.training.queries.recognition import CourseBooks, books_for_courses, standing_of_course
from registry.training.queries.timetable import overlaps, times_fault
from registry.training.standings import RECOGNISED, Standing, standing


@dataclass
class Books(CourseBooks):
    """What recognition of some results reads, beside what is read of their courses."""

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

    # batch -> whether its signatures are believed: its manifest is long
    batches: dict[int | None, Signed] = field(default_factory=dict)

    def signed(self, completion: Completion) -> Signed:
        key = completion.batch_id
        if key not in self.batches:
            self.batches[key] = signed(completion.batch)
        return self.batches[key]

    def place_of(self, number: str, person: str) -> int:
        """The how-manieth head of a filing `person` (a blind index) is; a newcomer comes last."""
        queue = self.heads.setdefault(number, {})
        return queue.setdefault(person, len(queue) + 1)


def standing_of(completion: Completion, books: Books | None = None) -> Standing:
    """Whether the notice recognises one reported result, whoever the person is. A held one that the province
    has overruled with a reason (R25) is recognised."""
    books = books or books_for([completion])
    found = _online(completion, books) if completion.session_id is None else _session(completion, books)
    return RECOGNISED if found.overrulable and completion.overruled else found


def _online(completion: Completion, books: Books) -> Standing:
    if completion.course is None:
        return standing("no_conclusion")
    found = standing_of_course(completion.course, completion.passed_on, books)
    if not found.ok:
        return found
    fault = certificate_fault(completion, books.signed(completion))
    return standing(fault) if fault else RECOGNISED


def _session(completion: Completion, books: Books) -> Standing:
    days = sorted({date.fromisoformat(line["date"]) for line in completion.lines})
    for day in days:
        if any(one.covers(day) for one in books.suspensions):
            return standing("suspended", show_date(day))
    found = _public(completion, books)
    return found if not found.ok else _taught(completion, books)


def _public(completion: Completion, books: Books) -> Standing:
    """Whether training of the public subject was where it had to be (四(二),
    四(四)); of another subject nothing is asked."""
    if not any(line["subject"] == books.policy.recognition.filed_subject for line in completion.lines):
        return RECOGNISED
    if completion.base_id is None:
        direct = books.policy.recognition.own_training == COUNT
        return RECOGNISED if direct else standing("needs_consent")
    if books.policy.recognition.unfiled != HOLD:
        return RECOGNISED
    return _filed(completion, books)


def _taught(completion: Completion, books: Books) -> Standing:
    """R6: every reported part of a day, of either subject, is on the
    timetable of its session, at times that fit it."""
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
    return _("%(day)s%(slot)s的%(subject)s") % {
        "day": day,
        "slot": slot.name if slot else "",
        "subject": books.policy.subject_names.get(line["subject"], ""),
    }


def _filed(completion: Completion, books: Books) -> Standing:
    """四(四): under a filing that the province accepted, at its times
    and place, within its headcount (R25)."""
    session = completion.session
    filing = books.filings.get(session.filing_id or 0) if session else None
    if session is None or filing is None:
        return standing("unfiled")
    filed = {(one.date.isoformat(), part) for one in filing.slots.all() for part in _parts(books, one.slot)}
    for line in completion.lines:
        if line["subject"] == books.policy.recognition.filed_subject and any(
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


def books_for(completions: Collection[Completion]) -> Books:
    """The books for reported results; `course`, `session` and `batch` of each should be at hand."""
    courses = {one.course_id: one.course for one in completions if one.course is not None}
    books = Books(**vars(books_for_courses(list(courses.values()))))
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
    """Filing number -> who is under it, who was reported first in front.
    One person in two sessions is one head."""
    found: dict[str, dict[str, int]] = {filing.number: {} for filing in filings.values()}
    rows = Completion.objects.filter(session__filing__number__in=found, state__in=LIVE)
    for number, person in rows.order_by("reported_at", "pk").values_list(
        "session__filing__number", "identity_index"
    ):
        found[number].setdefault(person, len(found[number]) + 1)
    return found


def of_scope(scope: Mapping[str, Any]) -> Q:
    """The live completions that a change of `scope` can touch; see
    registry.results.services.completion.settle_later."""
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

"""What a course would count for somebody: computed by the engine, before attending; nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cejc import clock
from credits.engine.awards import Award
from credits.engine.conflicts import Refusal
from credits.engine.convert import Preview, preview
from credits.engine.facts import Record
from credits.engine.methods import ApprovedOrMinutes
from credits.engine.numbers import ZERO, floor_to
from credits.engine.policy import Policy
from credits.engine.rules import Rule
from credits.queries import policy_here
from registry.activities.queries.ledger import claims_of, ledger_of, read_records
from registry.people.models import Professional
from registry.people.queries.persons import person_of
from registry.training.models import Course, TrainingSession
from registry.yearly.queries.aside import aside_of


@dataclass(frozen=True)
class Worth:
    """What one course (or one run of it) gives. `missing`: what the
    reader's year still lacks; None: nobody known."""

    awards: Sequence[Award]
    refused: Sequence[Refusal]
    rule: Rule
    session: TrainingSession | None = None
    missing: Decimal | None = None
    year: int | None = None
    year_note: str = ""  # the number of the slip by which the year is certified already (R20)


def worth_of(
    course: Course, policy: Policy, person: Professional | None, session: TrainingSession | None = None
) -> Worth:
    """`person` None: by the rule alone. A face-to-face course is weighed by the timetable of `session`."""
    kind = "online" if course.is_online else "training"
    rule = policy.rules_by_kind[kind][0]
    facts = _facts(course, session)
    if facts is None:
        return Worth((), (), rule)
    others = _others(policy, person)
    known = person_of(person, policy) if person else None
    found = preview(policy, kind, facts, others=others, person=known)
    return _told(course, policy, person, session, found, rule)


def _facts(course: Course, session: TrainingSession | None) -> dict[str, Any] | None:
    """Facts of the kind; None where it takes no part of a day or no length yet."""
    if not course.is_online:
        lines = [
            {"date": one.date.isoformat(), "slot": one.slot, "subject": one.subject or course.subject}
            for one in (session.slots.all() if session else ())
        ]
        return {"lines": lines} if lines else None
    day = max(clock.today(), course.live_on) if course.live_on else clock.today()
    facts: dict[str, Any] = {"date": day.isoformat(), "subject": course.subject}
    if course.hours is not None:
        return facts | {"approved_hours": str(course.hours)}
    return facts | {"minutes": str(course.minutes)} if course.minutes else None


def _others(policy: Policy, person: Professional | None) -> list[Record]:
    return read_records(policy, claims_of(person))[0] if person else []


def _told(
    course: Course,
    policy: Policy,
    person: Professional | None,
    session: TrainingSession | None,
    found: Preview,
    rule: Rule,
) -> Worth:
    if person is None or not found.awards:
        return Worth(found.awards, found.refused, rule, session)
    year = found.awards[0].year
    aside = aside_of([person.pk])[person.pk]
    certified = aside.certified
    line = ledger_of(person, [year], policy, certified, aside.exempt).years[0]
    missing = line.missing.get(course.subject, ZERO) or ZERO
    return Worth(found.awards, found.refused, rule, session, missing, year, certified.get(year, ""))


def length_method(policy: Policy) -> ApprovedOrMinutes | None:
    """How the minutes of an online course become hours, where the policy says so."""
    methods = (rule.method for rule in policy.rules)
    return next((one for one in methods if isinstance(one, ApprovedOrMinutes)), None)


def hours_by_length(course: Course, policy: Policy | None = None) -> Decimal | None:
    """The hours that the minutes of an online course are worth (R12); None
    where the policy or the course has none."""
    policy = policy or policy_here()
    if not course.is_online or not course.minutes:
        return None
    method = length_method(policy)
    return floor_to(course.minutes / method.minutes_per_hour, method.step) if method else None

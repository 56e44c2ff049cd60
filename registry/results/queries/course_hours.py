"""What a course's length is worth under the policy, and what falls with a course that fails."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from credits.engine.methods import ApprovedOrMinutes
from credits.engine.numbers import floor_to
from credits.engine.policy import Policy
from credits.queries import latest_policy
from registry.activities.models import Activity
from registry.enums import CompletionState
from registry.results.models import Completion, CompletionBatch
from registry.results.queries.recognition import books_for_courses, standing_of_course
from registry.training.models import Course

Relied = Callable[[Iterable[int]], dict[str, int]]
_relied: list[Relied] = []
# What the keys still have to bring about is no doubt about the course.
OF_KEYS = ("key_b_awaited", "key_b_late")


def register_relied(source: Relied) -> None:
    """Let another room count what rests on activities (keys) by its name; called from AppConfig.ready."""
    if source not in _relied:
        _relied.append(source)


def hours_by_length(course: Course, policy: Policy | None = None) -> Decimal | None:
    """The hours that the minutes of an online course are worth (R12); None where the policy or the course has none."""
    policy = policy or latest_policy()
    if not course.is_online or not course.minutes:
        return None
    methods = (rule.method for rule in policy.rules)
    method = next((one for one in methods if isinstance(one, ApprovedOrMinutes)), None)
    return floor_to(course.minutes / method.minutes_per_hour, method.step) if method else None


@dataclass
class Fall:
    """What falls when a course counts no more from a day on: results, people, hours in records, and by name what
    other rooms say rests on these records."""

    results: int = 0
    people: int = 0
    hours: Decimal = Decimal(0)
    relied: dict[str, int] = field(default_factory=dict)


def fall_of(course: Course, since: date) -> Fall:
    """Counted from what is in the records now."""
    rows = Completion.objects.filter(course=course, passed_on__gte=since, state=CompletionState.COUNTED)
    found = list(rows.values_list("professional", "activity", "hours"))
    keys = [activity for _person, activity, _hours in found if activity]
    records = Activity.objects.filter(pk__in=keys).values_list("awards__hours", flat=True)
    hours = sum((one for one in records if one), Decimal(0))
    relied: dict[str, int] = {}
    for source in _relied:
        relied |= source(keys)
    return Fall(len(found), len({person for person, *_rest in found}), hours, relied)


def doubtful(batch: CompletionBatch) -> list[dict[str, Any]]:
    """The results of a batch that will not count though both keys sign: {course, sentence, count}, by course and why.

    Asked of the courses as they stand this minute, and not of what was last weighed.
    """
    rows = list(batch.completions.filter(session=None).values_list("course", "passed_on"))
    courses = Course.objects.select_related("base").in_bulk({course for course, _day in rows if course})
    books = books_for_courses(list(courses.values()))
    found: dict[tuple[int, str], int] = {}
    for key, day in rows:
        if key is None:
            continue
        standing = standing_of_course(courses[key], day, books)
        if not standing.ok and standing.code not in OF_KEYS:
            found[key, standing.sentence] = found.get((key, standing.sentence), 0) + 1
    return [
        {"course": courses[key], "sentence": sentence, "count": count}
        for (key, sentence), count in found.items()
    ]

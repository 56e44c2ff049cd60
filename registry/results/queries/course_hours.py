"""What falls with a course that fails, and what of a batch would not count."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from cejc.lib.hook import Hook
from registry.activities.models import Activity
from registry.enums import CompletionState
from registry.results.models import Completion, CompletionBatch
from registry.training.models import Course
from registry.training.queries.fall import Fall
from registry.training.queries.recognition import books_for_courses, standing_of_course

Relied = Callable[[Iterable[int]], dict[str, int]]
# What rests on activities (keys), counted by its name.
relied_on: Hook[Relied] = Hook()
# What the keys still have to bring about is no doubt about the course.
OF_KEYS = ("key_b_awaited", "key_b_late")


def fallen(course: Course, since: date) -> Fall:
    """Counted from what is in the records now."""
    rows = Completion.objects.filter(course=course, passed_on__gte=since, state=CompletionState.COUNTED)
    found = list(rows.values_list("professional", "activity", "hours"))
    keys = [activity for _person, activity, _hours in found if activity]
    records = Activity.objects.filter(pk__in=keys).values_list("awards__hours", flat=True)
    hours = sum((one for one in records if one), Decimal(0))
    relied: dict[str, int] = {}
    for source in relied_on:
        relied |= source(keys)
    return Fall(len(found), len({person for person, *_rest in found}), hours, relied)


def doubtful(batch: CompletionBatch) -> list[dict[str, Any]]:
    """The results of a batch that will not count though both keys sign:
    {course, sentence, count}, by course and why.

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

"""The public catalogue of courses: found by words (or pinyin), subject, form, base, date and place."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from cejc import clock
from credits.queries import policies_rest_on
from registry.choices import regions
from registry.enums import CourseForm, KeyPart, SessionState
from registry.training.models import (
    Course,
    CourseReview,
    CrossReview,
    PlatformKey,
    SessionSlot,
    TrainingBase,
    TrainingSession,
)

RUNNING = (SessionState.PLANNED, SessionState.OPEN)


def open_courses() -> QuerySet[Course]:
    """Published courses of bases in force."""
    return Course.objects.published().filter(base__in=TrainingBase.objects.in_force())


def rests_on(most: int) -> list[QuerySet[Any, Any]]:
    """The rows that decide over the first page of the whole catalogue (cejc/lib/shelf.py): its courses, what
    makes the online ones recognised, and the bases that can be asked for."""
    rows = open_courses().order_by("-published_at", "-pk")
    first = TrainingBase.objects.filter(courses__in=rows.values("pk")[:most]).order_by()
    keys = PlatformKey.objects.filter(base__in=first.values("pk"), part=KeyPart.B).order_by("pk")
    of_page = {"course__in": rows.values("pk")[:most]}
    return [
        rows.values_list(
            "pk", "edit", "title", "subject", "hours", "price", "live_on", "base__organisation__name"
        )[:most],
        rows.order_by().values("state").annotate(count=Count("pk")).values_list("count"),
        CourseReview.objects.filter(**of_page)
        .order_by("pk")
        .values_list("pk", "state", "conclusion", "submitted_at"),
        CrossReview.objects.filter(**of_page).order_by("pk").values_list("pk", "decision", "fails_from"),
        keys.values_list("pk", "year", "deposited_at"),
        TrainingBase.objects.order_by("code").values_list("code", "closed_on", "organisation__name"),
        policies_rest_on(),
    ]


def search(wanted: Mapping[str, Any]) -> QuerySet[Course]:
    """Published courses as asked for, newest first. `wanted`: q, subject,
    form, base, place, first_day, last_day."""
    rows = open_courses()
    for name in ("subject", "form", "base"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    if wanted.get("q"):
        rows = rows.filter(titled(wanted["q"]))
    if wanted.get("place"):
        rows = rows.filter(_at(wanted["place"]))
    if wanted.get("first_day") or wanted.get("last_day"):
        rows = rows.filter(_between(wanted.get("first_day"), wanted.get("last_day")))
    return rows.select_related("base__organisation").order_by("-published_at", "-pk")


def titled(text: str) -> Q:
    """Whose title, teacher or code holds the text, or whose title's pinyin or initials hold its letters."""
    found = Q(title__icontains=text) | Q(teachers__icontains=text) | Q(code__iexact=text)
    letters = text.lower().replace(" ", "").replace("'", "")
    return found | Q(title_key__contains=letters) if letters.isascii() and letters.isalnum() else found


def _at(text: str) -> Q:
    """Where a run takes place or the base is."""
    there = [code for code, name in regions() if text in name]
    runs = TrainingSession.objects.filter(course=OuterRef("pk"), state__in=RUNNING, place__icontains=text)
    return Q(Exists(runs)) | Q(base__organisation__region__in=there) | Q(base__address__icontains=text)


def _between(first: date | None, last: date | None) -> Q:
    """On line from its go-live day on; face-to-face on a day of a run."""
    slots = SessionSlot.objects.filter(session__course=OuterRef("pk"), session__state__in=RUNNING)
    if first:
        slots = slots.filter(date__gte=first)
    if last:
        slots = slots.filter(date__lte=last)
    online = Q(form=CourseForm.ONLINE, live_on__isnull=False)
    return (online & Q(live_on__lte=last) if last else online) | Q(Exists(slots))


def runs_of(course: Course) -> list[TrainingSession]:
    """Runs of a course that are still to be attended, with their timetables, the next one first."""
    slots = Prefetch("slots", SessionSlot.objects.order_by("date", "pk"))
    rows = course.sessions.filter(state__in=RUNNING).select_related("filing").prefetch_related(slots)
    ahead = [run for run in rows if any(slot.date >= clock.today() for slot in run.slots.all())]
    return sorted(ahead, key=lambda run: (min(slot.date for slot in run.slots.all()), run.pk))

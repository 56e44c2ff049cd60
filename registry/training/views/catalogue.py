"""The public catalogue of courses: for anyone, without JavaScript."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from cejc.lib.db.replica import may_answer
from cejc.lib.paging import LongPaginator
from cejc.lib.shelf import shelved
from credits.queries import policy_here, subject_names
from registry.enums import CourseState
from registry.machinery.queries import audit
from registry.people.models import Professional
from registry.people.queries.governing import policy_of
from registry.training.forms.course import CatalogueForm
from registry.training.models import Course, TrainingBase
from registry.training.queries import catalogue
from registry.training.queries.course_worth import worth_of
from registry.training.queries.recognition import books_for_courses
from registry.training.views import training_context as shown
from registry.training.views.training_base import is_closed

PAGE = 20
RUNS = 5


@require_GET
@shelved(lambda request: None if request.GET else catalogue.rests_on(PAGE))
@may_answer
def listing(request: HttpRequest) -> HttpResponse:
    """Every published course, found by words, subject, form, base, date and place."""
    form = CatalogueForm(request.GET)
    context = form.found(catalogue.search(form.wanted()), PAGE)
    context["rows"] = _rows(list(context["page"]))
    return render(request, "public/catalogue.html", context)


def _rows(courses: list[Course]) -> list[dict[str, Any]]:
    books, names = books_for_courses(courses), subject_names()
    return [
        {
            "course": one,
            "subject": names.get(one.subject, one.subject),
            "recognition": shown.recognition_of(one, books),
        }
        for one in courses
    ]


@require_GET
def course(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One course, what it would count, and whether it is recognised. A withdrawn one keeps its page."""
    rows = Course.objects.exclude(state=CourseState.DRAFT).select_related(
        "base__organisation", "base__supervising_unit"
    )
    row = get_object_or_404(rows, public_id=public_id)
    person = _person(request)
    policy = policy_of(person) if person else policy_here()
    runs = catalogue.runs_of(row)[:RUNS] if not row.is_online else []
    entries = audit.of_object(row)
    worths = [worth_of(row, policy, person, run) for run in runs] or [worth_of(row, policy, person)]
    context = {
        "course": row,
        "base": row.base,
        "policy": policy,
        "subject": policy.subject_names.get(row.subject, row.subject),
        "recognition": shown.recognition_of(row),
        "worths": worths,
        "known": person is not None,
        "slot_help": shown.slot_help(policy),
        "changes": shown.changes_of(row, entries),
        "withdrawn": next((one for one in entries if one.action == "course.withdrawn"), None)
        if row.state == CourseState.WITHDRAWN
        else None,
    }
    return render(request, "public/course.html", context)


def _person(request: HttpRequest) -> Professional | None:
    return request.user.professional if request.user.is_authenticated else None


@require_GET
@may_answer
def base(request: HttpRequest, code: str) -> HttpResponse:
    """The public page of a base."""
    row = get_object_or_404(
        TrainingBase.objects.select_related("organisation", "supervising_unit", "personnel_office"), code=code
    )
    courses = catalogue.open_courses().filter(base=row).select_related("base__organisation")
    page = LongPaginator(courses.order_by("-published_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    context = {"base": row, "closed": is_closed(row), "page": page, "rows": _rows(list(page))}
    return render(request, "public/base.html", context)

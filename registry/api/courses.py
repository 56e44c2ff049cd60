"""A base's own courses and sessions, as the portal knows them."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from cejc import clock
from registry.api.auth import BaseToken
from registry.api.completions import ERRORS
from registry.api.schemas import CoursesOut, SessionsOut
from registry.models import ApiClient, Course, TrainingSession
from registry.queries.recognition import books_for_courses, standing_of_course

router = Router(tags=["课程和班次"])


@router.get(
    "/courses", response={200: CoursesOut, **ERRORS}, auth=BaseToken("courses"), operation_id="list_courses"
)
def courses(request: HttpRequest) -> dict[str, Any]:
    """本基地的课程，以及今天学习通过的结果是否予以认可、为什么。"""
    client: ApiClient = request.auth  # type: ignore[attr-defined]
    rows = list(Course.objects.filter(base=client.base).order_by("code"))
    books, today = books_for_courses(rows), clock.today()
    found = []
    for row in rows:
        standing = standing_of_course(row, today, books)
        found.append(
            {
                "code": row.code, "title": row.title, "form": row.form, "subject": row.subject, "theme_year": row.theme_year,
                "hours": row.hours, "minutes": row.minutes, "live_on": row.live_on, "state": row.state,
                "recognised": standing.ok, "reason": standing.sentence,
            }
        )  # fmt: skip
    return {"courses": found}


@router.get(
    "/sessions",
    response={200: SessionsOut, **ERRORS},
    auth=BaseToken("sessions"),
    operation_id="list_sessions",
)
def sessions(request: HttpRequest) -> dict[str, Any]:
    """本基地的培训班次。"""
    client: ApiClient = request.auth  # type: ignore[attr-defined]
    rows = TrainingSession.objects.filter(base=client.base).select_related("filing").order_by("code")
    return {
        "sessions": [
            {"code": row.code, "title": row.title, "place": row.place, "state": row.state,
             "filing_number": row.filing.number if row.filing else ""}
            for row in rows
        ]
    }  # fmt: skip

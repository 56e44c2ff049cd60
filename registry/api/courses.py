"""A base's own courses and sessions, as the portal knows them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Router

from cejc import clock
from registry.api.auth import BaseToken
from registry.api.completions import ERRORS
from registry.api.idempotency import once
from registry.api.offering import keep_course, keep_session, offered
from registry.api.schemas import CoursesOut, SessionsOut
from registry.api.schemas_offering import CourseIn, CoursesIn, NewSessionsIn, OffersOut, SessionIn
from registry.models import ApiClient, Course, TrainingSession
from registry.queries.recognition import books_for_courses, standing_of_course

router = Router(tags=["课程和班次"])
KEY = Header(..., alias="Idempotency-Key", pattern=r"^[A-Za-z0-9_\-]{1,64}$")


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


@router.post(
    "/courses",
    response={200: OffersOut, **ERRORS},
    auth=BaseToken("courses"),
    operation_id="register_courses",
)
def register_courses(request: HttpRequest, payload: CoursesIn, idempotency_key: str = KEY) -> HttpResponse:
    """登记课程，一次最多200门，逐条答复。登记的是编制中的课程，由基地经办人补齐材料后发布。"""
    client: ApiClient = request.auth  # type: ignore[attr-defined]
    work = lambda: {"receipts": offered(client, payload.courses, CourseIn, keep_course)}  # noqa: E731
    return once(request, idempotency_key, work)


@router.post(
    "/sessions",
    response={200: OffersOut, **ERRORS},
    auth=BaseToken("sessions"),
    operation_id="register_sessions",
)
def register_sessions(
    request: HttpRequest, payload: NewSessionsIn, idempotency_key: str = KEY
) -> HttpResponse:
    """登记面授班次，一次最多200个，逐条答复；与备案不符、学时将暂不计入的，当时说明。"""
    client: ApiClient = request.auth  # type: ignore[attr-defined]
    work = lambda: {"receipts": offered(client, payload.sessions, SessionIn, keep_session)}  # noqa: E731
    return once(request, idempotency_key, work)

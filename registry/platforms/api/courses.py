"""A base's own courses and sessions, as the portal knows them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Header, Router

from registry.enums import ApiEnvironment
from registry.machinery.services import audit
from registry.platforms.api import rehearsal
from registry.platforms.api.auth import BaseToken
from registry.platforms.api.completions import ERRORS
from registry.platforms.api.idempotency import once
from registry.platforms.api.offering import KINDS, offered, shown_courses, shown_sessions
from registry.platforms.api.schemas import CoursesOut, SessionsOut
from registry.platforms.api.schemas_offering import CourseReceipts, CoursesIn, NewSessionsIn, SessionReceipts
from registry.platforms.models import ApiClient
from registry.training.models import Course, TrainingSession

router = Router(tags=["课程和班次"])
KEY = Header(..., alias="Idempotency-Key", pattern=r"^[A-Za-z0-9_\-]{1,64}$")


@router.get(
    "/courses", response={200: CoursesOut, **ERRORS}, auth=BaseToken("courses"), operation_id="list_courses"
)
def courses(request: HttpRequest) -> dict[str, Any]:
    """本基地的课程，以及今天学习通过的结果是否予以认可、为什么。联调凭据只看到联调中登记的课程。"""
    client: ApiClient = request.auth  # type: ignore[attr-defined]
    if client.environment == ApiEnvironment.STAGING:
        return {"courses": rehearsal.listed(client, "course")}
    return {"courses": shown_courses(Course.objects.filter(base=client.base).order_by("code"))}


@router.get(
    "/sessions",
    response={200: SessionsOut, **ERRORS},
    auth=BaseToken("sessions"),
    operation_id="list_sessions",
)
def sessions(request: HttpRequest) -> dict[str, Any]:
    """本基地的培训班次。联调凭据只看到联调中登记的班次。"""
    client: ApiClient = request.auth  # type: ignore[attr-defined]
    if client.environment == ApiEnvironment.STAGING:
        return {"sessions": rehearsal.listed(client, "session")}
    return {"sessions": shown_sessions(TrainingSession.objects.filter(base=client.base).order_by("code"))}


@router.post(
    "/courses",
    response={200: CourseReceipts, **ERRORS},
    auth=BaseToken("courses"),
    operation_id="register_courses",
)
def register_courses(request: HttpRequest, payload: CoursesIn, idempotency_key: str = KEY) -> HttpResponse:
    """登记课程，一次最多5000门，逐条答复。登记的是编制中的课程，由基地经办人补齐材料后发布。"""
    return _registered(request, idempotency_key, payload.courses, "course")


@router.post(
    "/sessions",
    response={200: SessionReceipts, **ERRORS},
    auth=BaseToken("sessions"),
    operation_id="register_sessions",
)
def register_sessions(
    request: HttpRequest, payload: NewSessionsIn, idempotency_key: str = KEY
) -> HttpResponse:
    """登记面授班次，一次最多5000个，逐条答复；与备案不符、学时将暂不计入的，当时说明。"""
    return _registered(request, idempotency_key, payload.sessions, "session")


def _registered(request: HttpRequest, key: str, records: list[Any], kind: str) -> HttpResponse:
    client: ApiClient = request.auth  # type: ignore[attr-defined]
    staging = client.environment == ApiEnvironment.STAGING

    def work() -> dict[str, Any]:
        if staging:
            return {"receipts": rehearsal.offered_apart(client, kind, records)}
        return {"receipts": offered(client.base, records, *KINDS[kind])}

    with audit.on_behalf(_("接口：%s") % client):
        return once(request, key, work)

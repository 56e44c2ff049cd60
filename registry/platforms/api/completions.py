"""Results: reported in lists, checked without writing, asked after."""

from dataclasses import replace
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Header, Query, Router

from cejc.lib.writing import names
from registry.enums import ApiEnvironment, CompletionState
from registry.machinery.services import audit
from registry.platforms.api.auth import BaseToken
from registry.platforms.api.idempotency import once
from registry.platforms.api.problems import Problem, Trouble
from registry.platforms.api.reading import read
from registry.platforms.api.rehearsal import rehearse
from registry.platforms.api.schemas import EXTERNAL, PageOut, ReceiptsOut, ResultsIn, StandingOut
from registry.platforms.models import ApiClient, StagingResult
from registry.platforms.services import api_staging
from registry.results.models import Completion
from registry.results.services.completion import receive
from registry.results.services.completion_foresee import foresee
from registry.results.services.reported import Receipt, Reported

router = Router(tags=["学习结果"], auth=BaseToken("completions"))
PAGE = 200
State = Literal[tuple(CompletionState.values)]  # type: ignore[valid-type]
ERRORS = {frozenset({400, 401, 403, 409, 411, 413, 415, 422, 429}): Problem}


@router.post("/completions", response={200: ReceiptsOut, **ERRORS}, operation_id="report_completions")
def report(
    request: HttpRequest,
    payload: ResultsIn,
    idempotency_key: str = Header(..., alias="Idempotency-Key", pattern=r"^[A-Za-z0-9_\-]{1,64}$"),
) -> HttpResponse:
    """报送学习结果，一次最多5000条，一条有误不影响其他。同一Idempotency-Key重复发送，只办理一次。"""
    with audit.on_behalf(_("接口：%s") % request.auth):  # type: ignore[attr-defined]
        return once(request, idempotency_key, lambda: _received(request, payload.results, check_only=False))


@router.post("/completions/check", response={200: ReceiptsOut, **ERRORS}, operation_id="check_completions")
def check(request: HttpRequest, payload: ResultsIn) -> dict[str, Any]:
    """只核对、不写入：姓名与证件号码是否相符（答复中只有掩码），结果是否会被认可。"""
    return _received(request, payload.results, check_only=True)


def _received(request: HttpRequest, raw: list[Any], *, check_only: bool) -> dict[str, Any]:
    client: ApiClient = request.auth  # type: ignore[attr-defined]
    rows = [read(one) for one in raw]
    reported = [one for one in rows if isinstance(one, Reported)]
    answers = iter(_taken(client, reported, check_only) if reported else ())
    receipts = [one if isinstance(one, Receipt) else next(answers) for one in rows]
    if check_only:  # nothing was kept that an id could lead to
        receipts = [replace(one, completion="") for one in receipts]
    return _answered(receipts)


def _taken(client: ApiClient, reported: list[Reported], check_only: bool) -> list[Receipt]:
    if client.environment != ApiEnvironment.STAGING:
        foreseen = foresee if check_only else None
        return receive(
            actor=None, base=client.base, reported=reported, check_only=check_only, foresee=foreseen
        )
    found = rehearse(
        client,
        lambda: receive(actor=None, base=client.base, reported=reported, apart=True),
        courses={one.course_code for one in reported},
        sessions={one.session_code for one in reported},
    )
    return api_staging.answer(client=client, reported=reported, receipts=found, keep=not check_only)


def _answered(receipts: list[Receipt]) -> dict[str, Any]:
    counts = {
        state: sum(1 for one in receipts if one.state == state) for state in ("accepted", "held", "refused")
    }
    return counts | {
        "receipts": [
            {
                "external_id": one.external_id,
                "code": one.code,
                "sentence": one.sentence,
                "state": one.state,
                "masked_name": one.masked_name,
                "id": one.completion,
            }
            for one in receipts
        ]
    }


@router.get("/completions", response={200: PageOut, **ERRORS, 404: Problem}, operation_id="list_completions")
def listing(
    request: HttpRequest,
    after: Annotated[UUID | None, Query(description="上一页的next")] = None,
    state: State | None = None,  # type: ignore[valid-type]
    external_id: Annotated[str | None, Query(pattern=EXTERNAL)] = None,
) -> dict[str, Any]:
    """查询本基地报送的结果目前的状态，每页200条。"""
    rows = _own(request.auth)  # type: ignore[attr-defined]
    if after:
        rows = rows.filter(pk__gt=_place(rows, after))
    if state:
        rows = rows.filter(state=state) if rows.model is Completion else rows.filter(shown__state=state)
    if external_id:
        rows = rows.filter(external_id=external_id)
    page = list(rows[: PAGE + 1])
    more = str(page[PAGE - 1].public_id) if len(page) > PAGE else ""
    return {"results": [_standing(one) for one in page[:PAGE]], "next": more}


def _own(client: ApiClient) -> QuerySet[Any]:
    """What the client's base reported; of a staging client only what itself sent in staging."""
    if client.environment == ApiEnvironment.STAGING:
        return StagingResult.objects.filter(client=client).order_by("pk")
    return Completion.objects.filter(base=client.base).select_related("course", "session").order_by("pk")


def _place(rows: QuerySet[Any], after: UUID) -> int:
    found = rows.filter(public_id=after).values_list("pk", flat=True).first()
    if found is None:
        raise Trouble("not_found", "after须为上一页答复中的next。")
    return int(found)


@router.get(
    "/completions/{public_id}", response={200: StandingOut, **ERRORS, 404: Problem}, operation_id="completion"
)
def one(request: HttpRequest, public_id: UUID) -> dict[str, Any]:
    """查询一条结果目前的状态。"""
    row = _own(request.auth).filter(public_id=public_id).first()  # type: ignore[attr-defined]
    if row is None:
        raise Trouble("not_found")
    return _standing(row)


def _standing(row: Completion | StagingResult) -> dict[str, Any]:
    if isinstance(row, StagingResult):
        return row.shown | {"id": str(row.public_id), "version": row.version}
    return {
        "id": str(row.public_id),
        "external_id": row.external_id,
        "version": row.version,
        "state": row.state,
        "code": row.code,
        "sentence": row.sentence,
        "course_code": row.course.code if row.course and not row.session_id else "",
        "session_code": row.session.code if row.session else "",
        "passed_on": row.passed_on,
        "masked_name": names.mask(row.name),
        "masked_identity": row.identity_masked,
    }

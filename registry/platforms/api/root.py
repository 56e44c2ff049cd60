"""The API put together: its document, its errors, what is refused before anything is read."""

import logging
import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from cejc.errors import Refused
from registry.enums import ApiScope
from registry.platforms.api import completions, courses
from registry.platforms.api.problems import TYPE as PROBLEM
from registry.platforms.api.problems import Trouble, answer
from registry.platforms.api.reading import brief, sentence_of

log = logging.getLogger("django.request")
START = "/api/v1/"
MOST_BYTES = 5 * 1024 * 1024


class Api(NinjaAPI):
    """Its document says that every error is a problem document, and where a token comes from."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        document = super().get_openapi_schema(*args, **kwargs)
        schemes = document["components"].get("securitySchemes", {})
        for path, operations in document["paths"].items():
            for operation in operations.values():
                _document(operation, schemes, scope=path.removeprefix(START).partition("/")[0])
        scopes = {value: str(label) for value, label in ApiScope.choices}
        flow = {"clientCredentials": {"tokenUrl": "/api/oauth/token", "scopes": scopes}}
        for name in schemes:
            schemes[name] = {"type": "oauth2", "flows": flow}
        return document


def _document(operation: dict[str, Any], schemes: Any, *, scope: str) -> None:
    """Errors are problem documents; what is below a noun takes the scope of the same name."""
    operation["security"] = [{name: [scope]} for name in schemes]
    for status, response in operation["responses"].items():
        if int(status) >= 400:
            response["content"] = {PROBLEM: response["content"]["application/json"]}


api = Api(
    title="继续教育平台接口",
    version="1.0.0",
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
    description="网络培训平台和施教机构登记课程、班次，报送学习结果。OAuth2客户端凭据；错误为application/problem+json。",
)
api.add_router("", completions.router)
api.add_router("", courses.router)


@api.exception_handler(Trouble)
def _trouble(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    return answer(request, trouble)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    """Where and of what kind, never what was sent."""
    errors = [
        {
            "where": ".".join(brief(part) for part in one["loc"]),
            "kind": one["type"],
            "sentence": sentence_of(one),
        }
        for one in fault.errors
    ]
    if any("Idempotency-Key" in one["where"] or "idempotency_key" in one["where"] for one in errors):
        return answer(request, Trouble("key_missing"))
    return answer(
        request, Trouble("invalid", "".join(one["sentence"] for one in errors[:3]), errors=errors[:20])
    )


@api.exception_handler(HttpError)
def _malformed(request: HttpRequest, fault: HttpError) -> HttpResponse:
    """A body that is no JSON."""
    return answer(request, Trouble("malformed"))


@api.exception_handler(Exception)
def _broken(request: HttpRequest, fault: Exception) -> HttpResponse:
    """Logged as any failure of a page is; the answer says nothing of it."""
    got_request_exception.send(sender=Api, request=request)
    log.error("%s %s", request.method, request.path, exc_info=fault)
    return answer(request, Trouble("broken"))


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return answer(request, Trouble("refused", refusal.sentence))


def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What is no JSON, too large, of unknown length or compressed is refused by its head alone."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if code := _unfit(request):
            return answer(request, Trouble(code))
        if unknown := sorted(set(request.GET) - _query_of(request)):
            words = "、".join(brief(name) for name in unknown)
            return answer(
                request, Trouble("unknown_parameter", _("没有名为%s的查询参数，请核对接口文档。") % words)
            )
        return view(request, *args, **kwargs)

    wrapper.csrf_exempt = True  # type: ignore[attr-defined]
    return wrapper


@lru_cache(maxsize=1)
def _queries() -> list[tuple[str, re.Pattern[str], frozenset[str]]]:
    """Method, path and query parameters of each call, as the document has them."""
    return [
        (
            method.upper(),
            re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)),
            frozenset(one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"),
        )
        for path, operations in api.get_openapi_schema(path_prefix=START)["paths"].items()
        for method, operation in operations.items()
    ]


def _query_of(request: HttpRequest) -> frozenset[str]:
    """The query parameters that this call knows; whatever one sends to another method is answered by that."""
    for method, path, names in _queries():
        if method == request.method and path.fullmatch(request.path):
            return names
    return frozenset(request.GET)


def _unfit(request: HttpRequest) -> str:
    if request.method not in ("POST", "PUT", "PATCH"):
        return ""
    if request.headers.get("Content-Encoding", "identity").lower() not in ("", "identity"):
        return "encoding"
    if request.content_type != "application/json":
        return "media_type"
    length = request.headers.get("Content-Length", "")
    if not length.isdigit():
        return "length_required"
    return "too_large" if int(length) > MOST_BYTES else ""

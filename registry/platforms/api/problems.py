"""Errors as RFC 9457 problem documents, each with a stable code and a Chinese sentence."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

from cejc.site import gettext_lazy as _

TYPE = "application/problem+json"
PROBLEMS: dict[str, tuple[int, Any]] = {
    "unauthorized": (401, _("访问令牌无效或已过期，请重新获取。")),
    "forbidden": (403, _("该令牌没有这一接口的权限范围。")),
    "not_found": (404, _("没有这一记录。")),
    "no_such_path": (404, _("接口没有这一地址，请核对接口文档。")),
    "method": (405, _("这一地址不接受该请求方法，请核对接口文档。")),
    "too_large": (413, _("请求正文超过5MB，请分批报送。")),
    "length_required": (411, _("请求须带Content-Length，不接受分块传输。")),
    "encoding": (415, _("请求正文须为未压缩的JSON。")),
    "media_type": (415, _("请求的Content-Type须为application/json。")),
    "bad_request": (400, _("请求不完整或者不合规范，无法处理。")),
    "malformed": (400, _("请求正文不是有效的JSON。")),
    "invalid": (422, _("请求内容不符合接口要求。")),
    "key_missing": (400, _("请求须带Idempotency-Key，1至64个字母、数字或 - _ 。")),
    "key_reused": (409, _("该Idempotency-Key已用于另一内容的请求，请换用新的值。")),
    "unknown_parameter": (400, _("请求带有接口没有的查询参数，请核对接口文档。")),
    "refused": (422, _("请求未能办理。")),
    "rate_limited": (429, _("调用过于频繁，请稍后再试。")),
    "unavailable": (503, _("系统暂时不能办理，请求没有办理，请稍后用同一Idempotency-Key再次发送。")),
    "broken": (500, _("系统出现故障，请求没有办理，可以用同一Idempotency-Key再次发送。")),
}
# Who can mend it, where that is not the platform.
MENDED_BY = {"forbidden": _("{office_name}"), "unavailable": _("本系统"), "broken": _("本系统")}
# What stands for an error of whoever answered before the API, by its status.
OF_STATUS = {
    401: "unauthorized",
    403: "forbidden",
    404: "no_such_path",
    405: "method",
    411: "length_required",
    413: "too_large",
    415: "media_type",
    429: "rate_limited",
    503: "unavailable",
    507: "unavailable",
}


class Problem(Schema):
    """RFC 9457. `code` is stable; `detail` is for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[dict[str, Any]] = Field(default_factory=list)


class Trouble(Exception):
    """Answer with the problem `code`; `detail` replaces its sentence,
    `wait` are the seconds of Retry-After."""

    def __init__(
        self, code: str, detail: str = "", errors: list[dict[str, Any]] | None = None, *, wait: int = 60
    ) -> None:
        super().__init__(code)
        self.code, self.detail, self.errors, self.wait = code, detail, errors or [], wait


def answer(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """The problem document."""
    status, sentence = PROBLEMS[trouble.code]
    body = {
        "type": f"/api/v1/problems#{trouble.code}",
        "title": str(sentence),
        "status": status,
        "code": trouble.code,
        "detail": trouble.detail or str(sentence),
        "errors": trouble.errors,
    }
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=TYPE)
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if status in (429, 503):
        response["Retry-After"] = str(trouble.wait)
    return response


def explained(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An error that is a page, or nothing at all, as a problem document; what its head says besides stays."""
    if response.status_code < 400 or "json" in response.get("Content-Type", ""):
        return response
    code = OF_STATUS.get(response.status_code, "broken" if response.status_code >= 500 else "bad_request")
    found = answer(request, Trouble(code))
    for name in ("Allow", "Retry-After"):
        if name in response:
            found[name] = response[name]
    return found

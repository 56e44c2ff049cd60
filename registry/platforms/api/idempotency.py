"""The same request again gets the very same answer: one key, one effect, also when the process died half way.

The row is written in the transaction of the effect. Two at once queue
at its unique key; what died left nothing.
"""

import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from registry.machinery.services import audit
from registry.platforms.api.problems import Trouble
from registry.platforms.models import ApiClient, ApiRequest

_KEY = re.compile(r"[A-Za-z0-9_\-]{1,64}")


class _Known(Exception):
    """The key was used before."""


def once(
    request: HttpRequest, key: str, work: Callable[[], dict[str, Any]], status: int = 200
) -> HttpResponse:
    """The answer of `work`, or the one that `key` was given before.
    Raises Trouble for a key of another request."""
    if not _KEY.fullmatch(key or ""):
        raise Trouble("key_missing")
    client: ApiClient = request.auth  # type: ignore[attr-defined]
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
    try:
        return _fresh(client, key, digest, work, status)
    except _Known:
        return _again(client, key, digest)


def _fresh(
    client: ApiClient, key: str, digest: str, work: Callable[[], dict[str, Any]], status: int
) -> HttpResponse:
    """Raises _Known for a key that was used; whatever `work` raises undoes the row with it."""
    with transaction.atomic():
        try:
            with audit.savepoint():
                row = ApiRequest.objects.create(client=client, key=key, request_sha256=digest)
        except IntegrityError:
            raise _Known from None
        row.response = DjangoJSONEncoder(ensure_ascii=False).encode(work())
        row.status = status
        row.save(update_fields=["response", "status"])
    return _answer(row)


def _again(client: ApiClient, key: str, digest: str) -> HttpResponse:
    row = ApiRequest.objects.get(client=client, key=key)
    if row.request_sha256 != digest:
        raise Trouble("key_reused")
    found = _answer(row)
    found["Idempotency-Replayed"] = "true"
    return found


def _answer(row: ApiRequest) -> HttpResponse:
    return HttpResponse(row.response, status=row.status, content_type="application/json; charset=utf-8")

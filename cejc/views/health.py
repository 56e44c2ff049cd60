"""`/health/`: is this process able to serve? Read by the load balancer and by `make run`."""

import os
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cejc.lib import fonts, storage

log = structlog.get_logger("cejc.health")


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _storage() -> None:
    # Asks for a name that is not there: answered without writing; a bucket refuses when the keys are wrong.
    storage.exists("00/00/" + "0" * 32)
    if not settings.CEJC_S3_BUCKET and not os.access(settings.CEJC_DATA_DIR, os.W_OK):
        raise PermissionError(f"{settings.CEJC_DATA_DIR} cannot be written")


def _fonts() -> None:
    if not (fonts.folder() / "built.json").exists():
        raise FileNotFoundError("no fonts for slips: run manage.py build_fonts")


CHECKS: dict[str, Callable[[], None]] = {"database": _database, "storage": _storage, "fonts": _fonts}


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """One word a part, 200 when all are "ok", 503 otherwise; the reason goes to the log, not to the reader."""
    state = {name: _state(name, check) for name, check in CHECKS.items()}
    return JsonResponse(state, status=200 if set(state.values()) == {"ok"} else 503)


def _state(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except Exception:
        log.exception("health check failed", part=name)
        return "failed"
    return "ok"

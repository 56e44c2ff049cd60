"""`/health/`: is this process able to serve and to keep what it is given? Read
by the load balancer and by `make run`."""

import os
import secrets
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cejc.lib import patience, storage
from cejc.lib.faults import Trouble, trouble_of
from cejc.lib.paper import fonts

log = structlog.get_logger("cejc.health")
PATIENCE = 1.0  # seconds for a lock: who asks wants an answer, not the lock
BUCKET_EVERY = 600.0  # seconds between two writes to a bucket, which keeps every version of what is written
PROBE = b"\0" * 65536
_bucket_written = float("-inf")


def _database() -> None:
    """A row is written and taken back: a full disk, a read-only file
    and a held lock all show at the write."""
    with transaction.atomic():
        Session.objects.create(
            session_key=f"health-{secrets.token_hex(12)}",
            session_data="",
            expire_date=timezone.now() + timedelta(days=1),
        )
        transaction.set_rollback(True)


def _storage() -> None:
    if settings.CEJC_S3_BUCKET:
        _bucket()
        return
    for folder in {settings.CEJC_DATA_DIR, settings.MEDIA_ROOT}:
        _write(Path(folder))


def _bucket() -> None:
    """Asked for a name that is not there, a bucket refuses when the keys are
    wrong; from time to time it is written to."""
    global _bucket_written
    storage.exists("00/00/" + "0" * 32)
    if time.monotonic() - _bucket_written > BUCKET_EVERY:
        storage.delete(storage.save(PROBE))
        _bucket_written = time.monotonic()


def _write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / f".health-{os.getpid()}-{secrets.token_hex(6)}"
    try:
        with open(probe, "xb") as out:
            out.write(PROBE)
            out.flush()
            os.fsync(out.fileno())
    finally:
        probe.unlink(missing_ok=True)


def _fonts() -> None:
    if not (fonts.folder() / "built.json").exists():
        raise FileNotFoundError("no fonts for slips: run manage.py build_fonts")


CHECKS: dict[str, Callable[[], None]] = {"database": _database, "storage": _storage, "fonts": _fonts}


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """One word a part, 200 when all are "ok", 503 otherwise; the reason goes to the log, not to the reader.

    The words: ok, busy (a lock is held), full, read-only, away (no answer), failed (anything else).
    """
    with patience.waiting(PATIENCE):
        state = {name: _state(name, check) for name, check in CHECKS.items()}
    good = set(state.values()) == {"ok"}
    return JsonResponse(state, status=200 if good else 503, headers={} if good else {"Retry-After": "10"})


def _state(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except Exception as fault:
        log.exception("health check failed", part=name)
        found = trouble_of(fault)
        return "failed" if found is None else "away" if found == Trouble.FILES else str(found)
    return "ok"

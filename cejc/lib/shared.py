"""What nodes spare each other: bytes under a name, in a cache (CEJC_CACHE_URL) that may be lost, away or
written by a stranger at any moment. Nothing is kept here that anybody would miss, and nothing is believed
that is not signed with this portal's key.
"""

import hmac
import time

import structlog
from django.conf import settings
from django.core.cache import caches
from django.utils.crypto import salted_hmac

log = structlog.get_logger("cejc.shared")
# So long an answer is not waited for again, once none came.
AWAY_SECONDS = 10.0
SIGNED = 32
_away_until = 0.0


class Plain:
    """Bytes as they are: Django's own would unpickle what it finds."""

    def dumps(self, held: bytes) -> bytes:
        return held

    def loads(self, held: bytes) -> bytes:
        return held


def is_there() -> bool:
    return "shared" in settings.CACHES and time.monotonic() >= _away_until


def get(name: str) -> bytes | None:
    """What this portal put there under the name; None where nothing is, or nobody answers."""
    if not is_there():
        return None
    try:
        held = caches["shared"].get(name)
    except _faults() as fault:
        _note_away(fault)
        return None
    if not held or not hmac.compare_digest(held[:SIGNED], _signature(name, held[SIGNED:])):
        return None
    return bytes(held[SIGNED:])


def put(name: str, held: bytes, seconds: int) -> None:
    if not is_there():
        return
    try:
        caches["shared"].set(name, _signature(name, held) + held, seconds)
    except _faults() as fault:
        _note_away(fault)


def _signature(name: str, held: bytes) -> bytes:
    return salted_hmac("cejc.shared", name.encode() + b"\0" + held, algorithm="sha256").digest()


def _faults() -> tuple[type[Exception], ...]:
    """Loaded where there is such a cache alone."""
    from redis.exceptions import RedisError

    return RedisError, OSError


def _note_away(fault: Exception) -> None:
    """Once for as long as it is not asked, not for each request."""
    global _away_until
    _away_until = time.monotonic() + AWAY_SECONDS
    log.warning("the shared cache does not answer: pages are drawn here", reason=str(fault))

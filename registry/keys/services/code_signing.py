"""The record in the QR code of a slip is signed by the newest key for codes, opened once in some minutes."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cejc.lib.papercode.record import key_id
from cejc.lib.signing.algorithms import NotNow, Unusable
from registry.enums import PaperKind
from registry.keys.models import SigningKey
from registry.keys.services import key_places

FRESH = 600.0  # seconds for which an opened key is used; that it still signs is asked for each paper


@dataclass(frozen=True)
class CodePen:
    """`key` names it in records (4 bytes); `sign` gives 64 bytes."""

    key: bytes
    sign: Callable[[bytes], bytes]


_kept: dict[tuple[int, str], tuple[CodePen, float]] = {}
_lock = threading.Lock()


def pen() -> CodePen | None:
    """What signs codes now; None where nothing does. Raises NotNow where it does not open at this moment."""
    row = SigningKey.objects.signing(PaperKind.CODE).first()
    if row is None:
        return None
    place = row.pk, row.fingerprint
    with _lock:
        found = _kept.get(place)
        if found is None or found[1] < time.monotonic():
            found = _kept[place] = _opened(row), time.monotonic() + FRESH
    return found[0]


def _opened(row: SigningKey) -> CodePen:
    try:
        opened = key_places.opened(row.place, row.held)
    except Unusable as fault:
        raise NotNow(str(fault)) from fault
    public: Any = opened.certificate.public_key()
    return CodePen(key_id(public.public_bytes_raw()), opened.sign)

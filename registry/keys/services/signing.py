"""Papers are signed where they are drawn, in the worker: by the newest certificate for their kind.

What a heap needs (the opened key, the connection to the time-stamp server, chains and lists) is kept for some
minutes; that a certificate still signs is asked for each paper.
"""

import hashlib
import threading
import time
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from cejc.lib.signing.algorithms import NotNow, Unusable
from cejc.lib.signing.papers import Desk
from cejc.lib.signing.stamp_request import StampServer
from cejc.site import site
from registry.enums import PaperKind
from registry.keys.models import SignedPaper, SigningKey
from registry.keys.queries.certificates import evidence_for
from registry.keys.services import key_places, own_authority

FRESH = 600.0  # seconds for which an opened key, chains and lists are used without looking again


@dataclass(frozen=True)
class Signed:
    """A paper as it leaves: its bytes, and by which certificate; `key` None where it is not signed."""

    pdf: bytes
    key: SigningKey | None = None
    level: str = ""


@dataclass
class _Kept:
    desk: Desk
    edit: int
    until: float


_kept: dict[int, _Kept] = {}
_lock = threading.RLock()


def signed(pdf: bytes, kind: str) -> Signed:
    """`pdf` with a signature; as it is where no certificate is for its kind and the settings allow that.

    Raises NotNow where it cannot be signed at this moment: the job waits, nothing leaves unsigned.
    """
    key = SigningKey.objects.signing(kind).first()
    if key is None:
        if settings.CEJC_UNSIGNED_PAPERS:
            return Signed(pdf)
        raise NotNow(_("没有可以签署“%(kind)s”的证书。") % {"kind": PaperKind(kind).label})
    with _lock:
        desk = _desk(key)
        try:
            return Signed(desk.signed(pdf, timezone.now()), key, desk.level)
        except NotNow:
            _kept.pop(key.pk, None)  # whatever is away is looked for anew
            raise


def note(paper: Signed, kind: str, stored_name: str) -> None:
    """Remember what was signed, in the transaction that names the file in its row."""
    if paper.key is None:
        return
    SignedPaper.objects.get_or_create(
        sha256=hashlib.sha256(paper.pdf).hexdigest(),
        defaults={
            "kind": kind,
            "key": paper.key,
            "level": paper.level,
            "stored_name": stored_name,
            "stamp_until": stamp_until() if paper.level != "B-B" else None,
        },
    )


def stamp_server() -> StampServer | None:
    """Where time-stamps come from: the server that the settings name, the portal's own, or nowhere."""
    if settings.CEJC_TSA_URL:
        return StampServer(settings.CEJC_TSA_URL)
    if own_authority.has_stamps():
        return StampServer(own_authority.stamp_address(str(key_places.folder())))
    return None


def stamp_keys() -> list[SigningKey]:
    """The certificates that time-stamps are made with now."""
    return list(SigningKey.objects.signing(PaperKind.STAMP))


def forget() -> None:
    """What is kept of keys and lists is looked up anew."""
    with _lock:
        for found in _kept.values():
            _close(found.desk)
        _kept.clear()


def _close(desk: Desk) -> None:
    if desk.server is not None:
        desk.server.close()


def _desk(key: SigningKey) -> Desk:
    found = _kept.get(key.pk)
    if found is None or found.edit != key.edit or found.until < time.monotonic():
        if found is not None:
            _close(found.desk)
        found = _Kept(_new_desk(key), key.edit, time.monotonic() + FRESH)
        _kept[key.pk] = found
    return found.desk


def _new_desk(key: SigningKey) -> Desk:
    try:
        pen = key_places.opened(key.place, key.held)
    except Unusable as fault:
        raise NotNow(str(fault)) from fault
    server = stamp_server()
    evidence = evidence_for([key, *stamp_keys()]) if server else evidence_for([])
    return Desk(pen, site().names["authority_whole"], server, evidence)


def stamp_until() -> datetime | None:
    """When the first of the certificates that stamp now ends."""
    ends = [key.not_after for key in stamp_keys()]
    return min(ends, default=None)

"""Signing one paper: the place, the digest, the key, the time-stamp."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from cejc.lib.signing.evidence import Evidence
from cejc.lib.signing.pens import Pen
from cejc.lib.signing.revision import prepared
from cejc.lib.signing.stamp_request import StampServer

# What a signature takes beside its certificates, and a time-stamp beside what a first one took.
OWN, SPARE = 1024, 256


@dataclass
class Desk:
    """What signs a heap of papers: a pen, where time-stamps come from, and the evidence that both need.

    Without a server of time-stamps papers are B-B; with one, and with evidence, B-LT.
    """

    pen: Pen
    name: str
    server: StampServer | None = None
    evidence: Evidence = field(default_factory=Evidence)
    stamp_room: int = 0

    @property
    def level(self) -> str:
        if self.server is None:
            return "B-B"
        return "B-LT" if self.evidence else "B-T"

    def signed(self, pdf: bytes, at: datetime) -> bytes:
        """`pdf` with a signature. Raises Unsignable, NoStamp."""
        mould, pen = self.pen.mould, self.pen
        place = prepared(pdf, room=self._room(), signer=self.name, at=at, evidence=self.evidence)
        hashed = hashlib.new(mould.digest)
        for part in place.covered():
            hashed.update(part)
            part.release()
        digest = hashed.digest()
        signature = pen.sign(mould.attributes(digest))
        token = self.server.token(hashlib.sha256(signature).digest()) if self.server else b""
        return place.filled(mould.filled(digest, signature, token=token))

    def _room(self) -> int:
        if self.server is not None and not self.stamp_room:
            self.stamp_room = len(self.server.token(hashlib.sha256(b"").digest())) + SPARE
        return len(self.pen.mould.certificates) + OWN + self.stamp_room

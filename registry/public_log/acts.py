"""What of a row is published, as the rooms above tell it; and how that is written as a leaf.

`register(Published(...))` from a room's wiring. A leaf is the canonical JSON of what was done, on which day,
and a digest; what the digest is of (`facts`, and a salt of 16 bytes) is told to whoever holds the paper.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet

_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True)
class Said:
    """One act: `act` by its name in the log, on its day; `facts` are fit for JSON, stay as they are, and name
    no person. `detail` tells it from others of the same name and row; `salt` (hex) stands on the paper."""

    act: str
    on: date
    facts: dict[str, Any]
    detail: str = ""
    salt: str = ""


@dataclass(frozen=True)
class Published:
    """A noun whose acts are published: after which entries of the audit log to ask, what rows attest to by
    then (all of it, the oldest first, in a constant number of queries; what stands in the log already is
    passed over), and the rows of which something was published before there was a log."""

    model: type[Model]
    after: frozenset[str]
    said: Callable[[Sequence[Any]], Iterable[tuple[Any, Said]]]
    earlier: Callable[[], QuerySet[Any]]

    @property
    def noun(self) -> str:
        return self.model._meta.model_name or ""


known: dict[type[Model], Published] = {}


def register(*published: Published) -> None:
    """Twice is once."""
    for one in published:
        known[one.model] = one


def subject_of(row: Model) -> str:
    """As `subject` holds it: the public id without dashes."""
    public_id = getattr(row, "public_id", None)
    return public_id.hex if public_id else str(row.pk)


def new_salt() -> str:
    return secrets.token_hex(16)


def digest(act: str, on: date, facts: dict[str, Any], salt: str) -> str:
    """SHA-256 (hex) over the bytes of the salt and the canonical JSON of what was done."""
    said = _canonical({"act": act, "on": on.isoformat(), "facts": facts})
    return hashlib.sha256(bytes.fromhex(salt) + said.encode()).hexdigest()


def entry(act: str, on: date, digest: str) -> bytes:
    """The leaf as it stands in the log."""
    return _canonical({"act": act, "on": on.isoformat(), "sha256": digest}).encode()

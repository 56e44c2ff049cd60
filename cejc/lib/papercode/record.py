"""The record of a slip and its signature (docs/paper.md has the format to the letter).

A fragment is base 41 of CBOR and, behind it, the 64 bytes of an Ed25519 signature; its last character is the
version. Nothing of Django, so that a reader elsewhere may be made of this file.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cejc.lib.papercode import base41

VERSION, SIGNATURE, PARTS = "1", 64, 12
# Before what is signed: a signature of anything else by the same key is none of a record.
CONTEXT = b"cejc-slip-code/1\n"
SUBJECTS = ("公需科目", "专业科目")  # those that a record need not name
START = date(1970, 1, 1)


class NoRecord(ValueError):
    """The fragment is no record of a version that is known. English, for operators."""


@dataclass(frozen=True)
class Record:
    """What is printed. `mark` (8 bytes) is the beginning of the digest of the slip's leaf in the public log;
    `hours` has a row a year of the span, each with a text a subject; `notice` is its first and last day."""

    key: bytes
    mark: bytes
    year: int
    sequence: int
    name: str
    identity: str
    title: str
    first_year: int
    hours: tuple[tuple[str, ...], ...]
    issued: date
    notice: tuple[date, date] | None
    subjects: tuple[str, ...] = SUBJECTS


def key_id(public: bytes) -> bytes:
    """Four bytes that name a key of 32."""
    return hashlib.sha256(public).digest()[:4]


def fragment(record: Record, sign: Callable[[bytes], bytes]) -> str:
    """What stands behind the `#` of the address; `sign` is Ed25519's."""
    said = cbor2.dumps(_parts(record), canonical=True)
    return base41.encode(said + sign(CONTEXT + said)) + VERSION


def _parts(record: Record) -> list[Any]:
    return [
        record.key,
        record.mark,
        record.year,
        record.sequence,
        record.name,
        record.identity,
        record.title,
        record.first_year,
        [[_number(text) for text in row] for row in record.hours],
        _days(record.issued),
        [_days(day) for day in record.notice] if record.notice else None,
        None if record.subjects == SUBJECTS else list(record.subjects),
    ]


@dataclass(frozen=True)
class Opened:
    """A record as it was read, with the bytes that were signed: nothing is believed yet."""

    record: Record
    said: bytes
    signature: bytes

    def holds(self, public: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(self.signature, CONTEXT + self.said)
        except (InvalidSignature, ValueError):
            return False
        return True


def opened(fragment: str) -> Opened:
    """Raises NoRecord."""
    if fragment[-1:] != VERSION:
        raise NoRecord("not a record of version 1")
    try:
        data = base41.decode(fragment[:-1])
        said, signature = data[:-SIGNATURE], data[-SIGNATURE:]
        return Opened(_record(cbor2.loads(said)), said, signature)
    except (ValueError, TypeError, OverflowError, KeyError, cbor2.CBORDecodeError) as fault:
        raise NoRecord("the record cannot be read") from fault


def _record(parts: Any) -> Record:
    if not isinstance(parts, list) or len(parts) < PARTS:
        raise NoRecord("a record has twelve parts")
    key, mark, year, sequence, name, identity, title, first, hours, issued, notice, subjects = parts[:PARTS]
    plain = (year, sequence, first, issued)
    if not all(isinstance(one, bytes) for one in (key, mark)) or not all(type(one) is int for one in plain):
        raise NoRecord("the record has other parts than it should")
    return Record(
        key=key,
        mark=mark,
        year=year,
        sequence=sequence,
        name=str(name),
        identity=str(identity),
        title=str(title),
        first_year=first,
        hours=tuple(tuple(str(one) for one in row) for row in hours),
        issued=_day(issued),
        notice=(_day(notice[0]), _day(notice[1])) if notice else None,
        subjects=tuple(str(one) for one in subjects) if subjects else SUBJECTS,
    )


def _number(text: str) -> int | str:
    """Whole hours are a number, others the text that is printed."""
    return int(text) if text.isascii() and text.isdigit() and str(int(text)) == text else text


def _days(day: date) -> int:
    return (day - START).days


def _day(days: int) -> date:
    return START + timedelta(days=days)

"""What witnesses sign (C2SP tlog-cosignature, version 1): a checkpoint, and the moment at which they saw it
grow from the one before. The keys of witnesses are written as those of notes, with another letter of kind."""

import base64
import binascii
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from cejc.lib.signed_note import DASH, NoteBroken

KIND = b"\x04"


@dataclass(frozen=True)
class Key:
    """A witness's name and its public key of 32 bytes."""

    name: str
    public: bytes

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + KIND + self.public).digest()[:4]

    def told(self) -> str:
        """As the witness hands it over: `name+hash+key`."""
        return f"{self.name}+{self.hash.hex()}+{base64.b64encode(KIND + self.public).decode()}"


@dataclass(frozen=True)
class Cosigned:
    """A valid co-signature: whose, at which second (Unix time), and its line."""

    key: Key
    at: int
    line: str


def key_of(told: str) -> Key:
    """Raises NoteBroken."""
    try:
        name, known, encoded = told.strip().split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error) as fault:
        raise NoteBroken("this is no key of a witness") from fault
    key = Key(name, raw[1:])
    bad_name = not name or any(one.isspace() for one in name)
    if raw[:1] != KIND or len(raw) != 33 or bad_name or key.hash.hex() != known:
        raise NoteBroken("this is no key of a witness (cosignature/v1, Ed25519)")
    return key


def sign(text: str, name: str, seed: bytes, at: int) -> str:
    """The line of a witness under the checkpoint `text`."""
    private = Ed25519PrivateKey.from_private_bytes(seed)
    key = Key(name, private.public_key().public_bytes_raw())
    signed = key.hash + at.to_bytes(8, "big") + private.sign(_said(text, at))
    return f"{DASH}{name} {base64.b64encode(signed).decode()}"


def _said(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def found_in(note: str, keys: list[Key]) -> Iterator[Cosigned]:
    """The valid co-signatures under a note by any of `keys`; lines of others are passed over."""
    text, found, lines = note.replace("\r\n", "\n").rpartition("\n\n")
    for line in lines.splitlines() if found else ():
        for key in keys:
            if line.startswith(f"{DASH}{key.name} ") and (at := _moment(text + "\n", line, key)) is not None:
                yield Cosigned(key, at, line)


def _moment(text: str, line: str, key: Key) -> int | None:
    try:
        raw = base64.b64decode(line.rpartition(" ")[2], validate=True)
        if len(raw) != 76 or raw[:4] != key.hash:
            return None
        at = int.from_bytes(raw[4:12], "big")
        Ed25519PublicKey.from_public_bytes(key.public).verify(raw[12:], _said(text, at))
    except (binascii.Error, ValueError, InvalidSignature):
        return None
    return at

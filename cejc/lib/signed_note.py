"""Short texts signed by Ed25519, in the form of transparency logs (C2SP signed-note and tlog-checkpoint).

A note is its text, an empty line, and one line for each signature: a dash, the name of the key, and in
base64 the first four bytes of the key's hash and the signature.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
DASH = "— "


class NoteBroken(ValueError):
    """A note that is none, or that the key did not sign. English, for operators."""


@dataclass(frozen=True)
class Checkpoint:
    """What a log was: its name, how many leaves it had, the root of their tree, and when that was signed."""

    origin: str
    size: int
    root: bytes
    at: datetime | None = None

    def text(self) -> str:
        moment = f"at {self.at.isoformat()}\n" if self.at else ""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n{moment}"


def sign(text: str, name: str, *seeds: bytes) -> str:
    """The note of `text` (which ends in a new line), signed by each private key of 32 bytes."""
    return f"{text}\n" + "".join(f"{_line(text, name, seed)}\n" for seed in seeds)


def _line(text: str, name: str, seed: bytes) -> str:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    signed = key_hash(name, private.public_key().public_bytes_raw()) + private.sign(text.encode())
    return f"{DASH}{name} {base64.b64encode(signed).decode()}"


def public_key(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def verifier(name: str, public: bytes) -> str:
    """The key as witnesses and verifiers are told it: name, hash, and the key itself."""
    return f"{name}+{key_hash(name, public).hex()}+{base64.b64encode(ED25519 + public).decode()}"


def public_of(verifier_key: str) -> bytes:
    """The 32 bytes of a key as `verifier` writes it. Raises NoteBroken."""
    try:
        name, known, encoded = verifier_key.strip().split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error) as fault:
        raise NoteBroken("this is no verifier key") from fault
    if raw[:1] != ED25519 or len(raw) != 33 or key_hash(name, raw[1:]).hex() != known:
        raise NoteBroken("this is no verifier key of Ed25519")
    return raw[1:]


def key_hash(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def opened(note: str, public: bytes) -> str:
    """The text of a note that the holder of `public` signed. Raises NoteBroken."""
    text, found, lines = note.replace("\r\n", "\n").rpartition("\n\n")
    if not found or not lines.startswith(DASH):
        raise NoteBroken("this is no signed note")
    text += "\n"
    for line in lines.splitlines():
        name, _blank, encoded = line.removeprefix(DASH).rpartition(" ")
        if _signed(text, name, encoded, public):
            return text
    raise NoteBroken("the note bears no valid signature of this key")


def _signed(text: str, name: str, encoded: str, public: bytes) -> bool:
    try:
        raw = base64.b64decode(encoded, validate=True)
        if raw[:4] != key_hash(name, public):
            return False
        Ed25519PublicKey.from_public_bytes(public).verify(raw[4:], text.encode())
    except (binascii.Error, ValueError, InvalidSignature):
        return False
    return True


def checkpoint(text: str) -> Checkpoint:
    """The checkpoint that a note's text says. Raises NoteBroken."""
    try:
        origin, size, root, *more = text.splitlines()
        moments = [line.removeprefix("at ") for line in more if line.startswith("at ")]
        at = datetime.fromisoformat(moments[0]) if moments else None
        found = Checkpoint(origin, int(size), base64.b64decode(root, validate=True), at)
    except (ValueError, binascii.Error) as fault:
        raise NoteBroken("the note says no checkpoint of a log") from fault
    if found.size < 0 or len(found.root) != 32:
        raise NoteBroken("the note says no checkpoint of a log")
    return found

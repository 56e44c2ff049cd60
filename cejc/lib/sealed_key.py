"""A private key under a passphrase: argon2id, then AES-256-GCM with the key's fingerprint as associated data.

Browsers have no argon2id: what they seal for a file of their own says `pbkdf2-sha256` and opens here too; a
key that is kept on the server is sealed with argon2id (docs/dual-key.md).
"""

import base64
import binascii
import hashlib
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from cejc.lib.dual_key import FormatFault, PublicKey, algorithm, canonical, fingerprint, parse

FORMAT, CIPHER = "cejc-sealed-key/1", "aes-256-gcm"
ARGON, PBKDF = "argon2id", "pbkdf2-sha256"
SALT, NONCE, LEAST_PASSPHRASE = 16, 12, 12


class WrongPassphrase(Exception):
    """The passphrase does not open the key, or the sealed key was altered."""


@dataclass(frozen=True)
class Cost:
    """argon2id: memory in KiB. RFC 9106 recommends 64 MiB, 3 passes, 4 lanes where memory is scarce."""

    memory: int = 65536
    iterations: int = 3
    lanes: int = 4


COST = Cost()
# What is opened at all: below, it is no seal; above, opening would be an attack on this machine.
LEAST, MOST = Cost(19456, 1, 1), Cost(262144, 10, 8)
LEAST_ROUNDS, MOST_ROUNDS = 600_000, 5_000_000


def seal(private: bytes, passphrase: str, *, name: str = "ed25519", cost: Cost = COST) -> str:
    """The sealed form of a private key: one line of canonical JSON."""
    kind = algorithm(name)
    mark = fingerprint(kind.id, kind.public_of(private))
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    secret = _argon(passphrase, salt, cost)
    kdf = {"name": ARGON, "memory": cost.memory, "iterations": cost.iterations, "lanes": cost.lanes}
    return canonical(
        {
            "format": FORMAT,
            "algorithm": kind.id,
            "fingerprint": mark,
            "kdf": kdf | {"salt": _text(salt)},
            "cipher": CIPHER,
            "nonce": _text(nonce),
            "body": _text(AESGCM(secret).encrypt(nonce, private, mark.encode())),
        }
    ).decode()


def new_key(passphrase: str, *, name: str = "ed25519", cost: Cost = COST) -> tuple[PublicKey, str]:
    """A new key pair: the public half, and the private one sealed at once."""
    private, public = algorithm(name).generate()
    return PublicKey(name, public), seal(private, passphrase, name=name, cost=cost)


def open_sealed(sealed: str, passphrase: str) -> bytes:
    """The private key. Raises WrongPassphrase, FormatFault or KeyFault."""
    found = read_sealed(sealed)
    try:
        secret = _secret(found["kdf"], passphrase)
        private = AESGCM(secret).decrypt(found["nonce"], found["body"], found["fingerprint"].encode())
    except InvalidTag as fault:
        raise WrongPassphrase from fault
    kind = algorithm(found["algorithm"])
    if fingerprint(kind.id, kind.public_of(private)) != found["fingerprint"]:
        raise WrongPassphrase
    return private


def read_sealed(sealed: str) -> dict[str, Any]:
    """The parts of a sealed key, its parameters within bounds. Raises FormatFault, KeyFault."""
    found = parse(sealed)
    try:
        if found["format"] != FORMAT or found["cipher"] != CIPHER:
            raise FormatFault("not a sealed key of this format")
        kdf = dict(found["kdf"]) | {"salt": _bytes(found["kdf"]["salt"])}
        _bounds(kdf)
        parts = {"nonce": _bytes(found["nonce"]), "body": _bytes(found["body"]), "kdf": kdf}
        known = {"algorithm": algorithm(found["algorithm"]).id, "fingerprint": str(found["fingerprint"])}
    except (KeyError, TypeError, AttributeError, UnicodeError, binascii.Error) as fault:
        raise FormatFault("not a sealed key of this format") from fault
    if len(parts["nonce"]) != NONCE:
        raise FormatFault("not a sealed key of this format")
    return parts | known


def is_kept_form(sealed: str, key: PublicKey) -> bool:
    """Whether this is a private key sealed with argon2id that says it belongs
    to `key`. Raises FormatFault, KeyFault."""
    found = read_sealed(sealed)
    return found["kdf"]["name"] == ARGON and found["fingerprint"] == key.fingerprint


def _bounds(kdf: Mapping[str, Any]) -> None:
    if kdf["name"] == PBKDF:
        right = LEAST_ROUNDS <= int(kdf["iterations"]) <= MOST_ROUNDS
    else:
        pairs = (
            (name, getattr(LEAST, name), getattr(MOST, name)) for name in ("memory", "iterations", "lanes")
        )
        right = kdf["name"] == ARGON and all(least <= int(kdf[name]) <= most for name, least, most in pairs)
    if not right or not SALT <= len(kdf["salt"]) <= 64:
        raise FormatFault("the key derivation of this sealed key is unknown or out of bounds")


def _secret(kdf: Mapping[str, Any], passphrase: str) -> bytes:
    if kdf["name"] == PBKDF:
        return hashlib.pbkdf2_hmac("sha256", _typed(passphrase), kdf["salt"], int(kdf["iterations"]), 32)
    cost = Cost(int(kdf["memory"]), int(kdf["iterations"]), int(kdf["lanes"]))
    return _argon(passphrase, kdf["salt"], cost)


def _argon(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    work = Argon2id(
        salt=salt, length=32, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory
    )
    return work.derive(_typed(passphrase))


def _typed(passphrase: str) -> bytes:
    """However a keyboard composes its characters, the same passphrase is the same bytes."""
    return unicodedata.normalize("NFC", passphrase).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text.encode("ascii"), validate=True)

"""Sealing of single values, blind indexes and check codes.

A sealed value says which algorithm and which key made it: `v1.<algorithm>.<key id>.<base64>`. A key of
`CEJC_KEYS` may hold several secrets with commas between them: the first one seals, every one of them opens,
so that a key is rotated by putting the new one in front and saving the rows again.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
import unicodedata
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

VERSION = "v1"
AES, SM4 = "a256gcm", "sm4gcm"
NONCE, TAG = 12, 16
# Without 0 O 1 I L U: what is read aloud and typed from paper.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical_sha256(content: object) -> str:
    """SHA-256 over the one way in which `content` is written as JSON:
    what was frozen is found unchanged by it."""
    return hashlib.sha256(_canonical(content).encode()).hexdigest()


class SealBroken(Exception):
    """A sealed value cannot be opened: altered, moved from another field, or its key is not here."""


def seal(field_name: str, plaintext: str) -> str:
    """Encrypt `plaintext` for one field; the field's name is associated
    data, so the value opens nowhere else."""
    algorithm = getattr(settings, "CEJC_FIELD_ALGORITHM", AES)
    secret = _secrets("field")[0]
    head = f"{VERSION}.{algorithm}.{key_id(secret)}"
    nonce = os.urandom(NONCE)
    body = _encrypt(algorithm, secret, nonce, plaintext.encode(), f"{head}.{field_name}".encode())
    return f"{head}.{base64.urlsafe_b64encode(nonce + body).decode()}"


def open_(field_name: str, token: str) -> str:
    """The text sealed in `token`. Raises `SealBroken`."""
    try:
        version, algorithm, kid, encoded = token.split(".")
        raw = base64.urlsafe_b64decode(encoded.encode("ascii"))
    except (ValueError, binascii.Error) as fault:
        raise SealBroken("not a sealed value") from fault
    secret = next((known for known in _secrets("field") if key_id(known) == kid), None)
    if version != VERSION or secret is None or algorithm not in (AES, SM4) or len(raw) < NONCE + TAG:
        raise SealBroken(f"unknown format or key {kid[:8]!r}")
    aad = f"{version}.{algorithm}.{kid}.{field_name}".encode()
    try:
        return _decrypt(algorithm, secret, raw[:NONCE], raw[NONCE:], aad).decode()
    except InvalidTag as fault:
        raise SealBroken(f"the value does not belong to {field_name}, or was altered") from fault


def is_current(token: str) -> bool:
    """Whether `token` was made by the first key and the chosen algorithm (false: save the row again)."""
    algorithm = getattr(settings, "CEJC_FIELD_ALGORITHM", AES)
    return token.startswith(f"{VERSION}.{algorithm}.{key_id(_secrets('field')[0])}.")


def blind_index(name: str, value: str) -> str:
    """64 hex digits that are equal when the values are; `name` keeps the indexes of two fields apart."""
    plain = unicodedata.normalize("NFKC", value).strip().upper()
    key = _derived(_secrets("index")[0], "index")
    return hmac.digest(key, f"{name}\0{plain}".encode(), "sha256").hex()


def random_code(length: int = 8) -> str:
    """A code that nobody can guess, in letters and digits that are not taken for each other."""
    return "".join(secrets.choice(CODE_ALPHABET) for _place in range(length))


def check_code(purpose: str, value: str, *, length: int = 8) -> str:
    """A code of `length` characters that only the holder of the check key can compute for `value`."""
    digest = hmac.new(
        _derived(_secrets("check")[0], "check"), f"{purpose}\0{value}".encode(), hashlib.sha256
    ).digest()
    number, code = int.from_bytes(digest), ""
    for _ in range(length):
        number, rest = divmod(number, len(CODE_ALPHABET))
        code += CODE_ALPHABET[rest]
    return code


def signing_seeds(purpose: str, use: str = "") -> list[bytes]:
    """Private keys of Ed25519, 32 bytes, that the secrets for `purpose` stand for; another `use`, other keys.
    The first signs; what was signed before a change of keys is known by the others."""
    return [_derived(secret, f"{use or purpose} ed25519") for secret in _secrets(purpose)]


@lru_cache(maxsize=64)
def key_id(secret: str) -> str:
    """8 hex digits that name a key without giving it away."""
    return hashlib.sha256(b"cejc key id\0" + secret.encode()).hexdigest()[:8]


def key_ids(purpose: str) -> list[str]:
    """The names of the keys for `purpose`, in their order."""
    return [key_id(secret) for secret in _secrets(purpose)]


def _secrets(purpose: str) -> list[str]:
    return _parts(str(settings.CEJC_KEYS[purpose]))


@lru_cache(maxsize=64)
def _parts(written: str) -> list[str]:
    return [part.strip() for part in written.split(",") if part.strip()]


@lru_cache(maxsize=32)
def _derived(secret: str, purpose: str, length: int = 32) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=f"cejc {purpose}".encode()).derive(secret.encode())


@lru_cache(maxsize=32)
def _aes(secret: str) -> AESGCM:
    return AESGCM(_derived(secret, AES))


def _encrypt(algorithm: str, secret: str, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
    if algorithm == AES:
        return _aes(secret).encrypt(nonce, plain, aad)
    if algorithm != SM4:
        raise ValueError(f"CEJC_FIELD_ALGORITHM is {algorithm!r}: use {AES} or {SM4}")
    work = Cipher(algorithms.SM4(_derived(secret, SM4, 16)), modes.GCM(nonce)).encryptor()
    work.authenticate_additional_data(aad)
    return work.update(plain) + work.finalize() + work.tag


def _decrypt(algorithm: str, secret: str, nonce: bytes, body: bytes, aad: bytes) -> bytes:
    if algorithm == AES:
        return _aes(secret).decrypt(nonce, body, aad)
    mode = modes.GCM(nonce, body[-TAG:])
    work = Cipher(algorithms.SM4(_derived(secret, SM4, 16)), mode).decryptor()
    work.authenticate_additional_data(aad)
    return work.update(body[:-TAG]) + work.finalize()

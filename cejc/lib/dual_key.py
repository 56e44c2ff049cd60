"""Certificates under two keys: canonical bytes, manifests, signatures,
and their verification without a database.

The format is described in docs/dual-key.md. Nothing here knows Django: `python -m cejc.lib.dual_key` verifies
a certificate anywhere, with the two public keys and nothing else.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

CERTIFICATE, MANIFEST, FILE = "cejc-certificate/1", "cejc-manifest/1", "cejc-certificate-file/1"
MOST = 5000  # certificates of one manifest
FILE_LIMIT = 2 * 1024 * 1024  # bytes of a certificate file; a manifest of 5,000 has some 340,000
_HASH = re.compile(r"[0-9a-f]{64}")
# Points of small order (with the sign bit off): under such a "key" one signature fits every text.
_WEAK = {
    bytes.fromhex(text)
    for text in (
        "00" * 32,
        "01" + "00" * 31,
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ec" + "ff" * 30 + "7f",
        "ed" + "ff" * 30 + "7f",
        "ee" + "ff" * 30 + "7f",
    )
}


class KeyFault(ValueError):
    """A key cannot be used. `code`: unknown_algorithm, not_implemented, bad_key, weak_key."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class FormatFault(ValueError):
    """Bytes that should be a certificate, a manifest or a file of them are not."""


class Algorithm(Protocol):
    """What a signature algorithm has to do; keys and signatures are raw bytes."""

    id: str

    def generate(self) -> tuple[bytes, bytes]: ...
    def public_of(self, private: bytes) -> bytes: ...
    def sign(self, private: bytes, message: bytes) -> bytes: ...
    def verify(self, public: bytes, signature: bytes, message: bytes) -> bool: ...
    def check(self, public: bytes) -> None: ...


class Ed25519:
    """RFC 8032: private and public keys of 32 bytes, signatures of 64."""

    id = "ed25519"

    def generate(self) -> tuple[bytes, bytes]:
        """A new private key with its public one."""
        private = Ed25519PrivateKey.generate()
        return private.private_bytes_raw(), private.public_key().public_bytes_raw()

    def public_of(self, private: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()

    def sign(self, private: bytes, message: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(private).sign(message)

    def verify(self, public: bytes, signature: bytes, message: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True

    def check(self, public: bytes) -> None:
        """Raise KeyFault unless these bytes are a public key worth having."""
        if len(public) != 32:
            raise KeyFault("bad_key", f"an Ed25519 public key has 32 bytes, not {len(public)}")
        if public[:31] + bytes([public[31] & 0x7F]) in _WEAK:
            raise KeyFault("weak_key", "a point of small order: any signature would fit any text")


ALGORITHMS: dict[str, Algorithm] = {"ed25519": Ed25519()}
# Known by name, so that a key or signature that names one is refused for the right reason.
PLANNED = {"sm2": "GB/T 32918 SM2 signatures are not implemented yet"}


def algorithm(name: str) -> Algorithm:
    """The algorithm of an id. Raises KeyFault."""
    if name in PLANNED:
        raise KeyFault("not_implemented", PLANNED[name])
    if name not in ALGORITHMS:
        raise KeyFault("unknown_algorithm", f"unknown signature algorithm {name[:40]!r}")
    return ALGORITHMS[name]


@dataclass(frozen=True)
class PublicKey:
    """A public key with the id of its algorithm."""

    algorithm: str
    raw: bytes

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.algorithm, self.raw)

    @property
    def pem(self) -> str:
        """SubjectPublicKeyInfo, as OpenSSL writes it."""
        algorithm(self.algorithm)
        key = Ed25519PublicKey.from_public_bytes(self.raw)
        return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def verifies(self, signature: bytes, message: bytes) -> bool:
        return algorithm(self.algorithm).verify(self.raw, signature, message)


def fingerprint(name: str, public: bytes) -> str:
    """The id of a key: SHA-256 of the algorithm's id, a zero byte and the raw public key, in hex."""
    return hashlib.sha256(name.encode() + b"\0" + public).hexdigest()


def read_public(pem: str | bytes) -> PublicKey:
    """A public key from PEM. Raises KeyFault."""
    data = pem.encode() if isinstance(pem, str) else pem
    if b"PRIVATE KEY" in data:
        raise KeyFault("private_key", "this is a private key; only the public one is wanted")
    try:
        key = load_pem_public_key(data.strip() + b"\n")
    except (ValueError, UnsupportedAlgorithm) as fault:
        raise KeyFault("bad_key", "not a public key in PEM") from fault
    if not isinstance(key, Ed25519PublicKey):
        raise KeyFault("unknown_algorithm", "not an Ed25519 key")
    found = PublicKey("ed25519", key.public_bytes_raw())
    algorithm(found.algorithm).check(found.raw)
    return found


def canonical(value: Any) -> bytes:
    """The one way to write `value`: JSON in UTF-8, keys sorted, no spaces, Decimals as text, no floats."""
    return json.dumps(
        _plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, float):
        raise FormatFault("a number with a point is written as text")
    return value


def decimal_text(value: Decimal) -> str:
    """Plain digits without trailing zeros: 30, 7.5."""
    return format(value.normalize() + 0, "f")


def parse(data: bytes | str) -> Any:
    """JSON with no name twice in one object and no float. Raises FormatFault."""
    try:
        return json.loads(data, object_pairs_hook=_once, parse_float=_no_float, parse_constant=_no_float)
    except (ValueError, RecursionError) as fault:
        raise FormatFault(f"not readable: {fault}"[:200]) from fault


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _no_float(text: str) -> Any:
    raise ValueError(f"{text[:20]} is no whole number")


def certificate_hash(certificate: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical bytes of a certificate, in hex: what the manifest lists."""
    return hashlib.sha256(canonical(certificate)).hexdigest()


@dataclass(frozen=True)
class Manifest:
    """What both keys sign. `hours` sums the certificates that give
    hours, `minutes` those that give minutes alone.

    `courses`: id -> {code, title, subject}; `keys`: "A" and "B" -> {algorithm, id}.
    """

    platform: Mapping[str, str]
    year: int
    number: int
    hours: Decimal
    minutes: int
    courses: Mapping[str, Mapping[str, str]]
    certificates: frozenset[str]
    keys: Mapping[str, Mapping[str, str]]

    @property
    def count(self) -> int:
        return len(self.certificates)

    @property
    def data(self) -> bytes:
        """The bytes that are signed."""
        return canonical(
            {
                "format": MANIFEST,
                "platform": self.platform,
                "year": self.year,
                "number": self.number,
                "count": self.count,
                "hours": self.hours,
                "minutes": self.minutes,
                "courses": self.courses,
                "certificates": sorted(self.certificates),
                "keys": self.keys,
            }
        )


def make_manifest(
    certificates: Iterable[Mapping[str, Any]],
    *,
    platform: Mapping[str, str],
    year: int,
    number: int,
    courses: Mapping[str, Mapping[str, str]],
    keys: Mapping[str, PublicKey],
) -> Manifest:
    """The manifest of certificates, 1 to 5,000 of them, each once. Raises FormatFault."""
    rows = list(certificates)
    if not 1 <= len(rows) <= MOST:
        raise FormatFault(f"a manifest holds 1 to {MOST} certificates, not {len(rows)}")
    hashes = frozenset(certificate_hash(row) for row in rows)
    if len(hashes) != len(rows):
        raise FormatFault("a certificate stands twice in the manifest")
    return Manifest(
        platform=platform,
        year=year,
        number=number,
        courses=courses,
        certificates=hashes,
        hours=sum((Decimal(row["hours"]) for row in rows if row["hours"] is not None), Decimal(0)),
        minutes=sum(row["minutes"] or 0 for row in rows if row["hours"] is None),
        keys={part: {"algorithm": key.algorithm, "id": key.fingerprint} for part, key in keys.items()},
    )


def read_manifest(data: bytes) -> Manifest:
    """The manifest of these very bytes; they must be the canonical ones. Raises FormatFault."""
    found = parse(data)
    try:
        manifest = Manifest(
            platform=found["platform"],
            year=found["year"],
            number=found["number"],
            hours=Decimal(found["hours"]),
            minutes=found["minutes"],
            courses=found["courses"],
            certificates=frozenset(found["certificates"]),
            keys=found["keys"],
        )
        right = set(manifest.keys) == {"A", "B"} and all(
            _HASH.fullmatch(one) for one in manifest.certificates
        )
        same = manifest.data == data
    except (KeyError, TypeError, ArithmeticError, AttributeError, ValueError) as fault:
        raise FormatFault("not a manifest of this format") from fault
    if not right or not same or not 1 <= manifest.count <= MOST:
        raise FormatFault("a manifest that is not in its canonical form")
    return manifest


def certificate_file(
    certificate: Mapping[str, Any], manifest: bytes, signatures: Mapping[str, tuple[PublicKey, bytes]]
) -> bytes:
    """What a person or a platform takes home: certificate, manifest as
    signed, both signatures and their key ids."""
    signed = {
        part: {
            "algorithm": key.algorithm,
            "key": key.fingerprint,
            "signature": base64.b64encode(value).decode(),
        }
        for part, (key, value) in signatures.items()
    }
    return canonical(
        {"format": FILE, "certificate": certificate, "manifest": manifest.decode(), "signatures": signed}
    )


@dataclass(frozen=True)
class Opened:
    """A certificate file, read and not yet believed."""

    certificate: Mapping[str, Any]
    manifest_data: bytes
    manifest: Manifest
    signatures: Mapping[str, tuple[str, str, bytes]]  # part -> algorithm, key id, signature


def open_file(data: bytes) -> Opened:
    """Read a certificate file. Raises FormatFault."""
    if len(data) > FILE_LIMIT:
        raise FormatFault("too large for a certificate")
    found = parse(data)
    try:
        if found["format"] != FILE or found["certificate"]["format"] != CERTIFICATE:
            raise FormatFault("not a certificate file of this format")
        body = found["manifest"].encode()
        signed = {part: _signature(found["signatures"][part]) for part in ("A", "B")}
        certificate_hash(found["certificate"])  # whether it can be written at all: half a character cannot
        return Opened(found["certificate"], body, read_manifest(body), signed)
    except (KeyError, TypeError, AttributeError, UnicodeError, binascii.Error, RecursionError) as fault:
        raise FormatFault("not a certificate file of this format") from fault


def _signature(one: Mapping[str, str]) -> tuple[str, str, bytes]:
    return str(one["algorithm"]), str(one["key"]), read_signature(one["signature"])


def read_signature(text: str) -> bytes:
    """A signature from base64. Raises ValueError."""
    return base64.b64decode("".join(text.split()).encode("ascii"), validate=True)


def faults(opened: Opened, key_a: PublicKey, key_b: PublicKey) -> list[str]:
    """Why a certificate is not believed under these two public keys;
    empty: it is. One English sentence each."""
    found = []
    if key_a.raw == key_b.raw:
        found.append("key A and key B are the same key")
    if certificate_hash(opened.certificate) not in opened.manifest.certificates:
        found.append(
            "the certificate is not one of the manifest: it was altered, or belongs to another batch"
        )
    if opened.certificate.get("platform") != opened.manifest.platform.get("code"):
        found.append("certificate and manifest name different platforms")
    for part, key in (("A", key_a), ("B", key_b)):
        found += _key_faults(opened, part, key)
    return found


def _key_faults(opened: Opened, part: str, key: PublicKey) -> Iterable[str]:
    name, key_id, signature = opened.signatures[part]
    named = opened.manifest.keys[part]
    if {(name, key_id), (named.get("algorithm"), named.get("id"))} != {(key.algorithm, key.fingerprint)}:
        yield f"the certificate names another key {part} than the one given"
    if not key.verifies(signature, opened.manifest_data):
        yield f"the signature of key {part} does not fit"


if __name__ == "__main__":
    import sys

    from cejc.lib.dual_key_cli import main

    sys.exit(main(sys.argv[1:]))

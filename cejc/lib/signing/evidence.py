"""What a validator needs beside the signature: certificates up to the root, and lists of what was revoked."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding


@dataclass(frozen=True)
class Evidence:
    """All in DER. With none, a signature is of level B-B or B-T; with all of its chains, B-LT."""

    certificates: tuple[bytes, ...] = ()
    lists: tuple[bytes, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lists)

    def __add__(self, other: "Evidence") -> "Evidence":
        return Evidence(
            tuple(dict.fromkeys(self.certificates + other.certificates)),
            tuple(dict.fromkeys(self.lists + other.lists)),
        )

    @property
    def next_update(self) -> datetime | None:
        """When the first of the lists is out of date."""
        ends = (x509.load_der_x509_crl(one).next_update_utc for one in self.lists)
        return min((end for end in ends if end), default=None)

    def as_json(self) -> dict[str, list[str]]:
        return {name: [_text(one) for one in getattr(self, name)] for name in ("certificates", "lists")}


def from_json(kept: dict[str, Any]) -> Evidence:
    parts = ([base64.b64decode(one) for one in kept.get(name, ())] for name in ("certificates", "lists"))
    return Evidence(*(tuple(part) for part in parts))


def of_certificates(found: Iterable[x509.Certificate], lists: Iterable[bytes] = ()) -> Evidence:
    return Evidence(tuple(one.public_bytes(Encoding.DER) for one in found), tuple(lists))


def list_addresses(certificate: x509.Certificate) -> list[str]:
    """Where the list that may name this certificate is to be had."""
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return []
    names = (name for point in points for name in point.full_name or ())
    return [name.value for name in names if isinstance(name, x509.UniformResourceIdentifier)]


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()

"""Lists of revoked certificates are fetched while they are still good, so that papers can carry them."""

import hashlib
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import requests
import structlog
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone

from cejc.lib.signing.algorithms import NotNow
from cejc.lib.signing.evidence import list_addresses
from cejc.lib.signing.stamp_request import certificates_of
from registry.enums import SigningState
from registry.keys.models import RevocationList, SigningKey
from registry.keys.queries.certificates import chain_of, issuer_key_of
from registry.keys.services import own_authority, signing, signing_key
from registry.machinery.services.job import periodic

log = structlog.get_logger("cejc.signing")
SECONDS, LONGEST = 20, 20 * 1024 * 1024
SCHEMES = ("http://", "https://")


class BadList(ValueError):
    """What came is no list of this authority, or out of date. English, for operators."""


def refresh() -> list[str]:
    """Fetch every list that goes with certificates in use, and learn who stamps; what failed, a line each."""
    own_authority.publish_list()
    failed = [*_learn_stamps(), *_fetch_all(SigningKey.objects.filter(state=SigningState.ACTIVE))]
    signing.forget()
    for line in failed:
        log.warning("not refreshed", fault=line)
    return failed


@periodic(seconds=6 * 3600)
def refresh_lists() -> None:
    refresh()


def _learn_stamps() -> Iterable[str]:
    """Ask the server for one time-stamp: whose certificate is it?"""
    server = signing.stamp_server()
    if server is None:
        return
    try:
        own, *others = certificates_of(server.token(hashlib.sha256(b"").digest()))
        signing_key.note_stamps(own, others)
    except (NotNow, ValueError) as fault:
        yield str(fault)
    finally:
        server.close()


def _fetch_all(keys: Iterable[SigningKey]) -> Iterable[str]:
    done: set[str] = set()
    for key in keys:
        chain = chain_of(key)
        for one, above in pairwise(chain):
            name = issuer_key_of(one)
            if name in done or _is_own(name):
                continue
            done.add(name)
            try:
                _keep(name, above, _fetched(list_addresses(one)))
            except (BadList, ValueError, requests.RequestException) as fault:
                yield f"{key.name}: {fault}"


def _is_own(name: str) -> bool:
    return own_authority.exists() and own_authority.issuer_key() == name


def _fetched(addresses: list[str]) -> bytes:
    for address in addresses:
        if address.startswith(SCHEMES):
            answer = requests.get(address, timeout=SECONDS, stream=True, allow_redirects=False)
            answer.raise_for_status()
            if answer.is_redirect:
                raise BadList("the address of the list leads elsewhere, where nobody asks")
            return bytes(answer.raw.read(LONGEST, decode_content=True))
    raise BadList("the certificate names no address of a list")


def _keep(name: str, issuer: x509.Certificate, data: bytes) -> None:
    """Only what the authority itself signed, and what is not out of date."""
    found: Any = x509.load_pem_x509_crl(data) if data.startswith(b"-----") else x509.load_der_x509_crl(data)
    until = found.next_update_utc
    if found.issuer != issuer.subject or not found.is_signature_valid(issuer.public_key()):
        raise BadList("the list is not signed by the authority of the certificate")
    if until is None or until <= timezone.now():
        raise BadList("the list is out of date")
    values = {"data": found.public_bytes(Encoding.DER), "next_update": until, "fetched_at": timezone.now()}
    RevocationList.objects.update_or_create(issuer_key=name, defaults=values)

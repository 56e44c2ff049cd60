"""The certificates of the portal: what each is, which lists go with them, and which roots are trusted."""

from collections.abc import Iterable
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.db.models import QuerySet
from django.utils import timezone

from cejc.lib.signing.evidence import Evidence, of_certificates
from registry.keys.models import RevocationList, SigningKey


def every_key() -> QuerySet[SigningKey]:
    """In use first, then the newest."""
    return SigningKey.objects.prefetch_related("uses").order_by("state", "-pk")


def chain_of(key: SigningKey) -> list[x509.Certificate]:
    """The certificate itself, then who signed it, up to the root."""
    return x509.load_pem_x509_certificates(key.certificates.encode("ascii"))


def issuer_key_of(certificate: x509.Certificate) -> str:
    """The key that signed a certificate, as it says so itself: hex, the same on the authority's lists."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    except x509.ExtensionNotFound:
        return ""
    return found.key_identifier.hex() if found.key_identifier else ""


def roots() -> list[bytes]:
    """What a signature must lead up to: the last of each chain, of certificates that are not in use any more
    as well."""
    rows = SigningKey.objects.values_list("certificates", flat=True)
    last = (x509.load_pem_x509_certificates(pem.encode("ascii"))[-1] for pem in rows)
    return list(dict.fromkeys(one.public_bytes(Encoding.DER) for one in last))


def evidence_for(keys: Iterable[SigningKey]) -> Evidence:
    """The chains of `keys` and the lists of their authorities; nothing where the list of one is missing or
    out of date."""
    chains = [chain_of(key) for key in keys]
    wanted = {issuer_key_of(one) for chain in chains for one in chain if one.issuer != one.subject}
    rows = RevocationList.objects.filter(issuer_key__in=wanted, next_update__gt=timezone.now())
    lists = {row.issuer_key: bytes(row.data) for row in rows}
    if set(lists) != wanted:
        return Evidence()
    every = [one for chain in chains for one in chain]
    return of_certificates(every, [lists[name] for name in sorted(lists)])


def list_of(key: SigningKey) -> RevocationList | None:
    return RevocationList.objects.filter(issuer_key=key.issuer_key).first()


def shown(key: SigningKey) -> dict[str, Any]:
    """A certificate as pages show it."""
    own, *_above = chain_of(key)
    return {
        "key": key,
        "papers": [use.get_kind_display() for use in key.uses.all()],
        "subject": _common_name(own.subject),
        "issuer": _common_name(own.issuer),
        "serial": f"{own.serial_number:x}",
        "ended": key.not_after <= timezone.now(),
        "pieces": [key.fingerprint[at : at + 8] for at in range(0, 64, 8)],
    }


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()

"""The portal's own small authority: the demo makes one at its first start, with a signer and time-stamps.

Whoever has certificates of a real authority has none. Its files are beside the other keys (`key_places`).
"""

from functools import lru_cache

from cryptography import x509
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cejc.lib.signing import authority, pens, stamp_server
from cejc.lib.signing.authority import Authority, Revoked
from cejc.site import gettext as _
from registry.enums import KeyPlace, SigningState
from registry.keys.models import RevocationList, SigningKey
from registry.keys.services import key_places

ROOT, SIGNER, STAMPS, CODES = "authority.p12", "signer.p12", "stamps.p12", "codes.p12"


def exists() -> bool:
    return (key_places.folder() / ROOT).is_file()


def make(kind: str = "ecdsa-p256") -> None:
    """The files: root, signer of papers, time-stamps; and a first list. A second time nothing."""
    if exists():
        return
    now = timezone.now()
    address = settings.CEJC_PUBLIC_URL + reverse("registry:revocation-list")
    own = authority.new_authority(_("{authority_whole}演示根证书"), now=now, kind=kind, list_url=address)
    key_places.seal(ROOT, own.key, [own.certificate])
    titles = (
        (SIGNER, _("{authority_whole}演示签章"), False),
        (STAMPS, _("{authority_whole}演示时间戳"), True),
    )
    for name, title, stamps in titles:
        key, pen = own.pen(title, kind, now=now, stamps=stamps)
        key_places.seal(name, key, [pen.certificate, *pen.chain])
    publish_list()


def make_codes() -> None:
    """The key that signs the records in QR codes, certified by the authority. A second time nothing."""
    if (key_places.folder() / CODES).is_file():
        return
    title = _("{authority_whole}演示二维码")
    key, pen = _authority().pen(title, "ed25519", now=timezone.now())
    key_places.seal(CODES, key, [pen.certificate, *pen.chain])


def publish_list() -> None:
    """The authority's list, with what was revoked until now; nothing where the portal has none of its own."""
    if not exists():
        return
    own, now = _authority(), timezone.now()
    name = _key_name(own.certificate)
    rows = SigningKey.objects.filter(state=SigningState.REVOKED, issuer_key=name).exclude(state_at=None)
    revoked = [Revoked(_serial(row), row.state_at) for row in rows if row.state_at]
    data = own.revocations(revoked, number=int(now.timestamp()), now=now)
    until = x509.load_der_x509_crl(data).next_update_utc
    values = {"data": data, "next_update": until, "fetched_at": now}
    RevocationList.objects.update_or_create(issuer_key=name, defaults=values)


def own_list() -> bytes:
    """What stands at the address that its certificates name; b"" where there is no authority."""
    row = RevocationList.objects.filter(issuer_key=issuer_key()).first() if exists() else None
    return bytes(row.data) if row else b""


def issuer_key() -> str:
    """The name of the authority's key, as its certificates and lists have it."""
    return _issuer_key(str(key_places.folder()))


@lru_cache(maxsize=1)
def _issuer_key(_folder: str) -> str:
    return _key_name(_authority().certificate)


def _key_name(certificate: x509.Certificate) -> str:
    found = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    return found.value.digest.hex()


@lru_cache(maxsize=1)
def stamp_address(_folder: str) -> str:
    """The portal's own time-stamp server, in a thread of this process."""
    return stamp_server.started(key_places.opened(KeyPlace.FILE, {"file": STAMPS}))[0]


def has_stamps() -> bool:
    return (key_places.folder() / STAMPS).is_file()


def _authority() -> Authority:
    key, certificates = pens.unsealed(key_places.read(ROOT), settings.CEJC_SIGNING_PASSPHRASE)
    return Authority(key, certificates[0])


def _serial(row: SigningKey) -> int:
    return x509.load_pem_x509_certificate(row.certificates.encode("ascii")).serial_number

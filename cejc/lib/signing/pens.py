"""What signs: a key in a file under a passphrase (PKCS#12, PEM), or one that stays in its device (PKCS#11).

A `Pen` signs bytes and knows its certificates. Nothing here is kept: who holds which key is the business of
`registry.keys`.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from django.utils.translation import gettext as _

from cejc.lib.signing.algorithms import Algorithm, NotNow, Unusable, algorithm_of
from cejc.lib.signing.mould import Mould

PEM = b"-----BEGIN"


@dataclass(frozen=True)
class Pen:
    """`chain` goes from who signed the certificate up to the root; `make_signer` gives pyHanko's signer."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    algorithm: Algorithm
    sign: Callable[[bytes], bytes]
    make_signer: Callable[[], Any]

    @cached_property
    def signer(self) -> Any:
        return self.make_signer()

    @cached_property
    def mould(self) -> Mould:
        return Mould(self.signer, self.algorithm.digest)

    @cached_property
    def stamp_mould(self) -> Mould:
        return Mould(self.signer, self.algorithm.digest, stamps=True)


def in_file(data: bytes, passphrase: str) -> Pen:
    """The key of a file. Raises Unusable: for a wrong passphrase, and for a file that has no key in it."""
    key, certificates = unsealed(data, passphrase)
    own = [one for one in certificates if one.public_key() == key.public_key()]
    if not own:
        raise Unusable(_("文件中没有与私钥对应的证书。"))
    return of_key(key, own[0], chain_above(own[0], certificates))


def of_key(key: Any, certificate: x509.Certificate, chain: Sequence[x509.Certificate]) -> Pen:
    kind = algorithm_of(certificate.public_key())
    return Pen(
        certificate=certificate,
        chain=tuple(chain),
        algorithm=kind,
        sign=lambda data: kind.sign(key, data),
        make_signer=lambda: _simple(key, certificate, chain),
    )


def in_device(library: str, token: str, label: str, pin: str, certificates: bytes) -> Pen:
    """The key called `label` on the PKCS#11 token called `token`; `certificates` is PEM, the key's own first.

    Raises Unusable when the device does not answer, or has no such token or key.
    """
    from pkcs11 import PKCS11Error
    from pyhanko.sign.pkcs11 import PKCS11Signer

    own, *others = x509.load_pem_x509_certificates(certificates)
    kind = algorithm_of(own.public_key())
    try:
        signer = PKCS11Signer(
            _session(library, token, pin),
            signing_cert=_asn1(own),
            ca_chain=[_asn1(one) for one in others],
            key_label=label,
            # Older devices have ECDSA without a hash of its own: it is taken here.
            use_raw_mechanism=kind.id == "ecdsa-p256",
        )
        asyncio.run(signer.ensure_objects_loaded())
    except (PKCS11Error, RuntimeError, LookupError) as fault:
        raise Unusable(_("密码设备没有打开：%s。") % (str(fault) or type(fault).__name__)) from fault

    def sign(data: bytes) -> bytes:
        try:
            return bytes(asyncio.run(signer.async_sign_raw(data, kind.digest)))
        except PKCS11Error as fault:
            _sessions.pop((library, token), None)
            raise NotNow(str(fault) or type(fault).__name__) from fault

    return Pen(own, tuple(chain_above(own, others)), kind, sign, lambda: signer)


# A process logs in to a token once, for all keys on it.
_sessions: dict[tuple[str, str], Any] = {}


def _session(library: str, token: str, pin: str) -> Any:
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import open_pkcs11_session

    if (library, token) not in _sessions:
        criteria = TokenCriteria(label=token)
        _sessions[library, token] = open_pkcs11_session(library, token_criteria=criteria, user_pin=pin)
    return _sessions[library, token]


def sealed(key: Any, certificates: Sequence[x509.Certificate], passphrase: str) -> bytes:
    """The PKCS#12 file of a key, its own certificate first."""
    own, *others = certificates
    secret = BestAvailableEncryption(passphrase.encode())
    return pkcs12.serialize_key_and_certificates(None, key, own, others or None, secret)


def unsealed(data: bytes, passphrase: str) -> tuple[Any, list[x509.Certificate]]:
    """The private key of a file and the certificates beside it. Raises Unusable."""
    try:
        if data.lstrip().startswith(PEM):
            return load_pem_private_key(data, passphrase.encode()), x509.load_pem_x509_certificates(data)
        key, own, others = pkcs12.load_key_and_certificates(data, passphrase.encode())
    except (ValueError, TypeError) as fault:
        raise Unusable(_("密钥文件没有打开：口令不对，或者不是PKCS#12文件、带口令的PEM文件。")) from fault
    if key is None or own is None:
        raise Unusable(_("密钥文件中没有私钥和证书。"))
    return key, [own, *others]


def chain_above(own: x509.Certificate, others: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    """From who signed `own` up to the root, as far as it is at hand."""
    found: list[x509.Certificate] = []
    below = own
    while below.issuer != below.subject:
        above = next((one for one in others if one.subject == below.issuer), None)
        if above is None or above in found:
            break
        found.append(above)
        below = above
    return found


def _simple(key: Any, certificate: x509.Certificate, chain: Sequence[x509.Certificate]) -> Any:
    from asn1crypto.keys import PrivateKeyInfo
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    store = SimpleCertificateStore()
    store.register_multiple([_asn1(one) for one in chain])
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        signing_cert=_asn1(certificate), signing_key=PrivateKeyInfo.load(plain), cert_registry=store
    )


def _asn1(certificate: x509.Certificate) -> Any:
    from asn1crypto import x509 as asn1

    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))

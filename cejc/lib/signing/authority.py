"""A small authority: a root, what it certifies, and the list of what it revoked. For the demo and the tests;
in production certificates come from an authority that others trust already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from cejc.lib.signing.algorithms import algorithm
from cejc.lib.signing.pens import Pen, of_key

ROOT_DAYS, SIGNER_DAYS, LIST_DAYS = 3650, 1095, 30
# A machine whose clock is a little behind takes a certificate of now as well.
EARLIER = timedelta(hours=1)


@dataclass(frozen=True)
class Revoked:
    serial: int
    at: datetime


@dataclass(frozen=True)
class Authority:
    """`list_url` is where its revocation list is to be had; it stands in what the authority certifies."""

    key: Any
    certificate: x509.Certificate
    list_url: str = ""

    def certify(
        self,
        name: str,
        public: Any,
        *,
        now: datetime,
        days: int = SIGNER_DAYS,
        stamps: bool = False,
    ) -> x509.Certificate:
        """The certificate of a signer of papers, or of time-stamps."""
        builder = _builder(name, self.certificate.subject, public, now, days)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(_usage(signs=True), critical=True)
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
        )
        if stamps:
            purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(purpose, critical=True)
        if self.list_url:
            place = x509.DistributionPoint([x509.UniformResourceIdentifier(self.list_url)], None, None, None)
            builder = builder.add_extension(x509.CRLDistributionPoints([place]), critical=False)
        return builder.sign(self.key, _hash(self.key))

    def revocations(self, revoked: Iterable[Revoked], *, number: int, now: datetime) -> bytes:
        """The list as DER, the `number`th: good for `LIST_DAYS`."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(now - EARLIER)
            .next_update(now + timedelta(days=LIST_DAYS))
            .add_extension(x509.CRLNumber(number), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
            )
        )
        for one in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(one.serial).revocation_date(one.at)
            builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(self.key, _hash(self.key)).public_bytes(Encoding.DER)

    def pen(self, name: str, kind: str, *, now: datetime, stamps: bool = False) -> tuple[Any, Pen]:
        """A new key, and the pen that writes with it: of papers, or of time-stamps."""
        key = algorithm(kind).generate()
        certificate = self.certify(name, key.public_key(), now=now, stamps=stamps)
        return key, of_key(key, certificate, [self.certificate])


def new_authority(name: str, *, now: datetime, kind: str = "ecdsa-p256", list_url: str = "") -> Authority:
    key = algorithm(kind).generate()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    builder = _builder(name, subject, key.public_key(), now, ROOT_DAYS)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(signs=False), critical=True)
    return Authority(key, builder.sign(key, _hash(key)), list_url)


def _builder(name: str, issuer: x509.Name, public: Any, now: datetime, days: int) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])]))
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    """What a certificate's key is for: signing papers, or certificates and lists."""
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs,
        crl_sign=not signs,
        encipher_only=False,
        decipher_only=False,
    )


def _hash(key: Any) -> Any:
    return None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()

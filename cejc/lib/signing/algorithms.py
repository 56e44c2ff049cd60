"""Which algorithms sign papers, by their names; SM2 is known, and refused until a provider is there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from django.utils.translation import gettext as _


class Unusable(ValueError):
    """A key or a certificate that cannot sign papers: a Chinese sentence that says why."""


class NotNow(ConnectionError):
    """What signing needs is not to be had at this moment. Like a database that is away, no fault of the
    paper: its job waits (`cejc.lib.faults`)."""


@dataclass(frozen=True)
class Algorithm:
    """`digest` is the hash of papers and attributes as CMS names it; `sign` takes a private key and bytes."""

    id: str
    label: str
    digest: str
    generate: Callable[[], Any]
    sign: Callable[[Any, bytes], bytes]


ALGORITHMS = {
    one.id: one
    for one in (
        Algorithm(
            "ecdsa-p256",
            "ECDSA P-256",
            "sha256",
            lambda: ec.generate_private_key(ec.SECP256R1()),
            lambda key, data: key.sign(data, ec.ECDSA(hashes.SHA256())),
        ),
        Algorithm(
            "rsa-3072",
            "RSA 3072",
            "sha256",
            lambda: rsa.generate_private_key(65537, 3072),
            lambda key, data: key.sign(data, padding.PKCS1v15(), hashes.SHA256()),
        ),
        # RFC 8419: pure Ed25519 over the attributes, in which the paper stands as SHA-512.
        Algorithm(
            "ed25519",
            "Ed25519",
            "sha512",
            ed25519.Ed25519PrivateKey.generate,
            lambda key, data: key.sign(data),
        ),
    )
}
# Known by name, so that whoever asks for it reads the right reason.
PLANNED = ("sm2",)


def algorithm(name: str) -> Algorithm:
    """The algorithm of a name. Raises Unusable."""
    if name in PLANNED:
        raise Unusable(_("国密SM2/SM3签名尚无可用的实现，暂不能使用；目前可用：%s。") % "、".join(ALGORITHMS))
    if name not in ALGORITHMS:
        raise Unusable(
            _("没有名为“%(name)s”的签名算法，可用：%(known)s。")
            % {"name": name[:40], "known": "、".join(ALGORITHMS)}
        )
    return ALGORITHMS[name]


def algorithm_of(public: Any) -> Algorithm:
    """The algorithm that a public key of a certificate is for. Raises Unusable."""
    if isinstance(public, ec.EllipticCurvePublicKey) and isinstance(public.curve, ec.SECP256R1):
        return ALGORITHMS["ecdsa-p256"]
    if isinstance(public, rsa.RSAPublicKey) and public.key_size >= 3072:
        return ALGORITHMS["rsa-3072"]
    if isinstance(public, ed25519.Ed25519PublicKey):
        return ALGORITHMS["ed25519"]
    raise Unusable(_("证书的公钥不是可用的种类，可用：%s。") % "、".join(ALGORITHMS))

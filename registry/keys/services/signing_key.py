"""Certificates that sign papers: taken into use, given their papers, replaced, retired, revoked."""

from collections.abc import Collection
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone

from cejc.errors import Refused
from cejc.lib.signing.algorithms import Unusable
from cejc.lib.signing.pens import Pen
from cejc.site import gettext as _
from cejc.whole import whole
from registry.enums import KeyPlace, PaperKind
from registry.keys.models import SigningKey, SigningUse
from registry.keys.moves.signing_key import KEEPERS, SIGNING_KEY
from registry.keys.queries.certificates import issuer_key_of
from registry.keys.services import key_places, own_authority
from registry.machinery.service import service
from registry.people.models import User
from registry.people.permissions import require


@service
def add(
    *, actor: User | None, name: str, place: str, held: dict[str, str], papers: Collection[str]
) -> SigningKey:
    """Take a certificate into use for `papers` (PaperKind). Its key is opened once, to see that it is there.

    `actor` None is the portal, which makes the demo's. Raises Refused: for a key that does not open, a
    certificate that is out of date or known already, a name that is taken.
    """
    _require_keeper(actor)
    row = _new(name, place, held, _opened(place, held), actor)
    return _kept(row, papers, actor)


@service
def rotate(
    *, actor: User | None, key: SigningKey, name: str, place: str, held: dict[str, str], reason: str
) -> SigningKey:
    """Another certificate signs from now on what `key` signed, which is retired. Raises Refused."""
    _require_keeper(actor)
    step = SIGNING_KEY.enter("retire", key, actor=actor, reason=reason)
    papers = [use.kind for use in step.row.uses.all()]
    row = _new(name, place, held, _opened(place, held), actor)
    row.replaces = step.row
    made = _kept(row, papers, actor)
    step.row.state_reason, step.row.state_at = step.reason, timezone.now()
    step.leave(by=made.name)
    return made


@service
def assign(*, actor: User, key: SigningKey, papers: Collection[str]) -> SigningKey:
    """Say which papers a certificate signs."""
    step = SIGNING_KEY.enter("assign", key, actor=actor)
    _require_papers(papers)
    _require_fit(step.row.algorithm, papers)
    step.row.uses.all().delete()
    _use(step.row, papers)
    step.keep({"name": step.row.name, "papers": sorted(papers)})
    step.row.edit += 1
    step.row.save(update_fields=["edit"])
    return step.row


@service
def retire(*, actor: User, key: SigningKey, reason: str) -> SigningKey:
    """It signs nothing more; what it signed stays good."""
    step = SIGNING_KEY.enter("retire", key, actor=actor, reason=reason)
    step.row.state_reason, step.row.state_at = step.reason, timezone.now()
    return step.leave()


@service
def revoke(*, actor: User, key: SigningKey, reason: str) -> SigningKey:
    """It is not to be believed from now on; a list of the portal's own authority says so at once."""
    step = SIGNING_KEY.enter("revoke", key, actor=actor, reason=reason)
    step.row.state_reason, step.row.state_at = step.reason, timezone.now()
    row = step.leave()
    own_authority.publish_list()
    return row


@service
def note_stamps(certificate: x509.Certificate, chain: Collection[x509.Certificate]) -> SigningKey:
    """The certificate of a time-stamp server elsewhere: noted when it is first seen. Twice is once."""
    digest = certificate.fingerprint(hashes.SHA256()).hex()
    found = SigningKey.objects.filter(fingerprint=digest).first()
    if found is not None:
        return found
    name = _("时间戳%(serial)s") % {"serial": digest[:8]}
    row = _row(name, KeyPlace.ELSEWHERE, {}, [certificate, *chain], "", None)
    return _kept(row, [PaperKind.STAMP], None)


def _opened(place: str, held: dict[str, str]) -> Pen:
    try:
        return key_places.opened(place, held)
    except Unusable as fault:
        raise Refused(str(fault)) from fault


def _new(name: str, place: str, held: dict[str, str], pen: Pen, actor: User | None) -> SigningKey:
    return _row(name, place, held, [pen.certificate, *pen.chain], pen.algorithm.id, actor)


def _row(
    name: str,
    place: str,
    held: dict[str, str],
    certificates: list[x509.Certificate],
    algorithm: str,
    actor: User | None,
) -> SigningKey:
    own, name = certificates[0], whole(name.strip(), 60)
    digest = own.fingerprint(hashes.SHA256()).hex()
    _require_new(name, digest)
    if own.not_valid_after_utc <= timezone.now():
        raise Refused(_("证书已经过期，不能使用。"))
    return SigningKey(
        name=name,
        algorithm=algorithm,
        place=place,
        held=held,
        certificates="".join(one.public_bytes(Encoding.PEM).decode("ascii") for one in certificates),
        fingerprint=digest,
        issuer_key=issuer_key_of(own),
        not_before=own.not_valid_before_utc,
        not_after=own.not_valid_after_utc,
        created_by=actor,
    )


def _kept(row: SigningKey, papers: Collection[str], actor: User | None) -> SigningKey:
    _require_papers(papers)
    _require_fit(row.algorithm, papers)
    row.save()
    _use(row, papers)
    after: dict[str, Any] = {
        "name": row.name,
        "fingerprint": row.fingerprint,
        "algorithm": row.algorithm,
        "papers": sorted(papers),
    }
    SIGNING_KEY.record("added", row, actor=actor, after=after)
    return row


def _use(row: SigningKey, papers: Collection[str]) -> None:
    SigningUse.objects.bulk_create(SigningUse(key=row, kind=kind) for kind in sorted(set(papers)))


def _require_keeper(actor: User | None) -> None:
    require(actor is None or KEEPERS.may(actor, None), _("签名证书由{office}或者系统管理员办理。"))


def _require_papers(papers: Collection[str]) -> None:
    if not papers or not set(papers) <= set(PaperKind.values):
        known = "、".join(PaperKind.values)
        raise Refused(_("请写明签署哪些文件，可用：%(known)s。") % {"known": known})


def _require_fit(algorithm: str, papers: Collection[str]) -> None:
    """Codes are signed by Ed25519 and by a key that signs nothing else: offline readers know no other."""
    if PaperKind.CODE not in papers:
        return
    if algorithm != "ed25519":
        raise Refused(_("认定单二维码只能由Ed25519密钥签名。"))
    if set(papers) != {PaperKind.CODE}:
        raise Refused(_("签名认定单二维码的密钥不能同时签署其他文件。"))


def _require_new(name: str, fingerprint: str) -> None:
    if not name:
        raise Refused(_("请填写证书的名称。"))
    if SigningKey.objects.filter(name=name).exists():
        raise Refused(_("已有名为“%(name)s”的证书，请另起名称。") % {"name": name})
    if SigningKey.objects.filter(fingerprint=fingerprint).exists():
        raise Refused(_("这张证书已经登记过。"))

"""B-LTA: papers whose time-stamp will soon be out of date get one more, in a file beside the first."""

import hashlib
from datetime import timedelta

import structlog
from django.db.models import QuerySet
from django.utils import timezone

from cejc.lib import storage
from cejc.lib.signing.algorithms import NotNow
from cejc.lib.signing.renewing import NotRenewable, renewed
from registry.enums import SigningState
from registry.keys.models import SignedPaper
from registry.keys.queries.certificates import evidence_for, roots
from registry.keys.services import signing
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.job import periodic
from registry.people.models import User

log = structlog.get_logger("cejc.signing")
BEFORE = timedelta(days=90)
A_DAY = 2_000


def due(within: timedelta = BEFORE) -> QuerySet[SignedPaper]:
    """What has to be renewed, the first to end before the others; not what a revoked certificate signed."""
    rows = SignedPaper.objects.filter(stamp_until__lt=timezone.now() + within, renewals=None)
    return rows.exclude(key__state=SigningState.REVOKED).select_related("key").order_by("stamp_until", "pk")


def renew(rows: QuerySet[SignedPaper], *, actor: User | None = None) -> tuple[int, list[str]]:
    """How many were renewed, and of the others a line each. Again after a crash, the rest."""
    server = signing.stamp_server()
    if server is None:
        raise NotNow("there is no time-stamp server")
    evidence, trusted, failed, done = evidence_for(signing.stamp_keys()), roots(), [], 0
    for row in rows:
        try:
            with storage.open_(row.stored_name) as source:
                data = renewed(source.read(), url=server.url, roots=trusted, evidence=evidence)
        except FileNotFoundError:
            # A paper that another has taken the place of, a notice of which somebody was struck.
            SignedPaper.objects.filter(pk=row.pk).update(stamp_until=None)
            continue
        except (NotRenewable, NotNow) as fault:
            failed.append(f"{row.sha256}: {fault}")
            continue
        _keep(row, data, actor)
        done += 1
    return done, failed


@periodic(seconds=86400)
def renew_due() -> None:
    if signing.stamp_server() is None:
        return
    _done, failed = renew(due()[:A_DAY])
    for line in failed:
        log.warning("not renewed", fault=line)


def _keep(row: SignedPaper, data: bytes, actor: User | None) -> None:
    name = storage.save(data, ".pdf")
    if not _name_file(row=row, name=name, sha256=hashlib.sha256(data).hexdigest(), actor=actor):
        storage.delete(name)  # another worker was first


@service
def _name_file(*, row: SignedPaper, name: str, sha256: str, actor: User | None) -> bool:
    SignedPaper.objects.select_for_update().get(pk=row.pk)
    if row.renewals.exists():
        return False
    values = {"kind": row.kind, "key": row.key, "level": "B-LTA", "stored_name": name}
    SignedPaper.objects.create(
        sha256=sha256, stamp_until=signing.stamp_until(), renews=row, signed_at=row.signed_at, **values
    )
    after = {"kind": row.kind, "sha256": row.sha256, "renewed": sha256}
    audit.record("signing_key.paper_renewed", row.key, actor=actor, after=after)
    return True

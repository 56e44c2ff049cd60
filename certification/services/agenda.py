"""The secret address of a login's calendar: made, renewed, ended."""

import hashlib
import secrets

from cejc import clock
from certification.models import CalendarAddress
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.models import User


@service
def renew(*, actor: User) -> str:
    """A new secret, to be shown once; an earlier address leads nowhere from now on."""
    secret = secrets.token_urlsafe(32)
    values = {"token_hash": _hash(secret), "made_at": clock.now()}
    CalendarAddress.objects.update_or_create(user=actor, defaults=values)
    audit.record("calendar.renewed", actor, actor=actor, context=actor.professional)
    return secret


@service
def end(*, actor: User) -> int:
    """Nobody reads it from outside any more; how many addresses ended."""
    count, _each = CalendarAddress.objects.filter(user=actor).delete()
    if count:
        audit.record("calendar.ended", actor, actor=actor, context=actor.professional)
    return count


def reader_of(secret: str) -> User | None:
    """Whose calendar it is; None for an address that was renewed or ended, and for a closed login."""
    row = CalendarAddress.objects.filter(token_hash=_hash(secret), user__is_active=True)
    found = row.select_related("user__professional").first()
    return found.user if found else None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

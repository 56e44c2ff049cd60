"""The devices on which a login is open: noted as they are used, shown to their owner, ended one by one or
all but one. Times are the machine's own."""

from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.address import client_address
from registry.people.models import Device, User
from registry.people.permissions import require

NOTE = "device"  # what the session knows of its own row: [public id, session key, seconds of the last note]
NOTED_FOR = 600  # seconds: how exactly the last use is known


def note(request: HttpRequest) -> None:
    """Keep that the login is open on this device; one write in ten minutes."""
    session, moment = request.session, int(timezone.now().timestamp())
    known, key, at = session.get(NOTE) or ["", "", 0]
    if key == session.session_key and moment - at < NOTED_FOR:
        return
    if not session.session_key:
        session.create()
    row = _noted(request, known)
    session[NOTE] = [str(row.public_id), session.session_key, moment]


def _noted(request: HttpRequest, known: str) -> Device:
    told = {
        "user": request.user,
        "session_key": request.session.session_key,
        "address": client_address(request),
        "agent": request.headers.get("User-Agent", "")[:300],
        "seen_at": timezone.now(),
    }
    row = Device.objects.filter(public_id=known, user=request.user.pk).first() if known else None
    if row is None:
        return Device.objects.update_or_create(session_key=told["session_key"], defaults=told)[0]
    Device.objects.filter(pk=row.pk).update(**told)
    return row


def own_key(request: HttpRequest) -> UUID | None:
    """Which of the devices this request came from."""
    found = request.session.get(NOTE)
    return UUID(found[0]) if found else None


def open_on(user: User) -> QuerySet[Device]:
    """Those of the login's devices whose session goes on."""
    live = Session.objects.filter(expire_date__gt=timezone.now())
    return Device.objects.filter(user=user, session_key__in=live.values("session_key"))


@service
def end(*, actor: User, device: Device) -> None:
    """End one's own login on a device: its next request comes to the login page."""
    require(device.user_id == actor.pk, _("只能退出您本人登录的设备。"))
    _close([device])
    audit.record("account.device_ended", actor, actor=actor, context=actor.professional)


@service
def end_others(*, actor: User, keep: UUID | None) -> int:
    """End one's own login on all devices but `keep`; how many these were."""
    rows = [row for row in open_on(actor) if row.public_id != keep]
    require(bool(rows), _("没有其他设备登录着您的账号。"))
    _close(rows)
    after = {"count": len(rows)}
    audit.record("account.devices_ended", actor, actor=actor, context=actor.professional, after=after)
    return len(rows)


def close_all(user: User, keep: UUID | None = None) -> None:
    """End a login everywhere (but at `keep`): after a new password, within the service that set it."""
    _close([row for row in Device.objects.filter(user=user) if row.public_id != keep])


def _close(rows: list[Device]) -> None:
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore()
    for row in rows:
        store.delete(row.session_key)
    Device.objects.filter(pk__in=[row.pk for row in rows]).delete()


def on_login(sender: object, request: HttpRequest, user: User, **_more: Any) -> None:
    """A login that begins: its device, and away with those whose session has run out."""
    request.user = user
    Device.objects.filter(
        user=user, seen_at__lt=timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    ).exclude(pk__in=open_on(user)).delete()
    note(request)


def on_logout(sender: object, request: HttpRequest, user: User | None, **_more: Any) -> None:
    if known := own_key(request):
        Device.objects.filter(public_id=known).delete()

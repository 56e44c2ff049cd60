"""Telling platforms that a reported result stands differently: written
with the change, sent by the worker, signed.

A message is tried until the platform answers 2xx, at growing distances (`WAITS`), then
given up; what it would have said is in `GET /api/v1/completions` all the same. It names
results by the platform's own ids, never people.
"""

import hashlib
import hmac
import json
import secrets
import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cejc import clock
from cejc.errors import Refused
from cejc.lib import outbound
from registry.enums import ApiEnvironment, WebhookState
from registry.machinery.models import Job
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.forgetting_run import forgets
from registry.machinery.services.job import enqueue, handles
from registry.people.models import User
from registry.platforms.models import ApiClient, Webhook, WebhookDelivery
from registry.platforms.moves.api_client import WEBHOOK
from registry.results.models import Completion

# Seconds before the second, third … attempt; after the last one it is given up (about two and a half days).
WAITS = (30, 120, 600, 1800, 7200, 21600, 43200, 86400, 86400)
CHANGED, PING = "completion.changed", "ping"


@service
def register(*, actor: User, client: ApiClient, url: str) -> str:
    """Send to `url` from now on; the new secret, shown once. A ping follows. By the base or the province."""
    step = WEBHOOK.enter("register", client, actor=actor)
    try:
        outbound.safe_address(url)
    except outbound.Unsafe as fault:
        raise Refused(str(fault)) from fault
    secret = secrets.token_urlsafe(32)
    values = {"url": url, "secret": secret, "set_by": actor, "set_at": clock.now()}
    Webhook.objects.update_or_create(client=step.row, defaults=values)
    step.keep({"url": url})
    _put(step.row, PING, {})
    return secret


@service
def remove(*, actor: User, client: ApiClient) -> None:
    """Send nothing more. Twice is once."""
    step = WEBHOOK.enter("remove", client, actor=actor)
    gone, _kinds = Webhook.objects.filter(client=step.row).delete()
    if gone:
        step.keep({})


def note(rows: Sequence[Completion]) -> None:
    """Tell the platforms of these results' bases, in the transaction of
    the change. Called inside a service."""
    by_base: dict[int, list[Completion]] = defaultdict(list)
    for row in rows:
        if row.base_id is not None:
            by_base[row.base_id].append(row)
    if not by_base:
        return
    clients = ApiClient.objects.filter(
        base__in=by_base, environment=ApiEnvironment.REAL, revoked_at=None, webhook__isnull=False
    )
    for client in clients.order_by("pk"):
        _put(client, CHANGED, {"results": [_said(row) for row in by_base[client.base_id]]})


def _said(row: Completion) -> dict[str, Any]:
    return {
        "id": str(row.public_id),
        "external_id": row.external_id,
        "version": row.version,
        "session_code": row.session.code if row.session is not None else "",
        "state": row.state,
        "code": row.code,
        "sentence": str(row.sentence),
    }


def heard(entries: Sequence[audit.About]) -> None:
    """What a base takes back on a page; everything else passes the weighing. Heard from the audit log."""
    note(
        [
            row
            for action, row, _context in entries
            if action == "completion.withdrawn" and isinstance(row, Completion)
        ]
    )


def _put(client: ApiClient, kind: str, content: dict[str, Any]) -> None:
    key = uuid.uuid4()
    head = {"id": str(key), "type": kind, "created_at": clock.now().isoformat(timespec="seconds")}
    body = json.dumps(head | content, ensure_ascii=False)
    WebhookDelivery.objects.create(public_id=key, client=client, kind=kind, body=body)
    enqueue("webhook.send", f"{key}:0", {"delivery": str(key)})


@handles("webhook.send")
def send(job: Job) -> None:
    """One attempt; a job that runs again after its worker died sends
    the same message again, with the same id."""
    rows = WebhookDelivery.objects.select_related("client__webhook")
    row = rows.filter(public_id=job.payload["delivery"], state=WebhookState.WAITING).first()
    if row is None:
        return
    hook = getattr(row.client, "webhook", None)
    if hook is None or row.client.revoked_at is not None:
        WebhookDelivery.objects.filter(pk=row.pk).update(state=WebhookState.DROPPED)
        return
    _settled(row, _attempt(row, hook))


def _attempt(row: WebhookDelivery, hook: Webhook) -> str:
    """What went wrong; "" when the platform took it."""
    body = row.body.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "cejc-webhook/1",
        "CEJC-Event": str(row.public_id),
        "CEJC-Signature": signature(str(hook.secret), body, int(timezone.now().timestamp())),
    }
    try:
        status = outbound.post(hook.url, body, headers)
    except (outbound.Unsafe, OSError, HTTPException) as fault:
        return f"{type(fault).__name__}: {fault}"[:200]
    return "" if 200 <= status < 300 else f"HTTP {status}"


def signature(secret: str, body: bytes, moment: int) -> str:
    """`t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>">`: the receiver refuses what is old or altered."""
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def _settled(row: WebhookDelivery, fault: str) -> None:
    """Sent, or to be tried again later, or given up."""
    attempts = row.attempts + 1
    values: dict[str, Any] = {"attempts": attempts, "fault": fault}
    if not fault:
        values |= {"state": WebhookState.SENT, "sent_at": clock.now()}
    elif attempts > len(WAITS):
        values |= {"state": WebhookState.FAILED}
    with transaction.atomic():
        WebhookDelivery.objects.filter(pk=row.pk).update(**values)
        if fault and attempts <= len(WAITS):
            again = enqueue("webhook.send", f"{row.public_id}:{attempts}", {"delivery": str(row.public_id)})
            moment = timezone.now() + timedelta(seconds=WAITS[attempts - 1])
            Job.objects.filter(pk=again.pk).update(run_after=moment)


def _ended(before: datetime) -> QuerySet[WebhookDelivery]:
    """Sent or given up."""
    return WebhookDelivery.objects.filter(created_at__lt=before).exclude(state=WebhookState.WAITING)


@forgets("deliveries", _ended)
def _forget_deliveries(piece: Sequence[WebhookDelivery]) -> int:
    return WebhookDelivery.objects.filter(pk__in=[one.pk for one in piece]).delete()[0]

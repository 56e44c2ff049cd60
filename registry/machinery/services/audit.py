"""The audit log: entries collected while a service works, written before it commits."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.db import models, transaction

from cejc import clock
from cejc.lib.crypto import canonical_sha256
from cejc.lib.db import copying, together
from cejc.lib.db.together import Statement
from cejc.lib.hook import Hook
from registry.machinery.actor import PORTAL_LABEL
from registry.machinery.models.audit import AuditEntry

_behalf: ContextVar[str] = ContextVar("cejc_audit_behalf", default="")
# The seat acted from: what the login has chosen in the role switch. Without a request nobody has chosen.
_seat: ContextVar[Any] = ContextVar("cejc_audit_seat", default=None)
# What each entry says, in the order of `SAID`.
_pending: ContextVar[list[tuple[Any, ...]] | None] = ContextVar("cejc_audit_pending", default=None)
# What the pending entries are about: action, subject and context, for whoever listens.
About = tuple[str, models.Model, models.Model | None]
_about: ContextVar[list[About] | None] = ContextVar("cejc_audit_about", default=None)
_beside: ContextVar[list[Statement] | None] = ContextVar("cejc_audit_beside", default=None)
_listeners: Hook[Callable[[Sequence[About]], None]] = Hook()
_request_id: ContextVar[str] = ContextVar("cejc_request_id", default="")
# What an entry says: all of it but its number and its hash.
SAID = (
    "at",
    "actor",
    "actor_label",
    "seat",
    "seat_label",
    "action",
    "subject_type",
    "subject",
    "subject_label",
    "context_type",
    "context",
    "before",
    "after",
    "reason",
    "request_id",
)


def bind_request(request_id: str) -> None:
    """Name the request (or job) whose entries follow."""
    _request_id.set(request_id[:40])


@contextmanager
def acting_from(seat: Any) -> Iterator[None]:
    """Entries of a login in this block note that it acted from `seat` (None: as a professional)."""
    token = _seat.set(seat)
    try:
        yield
    finally:
        _seat.reset(token)


def seat() -> Any:
    """The seat that is acted from in this block; None: as a professional."""
    return _seat.get()


def listen(listener: Callable[[Sequence[About]], None]) -> None:
    """Call `listener` with what the entries of a service are about, in its transaction. Twice is once.

    From AppConfig.ready, so that another room learns what changed and registry need not know it.
    """
    _listeners.add(listener)


@contextmanager
def collecting() -> Iterator[None]:
    """Collect entries; write them at the end of the block, inside the caller's transaction."""
    tokens = _pending.set([]), _about.set([]), _beside.set([])
    try:
        yield
        if about := _about.get():
            for listener in _listeners:
                listener(about)
        _write(_pending.get() or [])
    finally:
        _pending.reset(tokens[0])
        _about.reset(tokens[1])
        _beside.reset(tokens[2])


@contextmanager
def savepoint() -> Iterator[None]:
    """A part of a service that may be undone by itself: what it noted for the log is undone with its rows.

    Whoever catches what a part of a service raises puts that part into such a block. Outside a
    service it is a transaction like any other.
    """
    kept = _pending.get(), _about.get(), _beside.get()
    lists: list[list[Any]] = [found for found in kept if found is not None]
    before = [len(found) for found in lists]
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for found, length in zip(lists, before, strict=True):
            del found[length:]
        raise


def record(
    action: str,
    subject: models.Model,
    *,
    actor: Any = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    context: models.Model | None = None,
) -> None:
    """Note that `actor` (None: the portal itself) did `action` to `subject`, which belongs to `context`.

    Must be called inside a `@service`; the values of `before` and `after` must be fit for JSON and masked.
    """
    pending, about = _pending.get(), _about.get()
    if pending is None or about is None:
        raise RuntimeError("audit.record() outside a @service: the entry would not share its transaction")
    seat = _seat.get() if actor else None
    pending.append(
        (
            clock.now(),
            str(actor.public_id) if actor else "",
            _actor_label(actor),
            str(seat.public_id) if seat else "",
            str(seat)[:200] if seat else "",
            action,
            subject._meta.model_name or "",
            _key(subject),
            str(subject)[:300],
            (context._meta.model_name or "") if context else "",
            _key(context) if context else "",
            before or {},
            after or {},
            reason,
            _request_id.get(),
        )
    )
    about.append((action, subject, context))


@cache
def _mold() -> copying.Mold:
    return copying.Mold(AuditEntry, *SAID, "hash")


def beside(statement: Statement) -> None:
    """Send a statement of a listener, whose answer nobody asks, together with the entries of its service."""
    found = _beside.get()
    if found is None:
        together.send([statement])
    else:
        found.append(statement)


def _key(row: models.Model) -> str:
    return str(getattr(row, "public_id", row.pk))


@contextmanager
def on_behalf(label: str) -> Iterator[None]:
    """What is done without a person in this block is noted under `label`: a platform that called the API."""
    token = _behalf.set(label[:200])
    try:
        yield
    finally:
        _behalf.reset(token)


def _actor_label(actor: Any) -> str:
    if actor is None:
        return _behalf.get() or PORTAL_LABEL
    seats, label = getattr(actor, "_audit_label", (None, ""))
    if seats is not actor.seats:  # put together once for the seats that this request has read
        names = "、".join(str(seat) for seat in actor.seats)
        label = f"{actor}（{names}）"[:200] if names else str(actor)[:200]
        actor._audit_label = actor.seats, label
    return str(label)


def _write(entries: Sequence[tuple[Any, ...]]) -> None:
    """Each with the hash of what it says, and with no lock on anything: the worker links them
    (`audit_linking`)."""
    hashed = [(*said, digest(dict(zip(SAID, said, strict=True)))) for said in entries]
    _mold().add(hashed, before=_beside.get() or [])


def digest(said: dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON of what an entry says, the moment in seconds of UTC."""
    return canonical_sha256(said | {"at": said["at"].timestamp()})

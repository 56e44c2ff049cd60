"""What the audit log costs: services that are noted against the same services that are not, from sixteen
clients at once, on a machine that has time and on one that has none; linking; walking the log whole."""

import json
import multiprocessing
import os
from collections.abc import Iterator
from statistics import median
from time import monotonic, monotonic_ns, perf_counter, sleep

from django.db import connections
from django.db.models import Model

from bench.figure import Figure, seconds
from cejc.lib.db import copying
from registry.machinery.service import service
from registry.machinery.services import audit, audit_linking, audit_whole
from registry.machinery.services.worker import LINKING_SECONDS
from registry.models import AuditEntry, User
from registry.people.services import professional
from tests import factories

CLIENTS, SECONDS, ROUNDS, BURNERS = 16, 3.0, 5, 4
WALKED = 100_000
IMPORTED = 5_000


def figures() -> Iterator[Figure]:
    unit = factories.make_employer(parent=factories.make_department())
    keys = [factories.employee_of(unit).pk for _one in range(CLIENTS)]
    yield from _ratios("log-16-clients", keys)
    burners = [_process(_burn) for _one in range(BURNERS)]
    try:
        yield from _ratios("log-16-starved", keys)
    finally:
        for one in burners:
            one.terminate()
    yield from _beside_an_import(keys[0])
    yield from _walked()


def _ratios(name: str, keys: list[int]) -> Iterator[Figure]:
    """Transactions a second, the two in turn; the worker links beside both. Each is held against the one
    beside it, so that what else the machine does meanwhile comes to both."""
    plain, noted = [], []
    for turn in range(ROUNDS):
        for is_noted in (False, True) if turn % 2 else (True, False):
            (noted if is_noted else plain).append(_together(keys, is_noted))
    yield Figure(f"{name}-plain", median(plain), "/s")
    yield Figure(f"{name}-noted", median(noted), "/s")
    pairs = [one / other for one, other in zip(noted, plain, strict=True)]
    yield Figure(name, median(pairs), "of unaudited", "≥ 0.8")


def _together(keys: list[int], noted: bool) -> float:
    linker = _process(_link)
    context = multiprocessing.get_context("fork")
    counts = context.Array("i", len(keys))
    connections.close_all()
    clients = [
        context.Process(target=_client, args=(counts, place, key, noted)) for place, key in enumerate(keys)
    ]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    linker.terminate()
    linker.join()
    return sum(counts) / SECONDS


def _process(target: object) -> multiprocessing.Process:
    connections.close_all()
    made = multiprocessing.get_context("fork").Process(target=target, daemon=True)  # type: ignore[attr-defined]
    made.start()
    return made


def _client(counts: list[int], place: int, key: int, noted: bool) -> None:
    actor, until = User.objects.select_related("professional").get(pk=key), monotonic() + SECONDS
    if not noted:
        _forget()
    while monotonic() < until:
        _act(actor)
        counts[place] += 1
    os._exit(0)


def _act(actor: User) -> None:
    """A person puts the telephone number right: a short service as there are many."""
    phone = f"138{monotonic_ns() // 1000 % 10**8:08d}"
    professional.update(actor=actor, professional=actor.professional, phone=phone)


def _forget() -> None:
    """In this process nothing is noted; whoever listens to what was done hears of it all the same."""

    def heard(action: str, subject: Model, *, context: Model | None = None, **_rest: object) -> None:
        if (about := audit._about.get()) is not None:
            about.append((action, subject, context))

    audit.record = heard


def _link() -> None:
    """As a worker does."""
    while True:
        sleep(LINKING_SECONDS)
        audit_linking.link_in_turn()


def _burn() -> None:
    while True:
        json.dumps(list(range(1000)))


def _beside_an_import(key: int) -> Iterator[Figure]:
    """The longest that one writer waits while another writes thousands of entries."""
    actor = User.objects.select_related("professional").get(pk=key)
    _act(actor)
    importing = _process(_import)
    waits = []
    while importing.is_alive():
        waits.append(seconds(lambda: _act(actor)) * 1000)
    usual = median(seconds(lambda: _act(actor)) for _one in range(50)) * 1000
    yield Figure("log-beside-an-import", max(waits) - usual, "ms more", "≤ 100")


def _import() -> None:
    for _piece in range(4):
        _many(count=IMPORTED // 4)
    os._exit(0)


@service
def _many(*, count: int) -> None:
    row = User.objects.order_by("pk").last()
    for number in range(count):
        audit.record("user.listed", row, after={"row": number})  # type: ignore[arg-type]


def _walked() -> Iterator[Figure]:
    """Linking and walking a log; seconds a million entries."""
    one = AuditEntry.objects.order_by("number").last()
    said = {name: getattr(one, name) for name in audit.SAID}
    audit_linking.link_all()
    for start in range(0, WALKED, 5000):
        rows = [AuditEntry(**said | {"reason": f"{start + number}"}) for number in range(5000)]
        for row in rows:
            row.hash = audit.digest({name: getattr(row, name) for name in audit.SAID})
        copying.insert(rows)
    yield Figure("log-linked", seconds(audit_linking.link_all) * 1_000_000 / WALKED, "s a million")
    walk, started = audit_whole.Walk(), perf_counter()
    if found := list(audit_whole.faults(walk)):
        raise RuntimeError(f"the log is broken: {found[:3]}")
    took = perf_counter() - started
    yield Figure("log-walked", took * 1_000_000 / walk.size, "s a million", "≤ 60")

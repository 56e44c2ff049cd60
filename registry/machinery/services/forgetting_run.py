"""Forgetting what has stood its period: one job for every kind of `retention.toml`, with a report of numbers.

Each room registers what it forgets (`forgets`): which rows are due, and how they go. The job takes a piece
at a time, each in a transaction with its count: killed, it goes on where it was, and nothing is counted
twice. What belongs to a person who is held stays. A kind that an officer has to begin is only counted until
then.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import F, QuerySet
from django.utils import timezone

from cejc import clock
from cejc.errors import Refused
from cejc.lib.pieces import PIECE
from cejc.site import gettext as _
from registry.enums import Role
from registry.machinery import retention
from registry.machinery.actor import Actor
from registry.machinery.models.retention import Forgotten, KeptKind
from registry.machinery.queries.held import held_people
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.job import discover, periodic

EVERY = 3600  # seconds
Due = Callable[[datetime], QuerySet[Any]]
Forget = Callable[[Sequence[Any]], int]


@dataclass(frozen=True)
class Forgetter:
    """What goes of a kind: `due(before)` are the rows whose period ended before that moment, `forget` lets a
    piece of them go inside a service and says how many went. `person` is the path to whose they are, "" where
    they are nobody's or copies of what stays. `by_machine`: their times are the machine's, not the domain's.
    """

    kind: str
    due: Due
    forget: Forget
    person: str = ""
    by_machine: bool = False

    def rows(self) -> QuerySet[Any]:
        """What is due now, held or not."""
        return self.due(cut_off(self.kind, by_machine=self.by_machine))

    def free(self) -> QuerySet[Any]:
        return self.rows().exclude(**{f"{self.person}__in": held_people()}) if self.person else self.rows()

    def held(self) -> int:
        """How many are due and stay because their person is held."""
        return self.rows().filter(**{f"{self.person}__in": held_people()}).count() if self.person else 0


FORGETTERS: dict[str, list[Forgetter]] = {}


def forgets(kind: str, due: Due, *, person: str = "", by_machine: bool = False) -> Callable[[Forget], Forget]:
    """Register the function that lets a piece of what is `due` go. A kind may have several."""
    retention.kind(kind)  # unknown: not at work, but at the start

    def decorate(function: Forget) -> Forget:
        FORGETTERS.setdefault(kind, []).append(Forgetter(kind, due, function, person, by_machine))
        return function

    return decorate


def forgetters_of(kind: str) -> list[Forgetter]:
    """What lets a kind go, of every room: also in a process that has done no job yet."""
    discover()
    return FORGETTERS.get(kind, [])


def cut_off(kind: str, *, by_machine: bool = False) -> datetime:
    """What is older has stood its period."""
    return (timezone.now() if by_machine else clock.now()) - retention.period(kind)


@periodic(seconds=EVERY)
def keep_and_forget() -> None:
    """Every kind in turn; before, the reports of days that are over go into the audit log."""
    report_days()
    for name in retention.kinds():
        forget(name)


def forget(name: str) -> int:
    """Let go what has stood its period; how many. What is not begun is counted only."""
    gone = 0
    if may_go(name):
        gone = sum(_through(one) for one in forgetters_of(name))
    count(name)
    return gone


def may_go(name: str) -> bool:
    """Whether a kind needs no beginning, or was begun for a period that was not longer than now's."""
    kind = retention.kind(name)
    if not kind.confirm:
        return True
    row = KeptKind.objects.filter(kind=name).exclude(begun_at=None).first()
    return row is not None and retention.period(name) >= timedelta(seconds=row.begun_seconds)


def _through(one: Forgetter) -> int:
    gone, last = 0, 0
    while keys := list(one.free().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:PIECE]):
        last = keys[-1]
        gone += _piece(one, keys)
    return gone


@service
def _piece(one: Forgetter, keys: list[int]) -> int:
    """Looked at again under lock: whoever is held meanwhile stays, what another worker has is left to it."""
    if one.person:
        _lock_people(one, keys)
    rows = one.free().filter(pk__in=keys).select_for_update(of=("self",), skip_locked=True)
    gone = one.forget(list(rows))
    if gone:
        _add(one, gone)
    return gone


def _lock_people(one: Forgetter, keys: list[int]) -> None:
    found = one.due(cut_off(one.kind, by_machine=one.by_machine)).filter(pk__in=keys)
    people = apps.get_model("registry", "Professional")._base_manager.select_for_update(no_key=True)
    list(
        people.filter(pk__in=found.order_by().values(one.person)).order_by("pk").values_list("pk", flat=True)
    )


def _add(one: Forgetter, gone: int) -> None:
    before = cut_off(one.kind, by_machine=one.by_machine)
    row, _made = Forgotten.objects.get_or_create(
        day=clock.today(), kind=one.kind, defaults={"before": before}
    )
    Forgotten.objects.filter(pk=row.pk).update(gone=F("gone") + gone, before=before)


def due_of(name: str) -> tuple[int, int]:
    """How many rows would go now, and how many stay because they are held: the dry run."""
    found = forgetters_of(name)
    return sum(one.free().count() for one in found), sum(one.held() for one in found)


@service
def count(name: str) -> None:
    """Keep how many are due, for the page; what is held stands in the report of the day."""
    due, held = due_of(name)
    values = {"due": due, "held": held, "counted_at": clock.now()}
    KeptKind.objects.update_or_create(kind=name, defaults=values)
    if held:
        known = {"day": clock.today(), "kind": name}
        row, _made = Forgotten.objects.get_or_create(**known, defaults={"before": cut_off(name)})
        Forgotten.objects.filter(pk=row.pk, held__lt=held).update(held=held)


@service
def begin(*, actor: Actor, name: str) -> KeptKind:
    """An officer has seen how much is due: from now on the job lets it go. Twice is once. Raises Refused."""
    kind = retention.kinds().get(name)
    if kind is None or not kind.confirm or not actor.has_role(Role.PROVINCE):  # type: ignore[attr-defined]
        raise Refused(_("由{office_short}确认开始执行。"))
    KeptKind.objects.get_or_create(kind=name)
    row = KeptKind.objects.select_for_update().get(kind=name)
    if may_go(name):
        return row
    row.due, row.held = due_of(name)
    row.counted_at = row.begun_at = clock.now()
    row.begun_by = actor  # type: ignore[assignment]
    row.begun_seconds = int(retention.period(name).total_seconds())
    row.save()
    after = {"period": kind.shown, "due": row.due, "held": row.held}
    audit.record("retention.begun", row, actor=actor, after=after)
    return row


@service
def report_days() -> None:
    """The numbers of days that are over, into the audit log, once each."""
    rows = Forgotten.objects.select_for_update().filter(told=False, day__lt=clock.today())
    for row in rows.order_by("day", "kind"):
        after = {"day": f"{row.day:%Y-%m-%d}", "gone": row.gone, "held": row.held}
        audit.record("retention.forgotten", row, after=after)
        row.told = True
        row.save(update_fields=["told"])

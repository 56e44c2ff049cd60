"""The one way to act on many: a list before, each row done or left out with its reason, the same list after.

An `Act` says what it is called, which rows it takes, what keeps a row out and how rows are
done. `prepare` keeps the list before as a job that has not begun; `begin` lets it: short lists are
done at once, long ones by the worker, and the page of the job shows what became of each.
"""

import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cejc.errors import Refused
from cejc.outcome import Outcome
from registry.enums import JobState, Role
from registry.machinery.models.job import Job
from registry.machinery.services import job as jobs
from registry.people.models import User
from registry.people.services.telling.message import tell

Pairs = Sequence[tuple[Any, "Shown"]]  # a row as it is now, and as it was ticked
LONGEST = 60_000  # rows of one act; more are refused in words, never cut
LOOKED = 2_000  # rows that are looked through before the answer; a list of more is the worker's (`many_look`)
LOOK = "many.look"
PATIENT = 2.0  # seconds for which what was left out is kept in hand


def nothing_short(_rows: Sequence[Any], _used: Counter[Any]) -> dict[int, str]:
    """There is enough for every row."""
    return {}


def nothing_later(_rows: Sequence[Any]) -> str:
    """Nothing is outstanding when the rows are done."""
    return ""


@dataclass(frozen=True)
class Shown:
    """One row as it was ticked: its id, the edit number of the page, and what `Act.note` keeps beside it."""

    public_id: str
    edit: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Act:
    """One act on many. Words are Chinese: `verb` (签发认定单), `did` (已签发), `unit` (份).

    `rows` finds the rows of ids, related ones at hand, in their order. `seen` finds those that `actor` may
    see. `why_not` gives the reasons by key, in a constant number of queries; `short` those of rows that come
    after the last of what there is too little of, with what earlier rows of the list use up. `run` does
    pairs (row, shown) and is safe to run again. `later` says what is still to come for rows
    that are done, "" when nothing is.
    """

    kind: str
    verb: Any
    did: Any
    unit: Any
    roles: tuple[str, ...]
    rows: Callable[[Iterable[str]], Iterable[Any]]
    seen: Callable[[User, Iterable[str]], Iterable[Any]]
    why_not: Callable[[User, Sequence[tuple[Any, Shown]]], dict[int, str]]
    run: Callable[[User, Sequence[tuple[Any, Shown]], dict[str, Any]], Outcome[Any]]
    name: Callable[[Any], str]
    url: Callable[[Any], str]
    back: str
    short: Callable[[Sequence[Any], Counter[Any]], dict[int, str]] = nothing_short
    later: Callable[[Sequence[Any]], str] = nothing_later
    note: Callable[[Any], str] = field(default=lambda _row: "")
    piece: int = 10
    at_once: int = 0  # so many are done before the answer; more are the worker's
    undo: str = ""  # the kind of the act that takes it back


ACTS: dict[str, Act] = {}


def register(act: Act) -> Act:
    """Make `act` known, with the handler that does its jobs."""
    ACTS[act.kind] = act
    jobs.HANDLERS[act.kind] = _run
    return act


def prepare(*, actor: User, act: Act, shown: Sequence[Shown], back: str = "") -> Job | None:
    """Keep the list before: who is in, each as it was shown, and who is left out and why. `begin` does it;
    what nobody begins is forgotten after a day. None where nothing of `shown` is the actor's to see.

    A long list is looked through by the worker first. Raises Refused when it is more than one job may hold.
    """
    asked = list({one.public_id: one for one in shown}.values())
    if len(asked) > LONGEST:
        raise Refused(
            _("一次最多办理%(most)s%(unit)s，所选为%(count)s%(unit)s，请分批办理。")
            % {"most": LONGEST, "unit": act.unit, "count": len(asked)}
        )
    found, key = Listed(), uuid.uuid4().hex
    if len(asked) > LOOKED:
        job = _prepared(actor, act, key, (), (), back, asked=[[one.public_id, one.edit] for one in asked])
        jobs.enqueue(LOOK, key, {"list": str(job.public_id)}, owner=actor, total=len(asked))
        return job
    look(actor, act, asked, found)
    if not found.seen:
        return None
    return _prepared(actor, act, key, found.taken, found.named + gone(act, len(asked) - found.seen), back)


@dataclass
class Listed:
    """A list before an act, as far as it was looked through: who is in, who is left out, what they use up."""

    taken: list[Shown] = field(default_factory=list)
    named: list[dict[str, str]] = field(default_factory=list)
    used: Counter[Any] = field(default_factory=Counter)
    seen: int = 0


def look(actor: User, act: Act, shown: Sequence[Shown], found: Listed) -> None:
    """Look a piece of a list through."""
    by_id = {one.public_id: one for one in shown}
    pairs = [(row, by_id[str(row.public_id)]) for row in act.seen(actor, by_id)]
    why = act.why_not(actor, pairs)
    why = why | act.short([row for row, _one in pairs if not why.get(row.pk)], found.used)
    found.seen += len(pairs)
    for row, one in pairs:
        if reason := why.get(row.pk):
            found.named.append({"id": one.public_id, "name": act.name(row), "why": reason})
        else:
            found.taken.append(Shown(one.public_id, one.edit, act.note(row)))


def is_looked_through(job: Job) -> bool:
    """Is the list before as it will be; or has the worker still to look who can be in it?"""
    return "asked" not in job.payload


def gone(act: Act, count: int) -> list[dict[str, str]]:
    """What was ticked and is not there any more, as one line without an address."""
    if not count:
        return []
    name = _("另有%(count)s%(unit)s") % {"count": count, "unit": act.unit}
    return [{"id": "", "name": name, "why": _("已不在您的办理范围，请返回刷新名单后核对")}]


def _prepared(
    actor: User,
    act: Act,
    key: str,
    shown: Sequence[Shown],
    named: Sequence[dict[str, str]],
    back: str = "",
    **more: Any,
) -> Job:
    payload = {
        "actor": str(actor.public_id),
        "values": {},
        "named": list(named),
        "left_out": [],
        "back": back,
        "rows": kept(shown),
    }
    return jobs.prepare(act.kind, key, payload | more, owner=actor, total=len(shown))


def kept(shown: Sequence[Shown]) -> list[list[Any]]:
    return [[one.public_id, one.edit, one.note] for one in shown]


def begin(*, actor: User, job: Job, values: dict[str, Any] | None = None) -> Job:
    """Do a prepared list of `actor`'s, with what its form says: a short one before the answer, a long one in
    the worker. Pressed twice it is done once.

    Raises Refused when there is nothing to do.
    """
    act = ACTS[job.kind]
    if not is_looked_through(job):
        raise Refused(_("名单还在核对，请稍候再办理。"))
    if not job.total:
        raise Refused(_("没有可以办理的%(unit)s，没有办理任何一项。") % {"unit": act.unit})
    job.payload["values"] = values or {}
    return jobs.release(job, here=job.total <= act.at_once)


def begin_all(*, actor: User, act: Act, shown: Sequence[Shown], key: str) -> Job:
    """Do `shown` without asking first; the same `key` is the same job."""
    return begin(actor=actor, job=_prepared(actor, act, key, shown, ()))


def _run(job: Job) -> None:
    """Go on where a killed worker stopped; what was done already is found done."""
    act, payload = ACTS[job.kind], job.payload
    actor = User.objects.get(public_id=payload["actor"])
    payload["stopped"] = why_stopped(act, actor)
    whole, hand = [Shown(*row) for row in payload["rows"]], _Hand(job)
    while job.handled < len(whole):
        payload["stopped"] = payload["stopped"] or why_ended(job)
        piece = whole[job.handled : job.handled + act.piece]
        hand.take(len(piece), _left(act, actor, piece, payload))
        if job.handled < len(whole) and not hand.owes:
            jobs.give_way(job)
    if not payload.get("here"):
        _tell(act, actor, job)


class _Hand:
    """How far a job is, kept in its row after each piece. Where rows were left out the whole list is written
    again, so that is done every few seconds; whoever is killed meanwhile does those pieces once more."""

    def __init__(self, job: Job) -> None:
        self.job, self.written, self.owes = job, time.monotonic(), False

    def take(self, count: int, left: list[dict[str, str]]) -> None:
        job = self.job
        job.payload["left_out"] += left
        job.handled += count
        self.owes = self.owes or bool(left)
        ended = job.handled >= job.total
        if ended or not self.owes:
            job.save(update_fields=["handled", "payload"] if ended else ["handled"])
        elif time.monotonic() - self.written > PATIENT:
            job.save(update_fields=["handled", "payload"])
            self.written, self.owes = time.monotonic(), False
        jobs.beat(job, job.handled - len(job.payload["left_out"]))


def _left(act: Act, actor: User, piece: Sequence[Shown], payload: dict[str, Any]) -> list[dict[str, str]]:
    """Do a piece; those of it that were left out, in the order of the list."""
    rows = {str(row.public_id): row for row in act.rows([one.public_id for one in piece])}
    pairs = [(rows[one.public_id], one) for one in piece if one.public_id in rows]
    why = {one.public_id: _("已不存在，没有办理。") for one in piece if one.public_id not in rows}
    if payload["stopped"]:
        why |= {one.public_id: payload["stopped"] for one in piece}
    else:
        outcome = act.run(actor, pairs, payload["values"])
        why |= {str(row.public_id): sentence for row, sentence in outcome.left_out}
    return [
        {
            "id": one.public_id,
            "name": act.name(rows[one.public_id]) if one.public_id in rows else "",
            "why": why[one.public_id],
        }
        for one in piece
        if one.public_id in why
    ]


def why_ended(job: Job) -> str:
    """The sentence for the rest of a list whose officer has stopped it; "" while it goes on."""
    return _("经办人中途停止，没有办理。") if jobs.is_stopping(job) else ""


def why_stopped(act: Act, actor: User) -> str:
    """Why `actor` may do nothing of `act` any more; "" when the officer still holds a role for it."""
    if not actor.is_active:
        return _("办理时，经办人的账号已经停用。")
    if actor.has_role(*act.roles):
        return ""
    names = "、".join(str(Role(role).label) for role in act.roles)
    return _("办理时，经办人已不再担任“%(roles)s”，请由现任经办人重新办理。") % {"roles": names}


def undo_of(job: Job) -> Act | None:
    """The act that takes back what `job` has done, minutes after its end; None where there is none."""
    act = ACTS.get(job.kind)
    if act is None or not act.undo or job.state != JobState.DONE or not job.done:
        return None
    ended = job.finished_at
    return ACTS[act.undo] if ended and timezone.now() - ended < _undone_within() else None


def _undone_within() -> timedelta:
    return timedelta(minutes=settings.CEJC_UNDO_MINUTES)


def _tell(act: Act, actor: User, job: Job) -> None:
    count = len(job.payload["left_out"])
    context = {"verb": act.verb, "sentence": sentence(act, job.total - count, count), "left_out": count}
    tell([actor], "many_done", context, link=reverse("registry:job", args=[job.public_id]))


def sentence(act: Act, done: int, left: int) -> str:
    """What happened, in one sentence: counts of what is done, not of what was asked for."""
    words = {"did": act.did, "unit": act.unit, "done": done, "left": left}
    if not left:
        return _("%(did)s%(done)s%(unit)s。") % words
    if not done:
        return _("%(left)s%(unit)s都没有办理，原因逐一列在下面。") % words
    return _("%(did)s%(done)s%(unit)s；另有%(left)s%(unit)s没有办理，原因逐一列在下面。") % words


@dataclass
class Result:
    """What became of a list: rows done (ids, in order), rows left out, rows that the list before left out."""

    act: Act
    done: list[str]
    left_out: list[dict[str, str]]
    named: list[dict[str, str]]
    waiting: int
    sentence: str
    later: str
    stopped: str


def result(job: Job) -> Result | None:
    """What became of the rows of `job` until now; None when it is no act on many."""
    act, payload = ACTS.get(job.kind), job.payload
    if act is None or "rows" not in payload:
        return None
    left = {one["id"] for one in payload["left_out"]}
    tried = [row[0] for row in payload["rows"][: job.handled]]
    done = [one for one in tried if one not in left]
    return Result(
        act,
        done,
        payload["left_out"],
        payload["named"],
        len(payload["rows"]) - job.handled,
        sentence(act, len(done), len(left) + len(payload["named"])) if tried else "",
        act.later(done) if done and job.state == JobState.DONE else "",
        payload.get("stopped", ""),
    )

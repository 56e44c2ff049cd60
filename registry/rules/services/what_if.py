"""A draft run over real records by the worker, before anybody puts it in force.

The people go in pieces, in the order of their keys; each piece is kept in one transaction with how far the
run is, so that a worker that was killed only delays it, and nothing is counted twice.
"""

import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from credits.governing import in_force
from registry.enums import JobState, PolicyState
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.job import beat, enqueue, give_way, handles
from registry.people.models import Professional, User
from registry.rules.models import PolicyFile, WhatIf, WhatIfLoss, WhatIfPiece
from registry.rules.moves.policy_file import NOT_THERE, POLICY_FILE, sits_there
from registry.rules.queries.what_if_reading import MOST_EQUAL, MOST_LOSSES, Piece, piece_after
from registry.rules.services.what_if_end import JOB, forget, halt, locked, part, whole
from registry.rules.services.what_if_lanes import Answer, answers, lanes_for

PEOPLE = 1000  # of a piece
TRIABLE = (PolicyState.CHECKED, PolicyState.TRIED, PolicyState.PROPOSED)


class Over(Exception):
    """The run has ended, or has begun anew: the pieces that are under way are of no use."""


@service
def start(*, actor: User, file: PolicyFile) -> WhatIf:
    """Run the checked text over everybody's records. While a run of the same text is at work, that one.

    Raises Refused for who may not, and while the text is not checked.
    """
    row = POLICY_FILE.locked(file)
    if not sits_there(actor, row):
        raise Refused(NOT_THERE)
    if row.state not in TRIABLE:
        raise Refused(_("请先检查，没有问题后再试算；已发布和已作废的文件不再试算。"), code="not_checked")
    going = row.what_ifs.filter(sha256=row.checked_sha256, finished_at=None).first()
    if going is not None and not _given_up(going):
        return going
    made = WhatIf(file=row, sha256=row.checked_sha256, started_by=actor, **_beginning())
    made.total = Professional.objects.filter(merged_into=None).count()
    made.save()
    enqueue(JOB, str(made.public_id), {"what_if": str(made.public_id)}, owner=actor, total=made.total)
    audit.record("policy_file.trying", row, actor=actor, after=dict(POLICY_FILE.facts(row)))
    return made


def _given_up(row: WhatIf) -> bool:
    """Whether its job was given up: its place is free for another run."""
    if not Job.objects.filter(key=f"{JOB}:{row.public_id}", state=JobState.FAILED).exists():
        return False
    halt(row, _("多次尝试后仍未能完成。"), told=False)
    return True


def _beginning() -> dict[str, Any]:
    """Where a run begins, and against what."""
    nothing = {"done": 0, "through": 0, "seconds": 0}
    return {"day": clock.today(), "against": _in_force(), **nothing}


def _in_force() -> list[list[str]]:
    return [[one.name, one.sha256] for one in in_force()]


@handles(JOB)
def run(job: Job) -> None:
    """Count piece by piece from where it stands, to the end or until it is asked to stop; ended already,
    nothing. Begun anew, once more."""
    while (row := _at_work(job.payload["what_if"])) is not None:
        try:
            _count(job, row)
        except Over:
            continue
        finish(row=row)
        if row.stopped_by_id:
            Job.objects.filter(pk=job.pk).update(total=row.done)


def _at_work(public_id: str) -> WhatIf | None:
    return WhatIf.objects.select_related("file").filter(public_id=public_id, finished_at=None).first()


def _count(job: Job, row: WhatIf) -> None:
    if row.stopped_by_id:
        return
    began = time.monotonic()
    with lanes_for(row) as lanes:
        for piece, answer in answers(lanes, _pieces(row)):
            took, began = time.monotonic() - began, time.monotonic()
            if not keep(row=row, piece=piece, answer=answer, took=took):
                raise Over
            if row.stopped_by_id:
                return
            beat(job, row.done)
            give_way(job)


def _pieces(row: WhatIf) -> Iterator[Piece]:
    """What is left; each says how much one must lose to be among those who lose most so far."""
    last = row.through
    while (through := piece_after(last, PEOPLE)) > last:
        yield Piece(last, through, str(_least(row)))
        last = through


def _least(row: WhatIf) -> Decimal:
    """What the last of those who lose most loses; 0 while there are not so many."""
    hours = row.losses.order_by("-hours").values_list("hours", flat=True)
    return next(iter(hours[MOST_LOSSES - 1 : MOST_LOSSES]), Decimal(0))


@service
def keep(*, row: WhatIf, piece: Piece, answer: Answer, took: float) -> bool:
    """One piece, and how far the run is, together. False where it was not wanted: somebody else has kept it,
    or the run turned (see `_turned`)."""
    now = locked(row)
    if now.finished_at or now.through != piece.after or _turned(now):
        return False
    values = {"after": piece.after, "through": piece.through, "counts": answer.counts}
    WhatIfPiece.objects.create(what_if=now, **values)
    _keep_losses(now, answer.losses)
    people = Professional.objects.filter(pk__gt=piece.after, pk__lte=piece.through, merged_into=None)
    row.through, row.done = piece.through, now.done + people.count()
    row.seconds, row.peak = now.seconds + took, max(now.peak, answer.peak)
    row.save(update_fields=["through", "done", "seconds", "peak"])
    row.stopped_by_id = now.stopped_by_id
    return True


def _turned(now: WhatIf) -> bool:
    """Whether the run has lost its ground: the file has another text, and there is nothing to count any more;
    or something else is in force than when it began, and it begins anew, unless it is to stop."""
    if now.file.checked_sha256 != now.sha256 or now.file.state not in TRIABLE:
        halt(now, _("试算期间政策文件有了改动，请重新检查后再试算。"))
        return True
    if now.stopped_by_id or now.against == _in_force():
        return False
    forget(now)
    WhatIf.objects.filter(pk=now.pk).update(**_beginning())
    return True


def _keep_losses(row: WhatIf, losses: list[dict[str, Any]]) -> None:
    """Those who lose most stay, all that lose just as much as the last of them, up to a number."""
    least = _least(row)
    rows = [_loss(row, one) for one in losses if Decimal(one["hours"]) >= least]
    if not rows:
        return
    WhatIfLoss.objects.bulk_create(rows)
    row.losses.filter(hours__lt=_least(row)).delete()
    too_many = list(row.losses.values_list("pk", flat=True)[MOST_EQUAL:])
    row.losses.filter(pk__in=too_many).delete()


def _loss(row: WhatIf, one: dict[str, Any]) -> WhatIfLoss:
    keys = {"person_id": one["person"], "unit_id": one["unit"]}
    return WhatIfLoss(what_if=row, hours=one["hours"], before=one["before"], after=one["after"], **keys)


@service
def finish(*, row: WhatIf) -> None:
    """Add the pieces up: all of them, or those that were counted until it was asked to stop."""
    now = locked(row)
    if now.finished_at or _turned(now):
        return
    if now.stopped_by_id and piece_after(now.through, 1) > now.through:
        part(now)
    else:
        whole(now)

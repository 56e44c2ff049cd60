"""How a trial ends: with all the people counted, with a part of them because an officer stopped it, or with
none. The officer who began it hears of it, and what nobody needs any more goes."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from registry.enums import JobState
from registry.machinery.models.job import Job
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.machinery.services.forgetting_run import forgets
from registry.machinery.services.job import on_parked
from registry.people.models import Message, User
from registry.people.services.telling.message import tell, tells_itself
from registry.rules.models import WhatIf, WhatIfLoss
from registry.rules.moves.policy_file import NOT_THERE, POLICY_FILE, sits_there
from registry.rules.queries.what_if import headline_of
from registry.rules.queries.what_if_tally import together
from registry.rules.services import policy_file

JOB = "policy.whatif"
KIND = "policy_trial_ended"
GOING_ON = (JobState.QUEUED, JobState.RUNNING)
tells_itself(JOB)


def locked(row: WhatIf) -> WhatIf:
    return WhatIf.objects.select_for_update(of=("self",)).select_related("file").get(pk=row.pk)


@service
def stop(*, actor: User, row: WhatIf) -> WhatIf:
    """Ask the worker to end it after the piece it is at; one that the worker has given up ends here. What was
    counted is kept as a part. Asked twice, once. Raises Refused for who may not, and where it has ended.
    """
    now = locked(row)
    if not sits_there(actor, now.file):
        raise Refused(NOT_THERE)
    if now.finished_at:
        raise Refused(_("这次试算已经结束，请刷新页面查看结果。"), code="ended")
    if now.stopped_by_id is None:
        now.stopped_by = actor
        now.save(update_fields=["stopped_by"])
        audit.record(
            "policy_file.trial_stopped", now.file, actor=actor, after=dict(POLICY_FILE.facts(now.file))
        )
    if not Job.objects.filter(key=f"{JOB}:{now.public_id}", state__in=GOING_ON).exists():
        part(now)
    return now


def whole(row: WhatIf) -> None:
    """Everybody is counted: the file has been tried, if it still has the text that was run."""
    _add_up(row)
    policy_file.tried(file=row.file, sha256=row.sha256)
    _after(row)


def part(row: WhatIf) -> None:
    """As far as it came. The file has not been tried by it."""
    said = {"who": row.stopped_by, "done": row.done, "total": row.total}
    row.stopped = _("试算已由%(who)s停止，共%(total)s人，只计算了%(done)s人，不是全部结果。") % said
    row.stopped = row.stopped[:200]
    if row.done:
        _add_up(row)
        _after(row)
    else:
        halt(row, row.stopped)


def halt(row: WhatIf, why: str, *, told: bool = True) -> None:
    """Without a result."""
    row.finished_at, row.stopped = clock.now(), why
    row.save(update_fields=["finished_at", "stopped"])
    forget(row)
    if told:
        _after(row)


def forget(row: WhatIf) -> None:
    """What it has counted."""
    row.pieces.all().delete()
    row.losses.all().delete()


def _add_up(row: WhatIf) -> None:
    """The sums of the pieces, once, in the place of the pieces."""
    pieces = row.pieces.order_by("after").values_list("counts", flat=True)
    found = together(pieces.iterator(chunk_size=50))
    left = found.worst_units()
    row.counts, row.finished_at = {**found.kept(), "units_left": left}, clock.now()
    row.save(update_fields=["counts", "finished_at", "stopped"])
    row.pieces.all().delete()


def _after(row: WhatIf) -> None:
    _tell(row, row.stopped)
    _drop_older(row)


def _tell(row: WhatIf, why: str) -> None:
    told: dict[str, object] = {"row": row, "file": row.file, "line": headline_of(row), "why": why}
    tell([row.started_by], KIND, told, link=_link(row))


def _link(row: WhatIf) -> str:
    return reverse("registry:what-if", args=[row.public_id])


def _drop_older(row: WhatIf) -> None:
    """Of the file's other texts the last whole trial of each stays. Messages about those that go lead to the
    file from now on."""
    ended = row.file.what_ifs.filter(finished_at__isnull=False, pk__lt=row.pk).exclude(sha256=row.sha256)
    last = ended.filter(stopped="").order_by().values("sha256").annotate(last=Max("pk"))
    gone = list(ended.exclude(pk__in=[one["last"] for one in last]))
    here = reverse("registry:policy-file", args=[row.file.public_id])
    readers = {one.started_by_id for one in gone}
    told = Message.objects.filter(recipient__in=readers, thread__in=[str(one.public_id) for one in gone])
    told.filter(kind=KIND).update(link=here)
    ended.filter(pk__in=[one.pk for one in gone]).delete()


@on_parked
def tell_given_up(job: Job) -> None:
    """The worker has given it up: it stands where it was, and is begun anew from the page of its file."""
    if job.kind != JOB:
        return
    found = WhatIf.objects.select_related("file", "started_by").filter(public_id=job.payload["what_if"])
    if (row := found.filter(finished_at=None).first()) is not None:
        _tell(row, _why_given_up(job))


def _why_given_up(job: Job) -> str:
    """What an officer can do with of the fault: a refusal is a sentence, all else is the administrator's."""
    error = Job.objects.values_list("error", flat=True).get(pk=job.pk).strip()
    name, _colon, said = error.partition(": ")
    if name.endswith((".Refused", ".PolicyInvalid")) and said:
        return said
    if error.startswith("the worker was cut off"):
        return str(_("后台程序多次在计算中途中断，请联系系统管理员。"))
    return str(_("计算时系统出错，多次重试没有成功，请联系系统管理员。"))


def _old_losses(before: datetime) -> QuerySet[WhatIfLoss]:
    return WhatIfLoss.objects.filter(what_if__finished_at__lt=before)


@forgets("trial_losses", _old_losses, person="person")
def _forget_losses(piece: Sequence[WhatIfLoss]) -> int:
    """Who would have lost what goes, the sums stay."""
    return WhatIfLoss.objects.filter(pk__in=[one.pk for one in piece]).delete()[0]

"""The acts of offices on many cases: pass, record, issue (registry.people.services.many)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cejc.lib.pieces import pieces
from cejc.outcome import Outcome, each
from certification.models import Batch, Case, Notice, Slip
from certification.queries.standing import (
    beyond_stock,
    why_not_assigned,
    why_not_moved,
    why_not_returned,
    why_not_undone,
)
from certification.queries.together import sentences
from certification.services.batch import file_batch
from certification.services.notices.notice import publish_notice
from certification.services.record import record_case
from certification.services.review import return_case, undo_pass
from certification.services.review_many import pass_many
from certification.services.slips.slip import issue_slip
from certification.services.together import assign
from registry.enums import SUPERVISING, JobState, Role
from registry.machinery.models.job import Job
from registry.models import User
from registry.people.services import many
from registry.people.services.many import Act, Shown

Pairs = Sequence[tuple[Case, Shown]]
OFFICES = (Role.HR, *SUPERVISING, Role.PROVINCE)


def _rows(ids: Iterable[str]) -> QuerySet[Case]:
    rows = Case.objects.filter(public_id__in=list(ids))
    shown = ("professional", "organisation", "department", "county", "bureau", "batch")
    return rows.select_related(*shown).order_by("state_since", "pk")


def _seen(actor: User, ids: Iterable[str]) -> QuerySet[Case]:
    return _rows(ids).filter(pk__in=Case.objects.visible_to(actor).values("pk"))


def _name(case: Case) -> str:
    return case.professional.name


def _url(case: Case) -> str:
    return reverse("certification:case", args=[case.public_id])


def _why_not(kind: str) -> Callable[[User, Pairs], dict[int, str]]:
    return lambda actor, pairs: why_not_moved(actor, [(case, one.edit) for case, one in pairs], kind)


def _each(do: Callable[..., Any]) -> Callable[[User, Pairs, dict[str, Any]], Outcome[Case]]:
    """Each case in a transaction of its own, as it was shown."""

    return lambda actor, pairs, _values: each_shown(pairs, lambda case, one: do(actor, case, one))


def _user(public_id: str | None) -> User | None:
    return User.objects.get(public_id=public_id) if public_id else None


def each_shown(pairs: Pairs, do: Callable[[Case, Shown], Any]) -> Outcome[Case]:
    shown = {case.pk: one for case, one in pairs}
    return each((case for case, _one in pairs), lambda case: do(case, shown[case.pk]))


def _undrawn(ids: Sequence[str]) -> str:
    """How many of the slips just issued the worker has still to draw."""
    undrawn = Slip.objects.filter(pdf_name="", state="valid")
    count = sum(undrawn.filter(case__public_id__in=piece).count() for piece in pieces(ids, 1_000))
    return _("其中%(count)s份认定单的PDF还在生成，生成后可以下载。") % {"count": count} if count else ""


RECORD = many.register(
    Act(
        kind="case.record_many",
        verb=gettext_lazy("登记认定结果"),
        did=gettext_lazy("已登记"),
        unit=gettext_lazy("人"),
        roles=OFFICES,
        rows=_rows,
        seen=_seen,
        why_not=_why_not("record"),
        name=_name,
        url=_url,
        back="certification:record",
        run=_each(lambda actor, case, one: record_case(actor=actor, case=case, edit=one.edit)),
        at_once=20,
    )
)
# The same where the papers go on to be issued: the province keeps a
# university's results on file first (三(二)).
KEEP = many.register(
    replace(RECORD, kind="case.keep_many", verb=gettext_lazy("留存备查"), did=gettext_lazy("已留存备查"))
)
PASS = many.register(
    replace(
        RECORD,
        kind="case.pass_many",
        verb=gettext_lazy("审核通过"),
        did=gettext_lazy("已通过"),
        why_not=_why_not("review"),
        back="certification:desk",
        run=lambda actor, pairs, _values: pass_many(actor, pairs),
        piece=25,
        note=lambda case: case.stage,
        undo="case.undo_many",
    )
)
RETURN = many.register(
    replace(
        PASS,
        kind="case.return_many",
        verb=gettext_lazy("退回本人"),
        did=gettext_lazy("已退回"),
        why_not=lambda actor, pairs: why_not_returned(actor, [(case, one.edit) for case, one in pairs]),
        run=lambda actor, pairs, values: each_shown(
            pairs,
            lambda case, one: return_case(
                actor=actor,
                case=case,
                edit=one.edit,
                stage=one.note,
                reasons=sentences(actor, values["reasons"]),
                text=values["text"],
            ),
        ),
        undo="",
    )
)
UNDO_PASS = many.register(
    replace(
        PASS,
        kind="case.undo_many",
        verb=gettext_lazy("收回审核通过"),
        did=gettext_lazy("已收回"),
        why_not=why_not_undone,
        run=_each(lambda actor, case, _one: undo_pass(actor=actor, case=case)),
        undo="",
    )
)
ASSIGN = many.register(
    replace(
        PASS,
        kind="case.assign_many",
        verb=gettext_lazy("指派给同事"),
        did=gettext_lazy("已指派"),
        why_not=why_not_assigned,
        run=lambda actor, pairs, values: each_shown(
            pairs, lambda case, _one: assign(actor=actor, case=case, to=_user(values["to"]))
        ),
        undo="",
    )
)
ISSUE = many.register(
    replace(
        RECORD,
        kind="slip.issue_many",
        verb=gettext_lazy("签发认定单"),
        did=gettext_lazy("已签发"),
        unit=gettext_lazy("份"),
        roles=(Role.PROVINCE, Role.BUREAU),
        why_not=_why_not("issue"),
        back="certification:issue",
        run=_each(lambda actor, case, one: issue_slip(actor=actor, case=case, edit=one.edit)),
        short=beyond_stock,
        later=_undrawn,
        at_once=0,
    )
)


def _notices(ids: Iterable[str]) -> QuerySet[Notice]:
    return Notice.objects.filter(public_id__in=list(ids)).defer("frozen").order_by("pk")


def _batches(ids: Iterable[str]) -> QuerySet[Batch]:
    return Batch.objects.filter(public_id__in=list(ids)).order_by("pk")


def _nothing(_actor: User, _pairs: Pairs) -> dict[int, str]:
    """What stands in the way of a whole list is asked by the act itself: all or none."""
    return {}


# A list that is published or filed as a whole: one thing, however many are on it.
PUBLISH = many.register(
    Act(
        kind="notice.publish",
        verb=gettext_lazy("发布公示"),
        did=gettext_lazy("已发布公示"),
        unit=gettext_lazy("份"),
        roles=(Role.HR,),
        rows=_notices,
        seen=lambda actor, ids: _notices(ids).filter(pk__in=Notice.objects.visible_to(actor).values("pk")),
        why_not=_nothing,
        name=str,
        url=lambda row: reverse("certification:notice", args=[row.public_id]),
        back="certification:notice-list",
        run=_each(lambda actor, row, one: publish_notice(actor=actor, notice=row, edit=one.edit)),
    )
)
FILE = many.register(
    replace(
        PUBLISH,
        kind="batch.file",
        verb=gettext_lazy("报送批次"),
        did=gettext_lazy("已报送批次"),
        roles=(Role.HR, Role.DEPARTMENT),
        rows=_batches,
        seen=lambda actor, ids: _batches(ids).filter(pk__in=Batch.objects.visible_to(actor).values("pk")),
        url=lambda row: reverse("certification:batch", args=[row.public_id]),
        back="certification:batch-list",
        run=_each(lambda actor, row, one: file_batch(actor=actor, batch=row, edit=one.edit)),
    )
)


def begin_whole(*, actor: User, act: Act, row: Notice | Batch, edit: int | None) -> Job:
    """Publish or file a long list in the worker. Pressed twice while it waits it is one job; pressed again
    after it was refused, when what stood in the way is settled, it is another."""
    ended = (JobState.DONE, JobState.FAILED)
    before = Job.objects.filter(key__startswith=f"{act.kind}:{row.public_id}:", state__in=ended).count()
    shown = [Shown(f"{row.public_id}", edit)]
    return many.begin_all(actor=actor, act=act, shown=shown, key=f"{row.public_id}:{before}")


def issue_many(*, actor: User, cases: Iterable[Case], key: str) -> Job:
    """Issue the slips of many cases in the worker, each in a
    transaction of its own; `key` makes twice once."""
    shown = [Shown(str(case.public_id), case.edit) for case in cases]
    return many.begin_all(actor=actor, act=ISSUE, shown=shown, key=key)

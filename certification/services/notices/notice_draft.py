"""Drafts of public notices: compose, put in, take out, word anew, throw away. Nothing is public yet (R24)."""

from collections.abc import Iterable, Sequence

from django.db.models import F
from django.utils.translation import gettext as _

from cejc.errors import Refused, Stale
from cejc.lib.pieces import PIECE
from certification.enums import NoticeState
from certification.models import Case, Notice, NoticeEntry
from certification.moves.notice import NOTICE, PUBLISHER
from certification.queries.notices.notice import notice_stage
from certification.services.ground import require_all_stand
from certification.workflow import door
from registry.machinery.service import service
from registry.models import Organisation, User
from registry.people.permissions import is_hr_of, require

EDITABLE = ("title", "text", "contact", "working_days")
LONGEST = 60  # working days
NAMED = 20  # people in one sentence


@service
def compose_notice(
    *,
    actor: User,
    organisation: Organisation,
    cases: door.Chosen,
    title: str,
    contact: str,
    text: str = "",
    working_days: int | None = None,
    like: Case | None = None,
) -> Notice:
    """Draft a notice of `cases`, all of `organisation`, one application year, and waiting for notice.

    `like`: whose year one takes that names nobody yet.
    """
    require(is_hr_of(actor, organisation), PUBLISHER.refusal)
    rows = door.those_locked(cases)
    years = {case.application_year for case in rows or ([like] if like else [])}
    if len(years) != 1:
        raise Refused(_("请选择同一申报年度的人员，至少一人。"))
    shortest = shortest_of(rows)
    notice = Notice.objects.create(
        organisation=organisation,
        application_year=years.pop(),
        title=title,
        text=text,
        contact=contact,
        working_days=_enough(working_days or shortest, shortest),
        created_by=actor,
    )
    _list(notice, rows)
    NOTICE.record("composed", notice, actor=actor, after={"cases": len(rows)})
    return notice


def shortest_of(cases: Iterable[Case]) -> int:
    """The fewest working days that the routes of `cases` allow."""
    return max((notice_stage(case).working_days for case in cases), default=1)


def _enough(days: int, shortest: int) -> int:
    if days < shortest:
        raise Refused(_("公示期不得少于%(days)s个工作日。") % {"days": shortest})
    if days > LONGEST:
        raise Refused(_("公示期请设在%(days)s个工作日以内。") % {"days": LONGEST})
    return days


def _list(notice: Notice, rows: Sequence[Case]) -> None:
    require_waiting(rows, notice)
    require_all_stand(rows)
    last = notice.entries.order_by("-position").values_list("position", flat=True).first() or 0
    NoticeEntry.objects.bulk_create(
        [
            NoticeEntry(notice=notice, case=case, position=number)
            for number, case in enumerate(rows, last + 1)
        ],
        PIECE,
    )


@service
def add_to_notice(*, actor: User, notice: Notice, cases: door.Chosen) -> list[Case]:
    """Put people who wait for a notice on a draft; those that were not on it before. Its days grow where a
    route asks for more."""
    step = NOTICE.enter("extend", notice, actor=actor)
    notice, rows = step.row, door.those_locked(cases)
    on_it = set(notice.entries.values_list("case", flat=True))
    new = [case for case in rows if case.pk not in on_it]
    _list(notice, new)
    notice.working_days, notice.edit = max(notice.working_days, shortest_of(new)), notice.edit + 1
    notice.save(update_fields=["working_days", "edit"])
    step.keep({"cases": [str(case.public_id) for case in new]})
    return new


@service
def take_from_notice(*, actor: User, notice: Notice, cases: door.Chosen) -> int:
    """Take people off a draft, who wait for another notice; the number. Who is not on it any more is not
    counted: twice is once."""
    step = NOTICE.enter("reduce", notice, actor=actor)
    entries = step.row.entries.filter(case__in=door.keys_of(cases))
    gone = [f"{key}" for key in entries.values_list("case__public_id", flat=True)]
    entries.delete()
    if gone:
        # Who is about to publish has seen another list.
        Notice.objects.filter(pk=step.row.pk).update(edit=F("edit") + 1)
        step.keep({"cases": gone})
    return len(gone)


@service
def change_notice(*, actor: User, notice: Notice, edit: int, **values: object) -> Notice:
    """Change the wording of a draft."""
    step = NOTICE.enter("change", notice, actor=actor, edit=edit)
    notice = step.row
    for name in EDITABLE:
        setattr(notice, name, values.get(name, getattr(notice, name)))
    _enough(notice.working_days, shortest_of(entry.case for entry in notice.entries.select_related("case")))
    return step.leave()


@service
def discard_notice(*, actor: User, notice: Notice) -> None:
    """Throw a draft away; its people wait for another notice."""
    step = NOTICE.enter("discard", notice, actor=actor)
    step.keep({})
    step.row.entries.all().delete()
    step.row.delete()


def require_waiting(cases: Sequence[Case], notice: Notice) -> None:
    """Raises Refused, or Stale, naming those of `cases` that cannot stand on `notice` now. One query."""
    for case in cases:
        if (case.organisation_id, case.application_year) != (notice.organisation_id, notice.application_year):
            raise Refused(_("名单中有不属于本单位或本申报年度的人员，请重新选择。"))
    if elsewhere := [case for case in cases if case.state != notice_stage(case).id]:
        raise Stale(
            _("%(name)s的申请目前不在待公示环节，请刷新页面后重新选择。") % {"name": _names(elsewhere)}
        )
    drafted = NoticeEntry.objects.filter(
        notice__state=NoticeState.DRAFT, notice__organisation=notice.organisation_id
    )
    other = set(drafted.exclude(notice=notice).values_list("case", flat=True))
    if twice := [case for case in cases if case.pk in other]:
        raise Refused(_("%(name)s已在另一份公示拟稿中。") % {"name": _names(twice)})


def _names(cases: Sequence[Case]) -> str:
    """All of a few; of many the first, and how many they are."""
    names = "、".join(case.professional.name for case in cases[:NAMED])
    return (
        names if len(cases) <= NAMED else _("%(names)s等%(count)s人") % {"names": names, "count": len(cases)}
    )

"""Who can go on a notice or into a batch, who cannot and why: what an office composes its lists from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case as Case_
from django.db.models import Count, F, Max, QuerySet, Value, When
from django.utils.translation import gettext as _

from certification.enums import BatchState, NoticeState
from certification.models import Batch, Case, Notice, NoticeEntry
from certification.queries.batch import ready_for_batch
from certification.queries.desk import cases_of_seat
from certification.queries.notices.notice import waiting_for_notice
from certification.queries.policy import table_of
from certification.workflow.table import ENDED, state_label
from registry.models import Membership, User

PLACE = ("organisation__path", "professional__name_key", "pk")


@dataclass(frozen=True)
class Gathering:
    """A list in the making: the cases on it, those beside it that may be put on now, and all that are
    beside."""

    inside: QuerySet[Case]
    ready: QuerySet[Case]
    outside: QuerySet[Case]

    def beside(self) -> QuerySet[Case]:
        """All that are not on the list: those that can be put on first, by unit and name."""
        can = Case_(When(pk__in=self.ready.order_by().values("pk"), then=Value(0)), default=Value(1))
        return self.outside.annotate(later=can).order_by("later", *PLACE)


def of_notice(user: User, seat: Membership, notice: Notice) -> Gathering:
    """The people of a draft notice, and the others of its unit and application year."""
    inside = Case.objects.filter(notice_entries__notice=notice).order_by(*PLACE)
    ready = waiting_for_notice(user, seat).filter(application_year=notice.application_year)
    of_unit = cases_of_seat(user, seat).filter(application_year=notice.application_year)
    return Gathering(inside, ready, _beside(of_unit, inside))


def of_batch(user: User, seat: Membership, batch: Batch) -> Gathering:
    """The people of a batch that is not filed, and the office's others of its route and year."""
    same = {"route": batch.route, "application_year": batch.application_year}
    inside = Case.objects.filter(batch=batch).order_by(*PLACE)
    ready = ready_for_batch(user, seat).filter(**same)
    return Gathering(inside, ready, _beside(cases_of_seat(user, seat).filter(**same), inside))


def _beside(rows: QuerySet[Case], inside: QuerySet[Case]) -> QuerySet[Case]:
    rows = rows.exclude(state__in=ENDED).exclude(pk__in=inside.order_by().values("pk"))
    return rows.select_related("professional", "organisation", "batch")


def why_outside(user: User, cases: Sequence[Case], ready: QuerySet[Case]) -> dict[int, str]:
    """Key of a case -> why it cannot be put on a list now, "" where it can. Two queries."""
    keys = [case.pk for case in cases]
    can = set(ready.filter(pk__in=keys).values_list("pk", flat=True))
    drafts = NoticeEntry.objects.filter(case__in=keys, notice__state=NoticeState.DRAFT)
    drafted = dict(drafts.values_list("case", "notice__title"))
    return {case.pk: "" if case.pk in can else _why(user, case, drafted.get(case.pk, "")) for case in cases}


def _why(user: User, case: Case, drafted: str) -> str:
    if user.professional_id == case.professional_id:
        return _("您本人的申请，由同事列入")
    if drafted:
        return _("已列入拟稿“%(title)s”") % {"title": drafted}
    if case.batch is not None and case.batch.state == BatchState.DRAFT:
        return _("已列入批次“%(title)s”") % {"title": case.batch}
    return state_label(table_of(case), case.state)


def groups_of(rows: QuerySet[Case], *by: str) -> list[dict[str, Any]]:
    """The groups of `rows` that may stand on one list, with how many are in each and one of its cases
    (`any`), the latest year first. Two queries."""
    found = rows.order_by().values(*by).annotate(count=Count("pk"), any=Max("pk"))
    groups = list(found.order_by(F("application_year").desc(), *by))
    cases = Case.objects.in_bulk([one["any"] for one in groups])
    return [one | {"any": cases[one["any"]]} for one in groups]

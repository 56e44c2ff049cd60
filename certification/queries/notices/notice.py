"""Notices and objections of the units that a login answers for."""

from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from cejc import clock
from cejc.errors import Refused
from cejc.lib.db.order import open_first
from certification.enums import NoticeState
from certification.models import Case, Notice, NoticeEntry, Objection
from certification.queries.desk import cases_of_seat, task_states
from certification.queries.ground import shown_year
from certification.queries.policy import policy_of, table_of, tables_in
from certification.queries.yearly.subject_hours import frozen_names
from certification.workflow.table import ENDED
from credits.engine import CalendarMissing, Stage, notice_end
from credits.queries import workdays
from registry.models import Membership, User


def notices_for(user: User) -> QuerySet[Notice]:
    """Newest first, with how many people stand on them, were taken out,
    and how many unanswered objections."""
    rows = (
        Notice.objects.visible_to(user)
        .select_related("organisation")
        .annotate(
            people=Count("entries", filter=Q(entries__taken_out_at=None), distinct=True),
            taken_out=Count("entries", filter=Q(entries__taken_out_at__isnull=False), distinct=True),
            open_objections=Count(
                "entries__objections", filter=Q(entries__objections__state="open"), distinct=True
            ),
        )
    )
    return rows.order_by("-pk")


def waiting_for_notice(user: User, seat: Membership) -> QuerySet[Case]:
    """The unit's cases that wait for a notice and stand on no draft."""
    rows = cases_of_seat(user, seat).filter(own=False).exclude(state__in=ENDED)
    found = Q(pk__in=[])
    for of_table, table in tables_in(rows):
        ids = {stage.id for stage in table.stages if stage.kind == "notice"}
        states = [state for state in task_states(table, {"employer", "university", "agency"}) if state in ids]
        found |= of_table & Q(state__in=states)
    drafted = NoticeEntry.objects.filter(notice__state="draft").values("case")
    rows = rows.filter(found).exclude(pk__in=drafted).select_related("professional", "organisation")
    return rows.order_by("-application_year", "state_since", "pk")


def drafts_with_people(seat: Membership) -> list[dict[str, Any]]:
    """{public_id, name, people} of the unit's drafts on which somebody
    waits: they are in no list of the new."""
    drafts = Notice.objects.filter(organisation=seat.organisation_id, state=NoticeState.DRAFT)
    rows = drafts.annotate(people=Count("entries")).filter(people__gt=0).order_by("pk")
    return [dict(row) for row in rows.values("public_id", "people", name=F("title"))]


def last_day_if_published_now(notice: Notice) -> tuple[date | None, str]:
    """The last day of the notice were it published now; or None and the sentence why it cannot be."""
    today = clock.today()
    try:
        return notice_end(today, notice.working_days, workdays([today.year, today.year + 1])).last_day, ""
    except CalendarMissing as missing:
        return None, str(missing)


def stage_after_notice(notice: Notice) -> str:
    """The name of the stage to which the people of `notice` go on when it has ended; "" for an empty one."""
    entry = notice.entries.select_related("case").first()
    if entry is None:
        return ""
    table = table_of(entry.case)
    ids = [stage.kind for stage in table.stages]
    following = table.stages[ids.index("notice") + 1 :]
    return following[0].name if following else ""


def notice_stage(case: Case) -> Stage:
    """The stage of the route at which the case is announced. Raises Refused where there is none."""
    stage = table_of(case).first_of_kind("notice")
    if stage is None:
        raise Refused(_("该认定渠道没有公示环节。"))
    return stage


def shown(case: Case) -> dict[str, Any]:
    """What the public sees of one person: no identity number beyond 3 and 1 characters (R24)."""
    policy = policy_of(case)
    return {
        "name": case.professional.name,
        "identity": case.professional.identity_masked,
        "unit": case.organisation.name,
        "title": case.title_name or policy.series[case.title_series].name,
        "series": policy.series[case.title_series].name,
        "level": case.get_title_level_display(),
        "span": [case.span_first, case.span_last],
        **frozen_names(policy),
        "years": [shown_year(row, policy) for row in case.years.all()],
    }


def open_objections(user: User) -> QuerySet[Objection]:
    """Unanswered objections that the reader may read."""
    return Objection.objects.visible_to(user).filter(state="open")


def objections_for(user: User) -> QuerySet[Objection]:
    """Unanswered ones first, the oldest on top."""
    rows = Objection.objects.visible_to(user).select_related(
        "entry__notice__organisation", "entry__case__professional"
    )
    return rows.order_by(open_first("answered_at"), "created_at", "pk")

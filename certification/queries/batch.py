"""Batches, and the cases that can go into one."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from certification.enums import BatchState
from certification.models import Batch, Case, CaseItem
from certification.queries.desk import cases_of_seat
from certification.queries.policy import policy_of, tables_in
from certification.workflow.table import ENDED
from registry.models import Membership, User


def batches_for(user: User) -> QuerySet[Batch]:
    rows = Batch.objects.visible_to(user).select_related("organisation").annotate(people=Count("cases"))
    return rows.order_by("-pk")


def drafts_with_people(seat: Membership) -> list[dict[str, Any]]:
    """{public_id, name, people} of the office's unfiled batches in which
    somebody waits: they are in no list of the new."""
    drafts = Batch.objects.filter(organisation=seat.organisation_id, state=BatchState.DRAFT)
    rows = drafts.annotate(people=Count("cases")).filter(people__gt=0).order_by("pk")
    return [dict(row) for row in rows.values("public_id", "people", "name")]


def ready_for_batch(user: User, seat: Membership) -> QuerySet[Case]:
    """Confirmed cases of this office that wait for filing and stand in no batch."""
    rows = cases_of_seat(user, seat).exclude(state__in=ENDED).filter(batch=None, own=False)
    found = Q(pk__in=[])
    for of_table, table in tables_in(rows):
        found |= of_table & Q(state__in=[stage.id for stage in table.stages if stage.kind == "filing"])
    rows = rows.filter(found).select_related("professional", "organisation")
    return rows.order_by("organisation__path", "state_since", "pk")


def with_public_material(cases: list[Case]) -> list[dict]:
    """Each case with its records of the filed subject, which the department hands in beside the lists; all
    with what these are called (`heading`)."""
    found: dict[int, list[str]] = {}
    rows = (
        CaseItem.objects.filter(case__in=[case.pk for case in cases])
        .select_related("activity", "case")
        .order_by("pk")
    )
    for item in rows:
        filed = policy_of(item.case).recognition.filed_subject
        years = sorted({award["year"] for award in item.awards if award["subject"] == filed})
        if years:
            found.setdefault(item.case_id, []).append(_in_years(item.activity.title, years))
    heading = public_heading(cases)
    return [{"case": case, "public": found.get(case.pk, []), "heading": heading} for case in cases]


def public_heading(cases: Sequence[Case]) -> str:
    """What the records are called that are handed in beside the list; "" where the notices of its people name
    no subject whose training is filed."""
    names = dict.fromkeys(filter(None, (policy_of(case).filed_name for case in cases)))
    return _("%s材料") % "、".join(names) if names else ""


def _in_years(title: str, years: list[int]) -> str:
    """The title, with the years in front where it does not say them itself."""
    if len(years) == 1 and str(years[0]) in title:
        return title
    return _("%(years)s年 %(title)s") % {"years": "、".join(map(str, years)), "title": title}

"""Slips whose ground was taken away: which, which years, which hours, what remains."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cejc.lib.db.ready import ready
from certification.enums import RecheckState, SlipState
from certification.models import Recheck, Slip
from certification.queries.ledger import BASIS, ledger
from certification.queries.policy import policy_of
from certification.queries.yearly import subject_hours
from certification.queries.yearly.subject_hours import Part
from credits.engine import Policy, YearLine, show
from registry.activities.queries.ledger import CLAIMING
from registry.models import Activity, User


def relying_on_activity(activity: Activity) -> QuerySet[Slip]:
    """Valid slips of the cases that count on `activity`."""
    return _valid(Slip.objects.filter(case__items__activity=activity))


def relying_on_number(person: int, number: str) -> QuerySet[Slip]:
    """Valid slips of a person that took years over from the earlier slip `number`."""
    years = Slip.objects.filter(
        professional=person, case__years__basis="certified", case__years__basis_note=number
    )
    return _valid(years.exclude(number=number))


def relying_on_exempt(person: int, year: int) -> QuerySet[Slip]:
    """Valid slips of a person that show `year` as exempt."""
    return _valid(
        Slip.objects.filter(professional=person, case__years__year=year, case__years__basis="exempt")
    )


def relying_on_notice(notice: int) -> QuerySet[Slip]:
    """Valid slips of people who passed this notice."""
    return _valid(
        Slip.objects.filter(case__notice_entries__notice=notice, case__notice_entries__taken_out_at=None)
    )


def _valid(rows: QuerySet[Slip]) -> QuerySet[Slip]:
    return rows.filter(state=SlipState.VALID).select_related("case__professional").distinct().order_by("pk")


def path_of(slip: Slip) -> list[dict[str, Any]]:
    """The years of the slip that stand otherwise than when it was issued, before and after."""
    case = slip.case
    items = case.items.select_related("activity").order_by("activity__submitted_at", "activity_id")
    standing = [item.activity for item in items if item.activity.state in CLAIMING]
    after = {line.year: line for line in ledger(case, standing, but=slip).years}
    rows = (_year(row, after[row.year], policy_of(case)) for row in case.years.all())
    return [row for row in rows if row["before"] != row["after"]]


def _year(row: Any, line: YearLine, policy: Policy) -> dict[str, Any]:
    return {
        "year": row.year,
        "before": in_words(row.get_basis_display(), subject_hours.parts_of(row, policy)),
        "after": in_words(_basis(line), subject_hours.line_parts(line.hours, policy)),
        "settled": line.settled,
        "missing": {subject: show(hours) for subject, hours in line.missing.items() if hours},
    }


def _basis(line: YearLine) -> str:
    return str(BASIS[line.status].label) if line.status in BASIS else _("本次认定")


def in_words(basis: str, parts: Iterable[Part]) -> str:
    """本次认定：公需30、专业60"""
    return _("%(basis)s：%(hours)s") % {"basis": basis, "hours": subject_hours.in_words(parts)}


def open_rechecks(user: User) -> QuerySet[Recheck]:
    """What waits for this office, the oldest on top."""
    rows = Recheck.objects.visible_to(user).filter(state=RecheckState.OPEN)
    return rows.select_related("slip__case__organisation", "slip__professional").order_by("created_at", "pk")


def is_in_question(slip: Slip) -> bool:
    """Whether the verify page says 待重核."""
    return bool(_open_of(slip.pk))


@ready
def _open_of(slip: int) -> QuerySet[Recheck, Any]:
    return Recheck.objects.filter(slip=slip, state=RecheckState.OPEN).order_by("pk").values_list("pk")[:1]


def lost_years(path: Iterable[dict[str, Any]]) -> list[int]:
    """The years of a path that are not met any more."""
    return [row["year"] for row in path if not row["settled"]]

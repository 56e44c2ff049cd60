"""Count a case anew and keep what was counted."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cejc.errors import Refused
from certification.enums import YearBasis, YearResult
from certification.models import Case, CaseItem, CaseYear
from certification.queries.ledger import BASIS, first_year, ledger, shortage
from certification.queries.policy import policy_of
from certification.queries.yearly import subject_hours
from credits.engine import Award, Person, Policy, Result, YearLine, show
from registry.activities.queries.lacking import beyond, lacking
from registry.activities.queries.ledger import CLAIMING, claims_of

Certified = Mapping[int, str]  # year -> the slip that covers it


def attach(case: Case) -> Result:
    """Take up the person's claiming activities that earn hours in the span, and count. For a submission."""
    activities = {str(row.public_id): row for row in claims_of(case.professional)}
    result = ledger(case, activities.values())
    wanted = {award.record for award in result.awards if _matters(case, award)}
    CaseItem.objects.filter(case=case).delete()
    CaseItem.objects.bulk_create(
        CaseItem(case=case, activity=activities[key], awards=_awards(case, result, key))
        for key in activities
        if key in wanted
    )
    keep_years(case, result)
    return result


def recount(case: Case) -> Result:
    """Count again over the activities the case relies on, as they stand now.

    A record that counts no longer stays on the list without an award, so that every later office sees it;
    sent in again, it waits for the next submission of the case.
    """
    rows = case.items.select_related("activity").order_by("activity__submitted_at", "activity_id")
    items = [item for item in rows if item.awards]
    standing = [item for item in items if item.activity.state in CLAIMING]
    result = ledger(case, [item.activity for item in standing])
    for item in items:
        item.awards = _awards(case, result, str(item.activity.public_id)) if item in standing else []
    CaseItem.objects.bulk_update(items, ["awards"])
    keep_years(case, result)
    return result


def is_as_kept(
    case: Case,
    items: Iterable[CaseItem],
    years: Iterable[CaseYear],
    certified: Certified,
    person: Person | None = None,
) -> bool:
    """Whether counting `case` again would find what is kept, for one without exempt years: `items` with their
    activities as they would stand. No query where `person` is given."""
    counted = sorted((item for item in items if item.awards), key=_submitted)
    standing = [item for item in counted if item.activity.state in CLAIMING]
    result = ledger(case, [item.activity for item in standing], aside=(certified, {}), person=person)
    same = all(item.awards == _awards(case, result, str(item.activity.public_id)) for item in counted)
    return same and [_bare(row) for row in years] == [
        _bare(_year(case, line, policy_of(case))) for line in result.years
    ]


def _submitted(item: CaseItem) -> tuple[bool, Any, int]:
    """The order of `recount`."""
    at = item.activity.submitted_at
    return (at is not None, at, item.activity_id)


def _bare(row: CaseYear) -> tuple[Any, ...]:
    hours = (row.public_hours, row.professional_hours, row.total_hours)
    by_subject = row.details.get("hours")
    return (row.year, row.basis, row.basis_note, row.result, by_subject, *(Decimal(one) for one in hours))


def _awards(case: Case, result: Result, key: str) -> list[dict[str, Any]]:
    return [
        {
            "year": award.year,
            "subject": award.subject,
            "hours": show(award.hours),
            "clause": award.clause,
            "rule": award.rule,
            "why": award.why,
            "deemed": award.deemed,
        }
        | ({"again": True} if award.again else {})
        | ({"held": True} if award.held else {})
        for award in result.awards
        if award.record == key and first_year(case) <= award.year <= case.span_last
    ]


def _matters(case: Case, award: Award) -> bool:
    """Whether the years of `case` rest on it: hours of the span or of what it looks back to, and hours of the
    span that wait for an approval."""
    if award.held:
        return award.year in case.span
    return bool(award.hours) and first_year(case) <= award.year <= case.span_last


def keep_years(case: Case, result: Result) -> None:
    """Replace the years of `case` by those of `result`."""
    CaseYear.objects.filter(case=case).delete()
    policy = policy_of(case)
    CaseYear.objects.bulk_create(_year(case, line, policy) for line in result.years)


def _year(case: Case, line: YearLine, policy: Policy) -> CaseYear:
    filed, others = policy.in_two(line.hours)
    return CaseYear(
        case=case,
        year=line.year,
        basis=BASIS.get(line.status, YearBasis.EXAMINED),
        basis_note=line.note,
        public_hours=filed,
        professional_hours=others,
        total_hours=line.total,
        result=YearResult.MET if line.settled else YearResult.SHORT,
        details=subject_hours.kept(policy, line.hours) | details_of(line),
    )


def details_of(line: YearLine) -> dict[str, Any]:
    """What the page of a year says beside its sums: what is missing, needs, what was carried over."""
    missing = {key: show(hours) for key, hours in lacking(line).items()}
    return ({"missing": missing} if missing else {}) | beyond(line)


def require_met(case: Case, result: Result) -> None:
    """Raises Refused naming each year that is short, by how much."""
    short = [line for line in result.years if not line.settled]
    if short:
        raise Refused(
            _("以下年度学时不足：%(years)s。")
            % {"years": "；".join(shortage(line, policy_of(case)) for line in short)},
            code="short",
        )

"""What the years of a case hold: the person's activities under the policy of the case (R21)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cejc.lib.db.ready import Keys, ready
from certification.enums import PriorSlipState, SlipState, YearBasis
from certification.models import Case, Exemption, PriorSlip, Slip
from certification.queries.policy import policy_of
from certification.workflow.table import CANCELLED
from credits.engine import CERTIFIED, DEEMED, EXEMPT, Policy, Result, YearLine, convert, show
from registry.activities.queries.ledger import named_awards, read_records, settled_of
from registry.models import Activity, Professional
from registry.yearly.queries import registration
from registry.yearly.queries.aside import Aside

# The basis of a year by what the engine says of it; every other year was examined.
BASIS = {CERTIFIED: YearBasis.CERTIFIED, EXEMPT: YearBasis.EXEMPT, DEEMED: YearBasis.DEEMED}


def certified_years(professional: Professional, but: Slip | None = None) -> dict[int, str]:
    """Year -> number of the valid earlier slip that covers it (R20); refused and revoked ones cover nothing,
    and one on paper that nobody has checked yet covers until it is refused.

    `but` is left out: what would stand without it.
    """
    return certified_of([professional.pk], but)[professional.pk]


def certified_of(people: Collection[int], but: Slip | None = None) -> dict[int, dict[int, str]]:
    """`certified_years` of many people by key, in two queries."""
    keys = list(people)
    spans = [*(row[:4] for row in _on_paper(keys)), *_issued(keys)]
    covered: dict[int, dict[int, str]] = {person: {} for person in people}
    for person, number, first, last in spans:
        if but is None or number != but.number:
            covered[person].update(dict.fromkeys(range(first, last + 1), number))
    return covered


def checked_years(professional: Professional) -> dict[int, str]:
    """Year -> number of the slip that certifies it for good: issued
    here and valid, or on paper and checked."""
    return aside_of_slips([professional.pk])[professional.pk].certified


def aside_of_slips(people: Collection[int]) -> dict[int, Aside]:
    """By person: years on slips that stand, on paper slips that nobody has checked, and years that an office
    approved as exempt in an application. Three queries."""
    found, keys = {person: Aside() for person in people}, list(people)
    for person, number, first, last, state in _on_paper(keys):
        aside = found[person]
        years = aside.certified if state == PriorSlipState.CHECKED else aside.claimed
        years.update(dict.fromkeys(range(first, last + 1), number))
    for person, number, first, last in _issued(keys):
        found[person].certified.update(dict.fromkeys(range(first, last + 1), number))
    for person, year, reason, approved in _exemptions(keys):
        (found[person].exempt if approved else found[person].asked)[year] = reason
    return found


@ready
def _on_paper(people: Keys) -> QuerySet[PriorSlip, Any]:
    rows = PriorSlip.objects.filter(professional__in=people, slip=None).exclude(state=PriorSlipState.REFUSED)
    return rows.order_by("pk").values_list("professional_id", "number", "first_year", "last_year", "state")


@ready
def _issued(people: Keys) -> QuerySet[Slip, Any]:
    rows = Slip.objects.filter(professional__in=people, state=SlipState.VALID, certificate="").order_by("pk")
    return rows.values_list("professional_id", "number", "span_first", "span_last")


@ready
def _exemptions(people: Keys) -> QuerySet[Exemption, Any]:
    rows = Exemption.objects.filter(case__professional__in=people).exclude(case__state=CANCELLED)
    return rows.order_by("pk").values_list("case__professional_id", "year", "reason", "approved_at")


def exempt_years(case: Case) -> dict[int, str]:
    """Year -> reason (R22): asked for in the case, or confirmed with the registration of the year."""
    registered = registration.exempt_years(case.professional, case.span)
    return registered | {exemption.year: exemption.reason for exemption in case.exemptions.all()}


def ledger(
    case: Case,
    activities: Iterable[Activity],
    but: Slip | None = None,
    aside: tuple[Mapping[int, str], Mapping[int, str]] | None = None,
) -> Result:
    """Awards and yearly lines of `activities` (oldest submission first) over the span of
    `case`, as if the slip `but` were not there.

    `aside`: the years that earlier slips cover and those that are exempt, where they are at hand.
    """
    policy = policy_of(case)
    rows = list(activities)
    records, _unread = read_records(policy, rows)
    certified, exempt = aside or (certified_years(case.professional, but), exempt_years(case))
    certified = _in_span(case, certified)
    found = convert(policy, records, case.span, certified, exempt, settled=settled_of(rows))
    return replace(found, awards=named_awards(found.awards, rows))


def _in_span(case: Case, years: Mapping[int, str]) -> dict[int, str]:
    return {year: number for year, number in years.items() if year in case.span}


def shortage(line: YearLine, policy: Policy) -> str:
    """One year's shortage in words: 2017年缺公需科目10学时、专业科目20学时."""
    names = policy.subject_names
    parts = [
        _("%(subject)s%(hours)s学时") % {"subject": names.get(subject, subject), "hours": show(hours)}
        for subject, hours in line.missing.items()
        if hours
    ]
    return _("%(year)s年缺%(parts)s") % {
        "year": line.year,
        "parts": "、".join(parts) or _("%(hours)s学时") % {"hours": show(line.missing_total)},
    }

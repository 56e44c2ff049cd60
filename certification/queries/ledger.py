"""What the years of a case hold: the person's activities under the policy of the case (R21)."""

from collections import defaultdict
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
from credits.engine import CERTIFIED, DEEMED, EXEMPT, Person, Policy, Result, YearLine, convert
from credits.engine.asked import looks_back
from registry.activities.queries.lacking import lacking, words_of
from registry.activities.queries.ledger import named_awards, read_records, settled_of
from registry.models import Activity, Professional
from registry.people.queries.persons import person_of, persons_of
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
    person: Person | None = None,
) -> Result:
    """Awards and yearly lines of `activities` (oldest submission first) over the span of
    `case`, as if the slip `but` were not there.

    `aside` (the years that earlier slips cover and those that are exempt) and `person`, where they are at
    hand.
    """
    policy = policy_of(case)
    rows = list(activities)
    records, _unread = read_records(policy, rows)
    certified, exempt = aside or (certified_years(case.professional, but), exempt_years(case))
    certified = _in_span(case, certified)
    settled = settled_of(rows)
    found = convert(
        policy,
        records,
        case.span,
        certified,
        exempt,
        settled=settled,
        person=person or person_of_case(case),
        approved=settled,
    )
    return replace(found, awards=named_awards(found.awards, rows))


def person_of_case(case: Case) -> Person:
    """Whom the policy of `case` sees: level, degree and series are those that are applied with."""
    return _applying(case, person_of(case.professional, policy_of(case)))


def persons_of_cases(cases: Collection[Case]) -> dict[int, Person]:
    """The same of many by the key of the case, whose people are at hand. Three queries a policy at most."""
    by_policy: dict[Policy, list[Case]] = defaultdict(list)
    for case in cases:
        by_policy[policy_of(case)].append(case)
    found: dict[int, Person] = {}
    for policy, rows in by_policy.items():
        known = persons_of(
            [case.professional for case in rows],
            dict.fromkeys((case.professional_id for case in rows), policy),
        )
        found |= {case.pk: _applying(case, known[case.professional_id]) for case in rows}
    return found


def _applying(case: Case, known: Person) -> Person:
    return replace(known, level=case.title_level, degree=case.degree, series=case.title_series)


def first_year(case: Case) -> int:
    """The first year whose hours decide over the span of `case`: needs may look back, and what is carried
    over comes from before."""
    back = looks_back(policy_of(case))
    return 0 if back is None else case.span_first - back


def _in_span(case: Case, years: Mapping[int, str]) -> dict[int, str]:
    return {year: number for year, number in years.items() if year in case.span}


def shortage(line: YearLine, policy: Policy) -> str:
    """One year's shortage in words: 2017年缺公需科目10学时、专业科目20学时."""
    parts = [_("%(what)s学时") % {"what": one} for one in words_of(policy, lacking(line))]
    return _("%(year)s年缺%(parts)s") % {"year": line.year, "parts": "、".join(parts)}

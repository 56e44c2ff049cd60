"""What the years of a case hold: the person's activities under the policy of the case (R21)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from certification.enums import PriorSlipState, SlipState
from certification.models import Case, PriorSlip, Slip
from certification.queries.policy import policy_of
from credits.engine import Result, convert
from registry.models import Activity, Professional
from registry.queries import registration
from registry.queries.ledger import named_awards, read_records, settled_of


def certified_years(professional: Professional, but: Slip | None = None) -> dict[int, str]:
    """Year -> number of the valid earlier slip that covers it (R20); refused and revoked ones cover nothing.

    `but` is left out: what would stand without it.
    """
    covered: dict[int, str] = {}
    paper = PriorSlip.objects.filter(professional=professional, slip=None).exclude(
        state=PriorSlipState.REFUSED
    )
    spans = [(prior.number, prior.first_year, prior.last_year) for prior in paper.order_by("pk")]
    own = Slip.objects.filter(professional=professional, state=SlipState.VALID, certificate="").order_by("pk")
    spans += [(slip.number, slip.span_first, slip.span_last) for slip in own]
    if but is not None:
        spans = [span for span in spans if span[0] != but.number]
    for number, first, last in spans:
        covered.update(dict.fromkeys(range(first, last + 1), number))
    return covered


def exempt_years(case: Case) -> dict[int, str]:
    """Year -> reason (R22): asked for in the case, or confirmed with the registration of the year."""
    registered = registration.exempt_years(case.professional, case.span)
    return registered | {exemption.year: exemption.reason for exemption in case.exemptions.all()}


def ledger(case: Case, activities: Iterable[Activity], but: Slip | None = None) -> Result:
    """Awards and yearly lines of `activities` (oldest submission first) over the span of `case`, as if the slip
    `but` were not there."""
    policy = policy_of(case)
    rows = list(activities)
    records, _unread = read_records(policy, rows)
    certified = _in_span(case, certified_years(case.professional, but))
    found = convert(policy, records, case.span, certified, exempt_years(case), settled=settled_of(rows))
    return replace(found, awards=named_awards(found.awards, rows))


def _in_span(case: Case, years: Mapping[int, str]) -> dict[int, str]:
    return {year: number for year, number in years.items() if year in case.span}

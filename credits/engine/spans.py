"""Certification spans (R17) and what is left of one after earlier slips (R20)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from credits.engine.policy import Policy
from credits.engine.ways import Span
from credits.engine.words import _


class NoSpan(LookupError):
    """No span of the policy fits. `str()` is a Chinese sentence."""


@dataclass(frozen=True)
class Remaining:
    """`certified` are years of the span on a valid earlier slip, `ignored` such years outside the span,
    `examine` the years that still need material."""

    span: Span
    certified: tuple[int, ...]
    ignored: tuple[int, ...]
    examine: tuple[int, ...]


def span_for(
    policy: Policy, *, level: str, degree: str = "other", series: str = "", region: str = ""
) -> Span:
    """The shortest span that fits a person of `degree` applying for `level` in `series` (ids of the policy)
    at a unit in `region` (a code of GB/T 2260); a region's own spans go before those for all.

    Raises KeyError for an unknown series and NoSpan when nothing fits.
    """
    flags = policy.series[series].flags if series else ()
    fitting = [span for span in policy.spans if _fits(span, level, degree, flags, region)]
    if not fitting:
        raise NoSpan(
            _(
                "{application_year} 年度政策没有适用于该申报条件的认定跨度，请联系主管部门。",
                application_year=policy.application_year,
            )
        )
    fitting = [span for span in fitting if span.regions] or fitting
    return min(fitting, key=lambda span: (len(span.years), -span.last))


def _fits(span: Span, level: str, degree: str, flags: tuple[str, ...], region: str) -> bool:
    if span.regions and region not in span.regions:
        return False
    if span.levels and level not in span.levels:
        return False
    if span.degrees and degree not in span.degrees:
        return False
    return not span.series_flags or bool(set(span.series_flags) & set(flags))


def remaining_years(span: Span, certified: Iterable[int]) -> Remaining:
    """Split the years of `span` by the years of valid earlier slips."""
    before = set(certified)
    return Remaining(
        span=span,
        certified=tuple(year for year in span.years if year in before),
        ignored=tuple(sorted(before - set(span.years))),
        examine=tuple(year for year in span.years if year not in before),
    )

"""What is asked of one person in one year: the minima of the notice, less what is reduced for this person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from credits.engine.kinds import all_hold
from credits.engine.needs import Need, Reduction
from credits.engine.numbers import round_to
from credits.engine.person import Person
from credits.engine.years import Years

if TYPE_CHECKING:
    from credits.engine.policy import Policy


def minima_of(policy: Policy, person: Person, years: Years, year: int) -> Mapping[str, Decimal]:
    """Subject ids and "total" -> hours asked in `year`."""
    if not policy.reductions:
        return policy.minima
    return {key: reduced(policy, person, years, year, key, minimum) for key, minimum in policy.minima.items()}


def reduced(policy: Policy, person: Person, years: Years, year: int, key: str, hours: Decimal) -> Decimal:
    """`hours` of the minimum or need `key`, after all that is reduced in `year`, in the order of the file."""
    facts = person.facts(year)
    for reduction in policy.reductions:
        if (reduction.of and key not in reduction.of) or not all_hold(reduction.when, facts):
            continue
        if reduction.by == "to":
            hours = min(hours, reduction.hours or Decimal(0))
            continue
        share = _SHARES[reduction.by](reduction, person, years, year)
        if share is not None and share < 1:
            hours = round_to(Fraction(hours) * share, reduction.step, reduction.round)
    return hours


def need_hours(policy: Policy, person: Person, years: Years, need: Need, span: range) -> Decimal:
    """What `need` asks over the years `span`: each year has its part of it, which may be reduced."""
    hours = need.hours or Decimal(0)
    if not policy.reductions:
        return hours
    part = hours / len(span)
    parts = [(part, reduced(policy, person, years, year, need.id, part)) for year in span]
    if all(whole == less for whole, less in parts):
        return hours  # no thirds of hours where nothing is reduced
    return sum((less for _whole, less in parts), Decimal(0))


def _first_year(_reduction: Reduction, person: Person, _years: Years, year: int) -> Fraction | None:
    return Fraction(0) if person.qualified is not None and year <= person.qualified else None


def _employed(_reduction: Reduction, person: Person, years: Years, year: int) -> Fraction | None:
    """The days of the year on which the person was at work somewhere, each once."""
    if not person.employed:
        return None
    first, last = years.first_day(year), years.last_day(year)
    reached, days = first, 0
    for one in sorted(person.employed, key=lambda one: one.first):
        start, end = max(one.first, reached), min(one.last or date.max, last)
        if start <= end:
            days += (end - start).days + 1
            reached = date.fromordinal(end.toordinal() + 1)
    return Fraction(days, years.length(year))


def _part_time(_reduction: Reduction, person: Person, _years: Years, _year: int) -> Fraction | None:
    return None if person.part_time is None else Fraction(person.part_time)


def _leave(reduction: Reduction, person: Person, years: Years, year: int) -> Fraction | None:
    away, length = dict(person.leave).get(year, 0), years.length(year)
    return Fraction(max(length - away, 0), length) if away and away >= reduction.least_days else None


def _factor(reduction: Reduction, _person: Person, _years: Years, _year: int) -> Fraction | None:
    return reduction.factor


_SHARES: dict[str, Callable[[Reduction, Person, Years, int], Fraction | None]] = {
    "first_year": _first_year,
    "employed": _employed,
    "part_time": _part_time,
    "leave": _leave,
    "factor": _factor,
}
REDUCED_BY = (*_SHARES, "to")

"""What a year has too much of stands in for what a later one lacks: only as far as it lacks it, each
hour once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from credits.engine.needs import TOTAL, Carry
from credits.engine.numbers import ZERO
from credits.engine.sums import Sums

if TYPE_CHECKING:
    from credits.engine.policy import Policy

Minima = Callable[[int], Mapping[str, Decimal]]
Carried = Mapping[int, Mapping[str, Decimal]]


def carried_into(
    policy: Policy, years: Collection[int], sums: Sums, minima: Minima, settled: Collection[int]
) -> Carried:
    """Year -> subject -> hours that come from earlier years. Year by year from the first in which
    something was earned, the oldest hours first; a `settled` year lacks nothing and takes nothing."""
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    earned = sums.years
    if not policy.carries or not earned or not years:
        return found
    for carry in policy.carries:
        left = {year: _surplus(carry, year, sums, minima(year)) for year in earned}
        for year in range(min(earned) + 1, max(years) + 1):
            if year in settled or year in sums.deemed:
                continue
            wanted = _lacking(carry, year, sums, minima(year), found[year])
            taken = _take(left, range(year - carry.years, year), wanted)
            if taken:
                found[year][carry.subject] = found[year].get(carry.subject, ZERO) + taken
    return found


def _surplus(carry: Carry, year: int, sums: Sums, minima: Mapping[str, Decimal]) -> Decimal:
    """What `year` can give away. Hours that came from before do not go on."""
    above = sums.over(range(year, year + 1), (carry.subject,)) - minima[carry.subject]
    if carry.above == TOTAL:
        above = min(above, sums.over(range(year, year + 1)) - minima[TOTAL])
    return max(above if carry.hours is None else min(above, carry.hours), ZERO)


def _lacking(
    carry: Carry, year: int, sums: Sums, minima: Mapping[str, Decimal], there: Mapping[str, Decimal]
) -> Decimal:
    """What the subject or the total of `year` lacks, with what came from before by other rows."""
    subject = sums.hours.get((year, carry.subject), ZERO) + there.get(carry.subject, ZERO)
    total = sums.total(year) + sum(there.values(), ZERO)
    return max(minima[carry.subject] - subject, minima[TOTAL] - total, ZERO)


def _take(left: dict[int, Decimal], sources: range, wanted: Decimal) -> Decimal:
    taken = ZERO
    for source in sources:
        part = min(left.get(source, ZERO), wanted - taken)
        if part > 0:
            left[source] -= part
            taken += part
    return taken

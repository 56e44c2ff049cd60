"""The yearly ledger: what a year has, what it still needs, what stands above the need.

Hours of one year never move to another (R4), and no subject replaces another (R7): each minimum is
compared on its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from credits.engine.numbers import ZERO
from credits.engine.policy import ALL_SUBJECTS, Policy
from credits.engine.words import gettext_noop

if TYPE_CHECKING:
    from credits.engine.awards import Award

MET, SHORT, DEEMED, CERTIFIED, EXEMPT = "met", "short", "deemed", "certified", "exempt"
STATUS_NAMES = {
    MET: gettext_noop("已达标"),
    SHORT: gettext_noop("未达标"),
    DEEMED: gettext_noop("视同完成"),
    CERTIFIED: gettext_noop("已认定"),
    EXEMPT: gettext_noop("免于考核"),
}


@dataclass(frozen=True)
class YearLine:
    """One year. `hours`, `missing`, `surplus` are subject id -> Decimal; `note` is the slip of a certified
    year or the reason of an exempt one. A year that is not `short` misses nothing."""

    year: int
    status: str
    hours: Mapping[str, Decimal]
    total: Decimal
    missing: Mapping[str, Decimal]
    missing_total: Decimal
    surplus: Mapping[str, Decimal]
    surplus_total: Decimal
    note: str = ""

    @property
    def settled(self) -> bool:
        return self.status != SHORT


def year_line(
    policy: Policy,
    year: int,
    awards: Iterable[Award],
    certified: Mapping[int, str],
    exempt: Mapping[int, str],
) -> YearLine:
    """The ledger of `year`. A deemed year counts its whole figure once in the total, in no subject (R1)."""
    mine = [award for award in awards if award.year == year]
    hours = {subject.id: _sum(mine, subject.id) for subject in policy.subjects}
    deemed = max((award.hours for award in mine if award.deemed), default=ZERO)
    total = sum(hours.values(), deemed)
    needs = {subject.id: subject.minimum for subject in policy.subjects}
    missing = {subject: max(need - hours[subject], ZERO) for subject, need in needs.items()}
    missing_total = max(policy.total_minimum - total, ZERO)
    enough = not missing_total and not any(missing.values())
    status, note = _status(year, certified, exempt, bool(deemed), enough)
    short = status == SHORT
    return YearLine(
        year=year,
        status=status,
        hours=hours,
        total=total,
        missing=missing if short else dict.fromkeys(needs, ZERO),
        missing_total=missing_total if short else ZERO,
        surplus={subject: max(hours[subject] - need, ZERO) for subject, need in needs.items()},
        surplus_total=max(total - policy.total_minimum, ZERO),
        note=note,
    )


def _sum(awards: list[Award], subject: str) -> Decimal:
    return sum((award.hours for award in awards if award.subject == subject != ALL_SUBJECTS), ZERO)


def _status(
    year: int, certified: Mapping[int, str], exempt: Mapping[int, str], deemed: bool, enough: bool
) -> tuple[str, str]:
    """Certified comes first: such a year is not examined again (R20)."""
    if year in certified:
        return CERTIFIED, certified[year]
    if year in exempt:
        return EXEMPT, exempt[year]
    if deemed:
        return DEEMED, ""
    return (MET if enough else SHORT), ""

"""The yearly ledger: what a year has, what it still needs, what stands above the need.

Hours of one year move to no other (R4) unless the policy carries them over, and no subject replaces another
(R7): each minimum and each need is compared on its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from credits.engine.awards import Award
from credits.engine.carrying import carried_into
from credits.engine.minima import minima_of
from credits.engine.need_states import NeedState, need_states
from credits.engine.needs import TOTAL
from credits.engine.numbers import ZERO
from credits.engine.person import NOBODY, Person
from credits.engine.policy import Policy
from credits.engine.sums import Sums
from credits.engine.words import gettext_noop
from credits.engine.years import years_for

MET, SHORT, DEEMED, CERTIFIED, EXEMPT = "met", "short", "deemed", "certified", "exempt"
STATUS_NAMES = {
    MET: gettext_noop("已达标"),
    SHORT: gettext_noop("未达标"),
    DEEMED: gettext_noop("视同完成"),
    CERTIFIED: gettext_noop("已认定"),
    EXEMPT: gettext_noop("免于考核"),
}
_NONE: Mapping[str, Decimal] = {}


@dataclass(frozen=True)
class YearLine:
    """One year. `hours`, `missing`, `surplus` are subject id -> Decimal; `note` is the slip of a
    certified year or the reason of an exempt one. A year that is not `short` misses nothing. `carried`
    is what of `hours` comes from earlier years, `asked` the minima of this person, `further` how the
    policy's `[[needs]]` stand."""

    year: int
    status: str
    hours: Mapping[str, Decimal]
    total: Decimal
    missing: Mapping[str, Decimal]
    missing_total: Decimal
    surplus: Mapping[str, Decimal]
    surplus_total: Decimal
    note: str = ""
    carried: Mapping[str, Decimal] = field(default_factory=dict)
    asked: Mapping[str, Decimal] = field(default_factory=dict, repr=False)
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    further: tuple[NeedState, ...] = ()

    @property
    def settled(self) -> bool:
        return self.status != SHORT

    @property
    def needs(self) -> tuple[NeedState, ...]:
        """The minimum of each subject, the total, and the further needs; each says how it stands."""
        held = {**self.hours, TOTAL: self.total}
        own = (
            NeedState(
                key, self.names.get(key, ""), key, (self.year,), need, held[key], max(need - held[key], ZERO)
            )
            for key, need in self.asked.items()
            if need
        )
        return (*own, *self.further)

    @property
    def further_missing(self) -> Mapping[str, Decimal]:
        """What needs lack that are of no subject and not of the total: id -> hours."""
        if self.settled:
            return {}
        return {one.key: one.missing for one in self.further if one.due and one.key not in self.asked}


def year_lines(
    policy: Policy,
    years: Iterable[int],
    awards: Iterable[Award],
    kinds: Mapping[str, str],
    certified: Mapping[int, str],
    exempt: Mapping[int, str],
    person: Person = NOBODY,
) -> tuple[YearLine, ...]:
    """The ledgers of `years`, ascending; `kinds` are record id -> kind of activity."""
    wanted, sums = sorted(set(years)), Sums(awards, kinds)
    if not wanted:
        return ()
    calendar = years_for(policy.last_month, person)

    def minima(year: int) -> Mapping[str, Decimal]:
        return minima_of(policy, person, calendar, year)

    carried = carried_into(policy, wanted, sums, minima, {*certified, *exempt})
    return tuple(
        _line(
            policy,
            year,
            sums,
            minima(year),
            carried.get(year, _NONE),
            tuple(need_states(policy, person, calendar, year, sums)) if policy.needs else (),
            (certified, exempt),
        )
        for year in wanted
    )


def _line(
    policy: Policy,
    year: int,
    sums: Sums,
    asked: Mapping[str, Decimal],
    carried: Mapping[str, Decimal],
    further: tuple[NeedState, ...],
    notes: tuple[Mapping[int, str], Mapping[int, str]],
) -> YearLine:
    """The ledger of `year`. A deemed year counts its whole figure once in the total, in no subject (R1)."""
    hours = {
        subject.id: sums.hours.get((year, subject.id), ZERO) + carried.get(subject.id, ZERO)
        for subject in policy.subjects
    }
    deemed = sums.deemed.get(year, ZERO)
    total = sum(hours.values(), deemed)
    missing = {subject: max(asked[subject] - held, ZERO) for subject, held in hours.items()}
    missing_total = max(asked[TOTAL] - total, ZERO)
    for one in further:
        if one.due and one.key in missing:
            missing[one.key] = max(missing[one.key], one.missing)
        elif one.due and one.key == TOTAL:
            missing_total = max(missing_total, one.missing)
    enough = (
        not missing_total and not any(missing.values()) and all(one.met or not one.due for one in further)
    )
    status, note = _status(year, *notes, bool(deemed), enough)
    short = status == SHORT
    return YearLine(
        year=year,
        status=status,
        hours=hours,
        total=total,
        missing=missing if short else dict.fromkeys(hours, ZERO),
        missing_total=missing_total if short else ZERO,
        surplus={subject: max(held - asked[subject], ZERO) for subject, held in hours.items()},
        surplus_total=max(total - asked[TOTAL], ZERO),
        note=note,
        carried=carried,
        asked=asked,
        names=policy.subject_names,
        further=further,
    )


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

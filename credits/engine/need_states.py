"""How a person stands against the needs of a policy: over a year, over several, as a share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from credits.engine.kinds import all_hold
from credits.engine.minima import minima_of, need_hours
from credits.engine.needs import OF_MINIMUM, ROLLING, TERM, TOTAL, Need
from credits.engine.numbers import CENT, UP, ZERO, round_to, show
from credits.engine.person import Person
from credits.engine.sums import Sums
from credits.engine.words import _
from credits.engine.years import Years

if TYPE_CHECKING:
    from credits.engine.policy import Policy


@dataclass(frozen=True)
class NeedState:
    """`need` hours in `years`, of which `have` are there. `key` is where the ledger says what is
    missing; one that is not `due` yet (a block that is still running) makes no year short. `name` is ""
    for the total."""

    id: str
    name: str
    key: str
    years: tuple[int, ...]
    need: Decimal
    have: Decimal
    missing: Decimal
    share: Fraction | None = None
    due: bool = True

    @property
    def met(self) -> bool:
        return not self.missing

    @property
    def sentence(self) -> str:
        """ "2022至2024三年合计需120，已有90，还缺30" """
        left = _("还缺{missing}", missing=show(self.missing)) if self.missing else _("已达到")
        end = "" if self.due or self.met else _("，到{last}年年末为止", last=self.years[-1])
        return _(
            "{asked}，已有{have}，{left}{end}", asked=self._asked(), have=show(self.have), left=left, end=end
        )

    def _asked(self) -> str:
        when, need = _when(self.years), show(self.need)
        if self.share is not None:
            return _(
                "{when}{name}须占{share}，按现有学时应为{need}",
                when=when,
                name=self.name,
                share=f"{self.share.numerator}/{self.share.denominator}",
                need=need,
            )
        if len(self.years) == 1:
            return _("{when}{name}需{need}", when=when, name=self.name, need=need)
        return _("{when}{name}合计需{need}", when=when, name=self.name, need=need)


def _when(years: tuple[int, ...]) -> str:
    if len(years) == 1:
        return _("{year}年", year=years[0])
    digits = _("零一两三四五六七八九十")
    count = digits[len(years)] if len(years) < len(digits) else str(len(years))
    return _("{first}至{last}{count}年", first=years[0], last=years[-1], count=count)


def need_states(policy: Policy, person: Person, years: Years, year: int, sums: Sums) -> Iterator[NeedState]:
    """One state for each `[[needs]]` that is asked of `person` in `year`."""
    facts = person.facts(year)
    for need in policy.needs:
        if need.when and not all_hold(need.when, facts):
            continue
        window = _window(need, person, year, sums)
        if window:
            yield _state(policy, person, years, need, window, year, sums)


def _window(need: Need, person: Person, year: int, sums: Sums) -> range | None:
    """The years that `need` looks at in `year`; None where it is not asked."""
    if need.cycle == ROLLING:
        window = range(year - need.years + 1, year + 1)
        return window if not need.full_window or _known_from(person, sums) <= window[0] else None
    first = person.term if need.cycle == TERM else need.first_year
    if first is None or year < first:
        return None
    start = year - (year - first) % need.years
    return range(start, start + need.years)


def _known_from(person: Person, sums: Sums) -> int:
    """The year of the qualification and those before it are nobody's duty; without it: the first with
    hours."""
    if person.qualified is not None:
        return person.qualified + 1
    return min(sums.years, default=9999)


def _state(
    policy: Policy, person: Person, years: Years, need: Need, window: range, year: int, sums: Sums
) -> NeedState:
    have = sums.over(window, need.subjects, need.kinds)
    if need.share is None:
        asked = need_hours(policy, person, years, need, window)
        missing = max(asked - have, ZERO)
    else:
        missing = _share_missing(policy, person, years, need, window, have, sums)
        asked = have + missing if missing else _of_share(need.share, sums.over(window))
    return NeedState(
        id=need.id,
        name="" if need.key == TOTAL else need.name,
        key=need.key,
        years=tuple(window),
        need=asked,
        have=have,
        missing=missing,
        share=need.share,
        due=need.cycle == ROLLING or year == window[-1],
    )


def _of_share(share: Fraction, total: Decimal) -> Decimal:
    return round_to(share * Fraction(total), CENT, UP)


def _share_missing(
    policy: Policy, person: Person, years: Years, need: Need, window: range, have: Decimal, sums: Sums
) -> Decimal:
    """How many hours more make the share: of the yearly minimum, and of the total, which they enlarge."""
    share = need.share or Fraction(0)
    least = sum((minima_of(policy, person, years, year)[TOTAL] for year in window), ZERO)
    missing = _of_share(share, least) - have
    if need.of != OF_MINIMUM:
        lacking = share * Fraction(sums.over(window)) - Fraction(have)
        missing = max(missing, round_to(max(lacking, Fraction(0)) / (1 - share), CENT, UP))
    return max(missing, ZERO)

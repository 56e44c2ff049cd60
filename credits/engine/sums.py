"""What awards come to: by year and subject, within a year and over several."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from credits.engine.awards import Award
from credits.engine.numbers import ZERO
from credits.engine.policy import ALL_SUBJECTS


class Sums:
    """`kinds` are record id -> kind of activity. What counts again in a later year counts once over
    several."""

    def __init__(self, awards: Iterable[Award], kinds: Mapping[str, str]) -> None:
        self.kinds = kinds
        self.hours: dict[tuple[int, str], Decimal] = {}
        self.deemed: dict[int, Decimal] = {}
        self._awards = [award for award in awards if award.hours]
        for award in self._awards:
            if award.subject == ALL_SUBJECTS:
                if award.deemed:
                    self.deemed[award.year] = max(self.deemed.get(award.year, ZERO), award.hours)
            else:
                key = award.year, award.subject
                self.hours[key] = self.hours.get(key, ZERO) + award.hours

    @property
    def years(self) -> Collection[int]:
        """The years in which something was earned."""
        return {award.year for award in self._awards if not award.again}

    def total(self, year: int) -> Decimal:
        """A deemed year counts its whole figure once, in no subject (R1)."""
        return sum(
            (hours for key, hours in self.hours.items() if key[0] == year), self.deemed.get(year, ZERO)
        )

    def over(self, years: range, subjects: Collection[str] = (), kinds: Collection[str] = ()) -> Decimal:
        """The hours of `years` in `subjects` from records of `kinds` (empty: all), each once."""
        found = ZERO if subjects or kinds else sum((self.deemed.get(year, ZERO) for year in years), ZERO)
        for award in self._awards:
            if award.year in years and self._counts(award, subjects, kinds):
                found += award.hours
        return found

    def _counts(self, award: Award, subjects: Collection[str], kinds: Collection[str]) -> bool:
        if award.again or award.subject == ALL_SUBJECTS or (subjects and award.subject not in subjects):
            return False
        return not kinds or self.kinds[award.record] in kinds

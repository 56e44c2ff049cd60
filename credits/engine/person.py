"""What is known of a person, where a notice asks more of some than of others. What is not known changes
nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Employed:
    """A time at work, both days inclusive; `last` None: still."""

    first: date
    last: date | None = None


@dataclass(frozen=True)
class Person:
    """`level`, `degree`, `series` and `region` as the policy's spans know them; `born`: year and month
    count; `qualified`: the year in which the qualification was got; `term`: the first year of a term
    that runs for this person alone; `part_time`: the share of full working time; `leave`: (year, days)
    away; `traits`: ids of the policy's `[[traits]]` that hold, `lacks` of those that are known not to."""

    level: str = ""
    degree: str = ""
    series: str = ""
    region: str = ""
    born: date | None = None
    qualified: int | None = None
    term: int | None = None
    employed: tuple[Employed, ...] = ()
    part_time: Decimal | None = None
    leave: tuple[tuple[int, int], ...] = ()
    traits: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()

    def facts(self, year: int) -> Mapping[str, Any]:
        """What conditions on people look at, in `year`; unknown ones are absent."""
        found: dict[str, Any] = {key: getattr(self, key) for key in ("level", "degree", "series", "region")}
        found["age"] = None if self.born is None else year - self.born.year
        found["qualified_years"] = None if self.qualified is None else year - self.qualified
        found |= dict.fromkeys(self.lacks, False) | dict.fromkeys(self.traits, True)
        return {key: value for key, value in found.items() if value not in (None, "")}


NOBODY = Person()

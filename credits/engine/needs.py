"""What a notice asks for beside the minima of each year, as data: needs, what is carried over, who
needs less."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from credits.engine.kinds import Conditions
from credits.engine.numbers import CENT, DOWN
from credits.engine.sources import Source

TOTAL = "total"
ROLLING, BLOCK, TERM = "rolling", "block", "term"
CYCLES = (ROLLING, BLOCK, TERM)
OF_TOTAL, OF_MINIMUM = "total", "minimum"


@dataclass(frozen=True)
class Need:
    """`hours` (or the `share` of the total, or of the yearly minimum) of `subjects` from records of
    `kinds` within `years` years: each time they end (`rolling`), in blocks counted from `first_year`,
    or in the person's own `term`. With `full_window` it is asked only of whom something is known from
    the window's first year on. `when` are conditions on the person. Empty `subjects` and `kinds` mean
    all."""

    id: str
    name: str
    source: Source
    hours: Decimal | None = None
    share: Fraction | None = None
    of: str = OF_TOTAL
    subjects: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    years: int = 1
    cycle: str = ROLLING
    first_year: int = 0
    full_window: bool = False
    when: Conditions = ()

    @property
    def key(self) -> str:
        """Under which name the ledger says what is missing: the total, the one subject, or its own."""
        if self.kinds or len(self.subjects) > 1:
            return self.id
        return self.subjects[0] if self.subjects else TOTAL


@dataclass(frozen=True)
class Carry:
    """What a year has of `subject` above its minimum (`above` "total": and above the year's total)
    stands in for what one of the next `years` years lacks, at most `hours` of it (None: all)."""

    id: str
    subject: str
    text: str
    source: Source
    hours: Decimal | None = None
    years: int = 1
    above: str = "subject"


@dataclass(frozen=True)
class Reduction:
    """For people of whom `when` holds the minima `of` (subjects, needs, "total"; empty: all) are less:
    none in and before the year of the qualification (`first_year`); in proportion to the time
    `employed`, to `part_time`, to the days not on `leave` (when there are `least_days` of it); times a
    `factor`; or `hours` instead. What comes out is rounded to `step`, `round` down, nearest or up."""

    id: str
    by: str
    text: str
    source: Source
    when: Conditions = ()
    of: tuple[str, ...] = ()
    factor: Fraction = Fraction(1)
    hours: Decimal | None = None
    least_days: int = 0
    step: Decimal = CENT
    round: str = DOWN


@dataclass(frozen=True)
class Trait:
    """Something that this policy asks about a person, yes or no."""

    id: str
    name: str

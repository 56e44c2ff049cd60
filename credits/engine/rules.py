"""What makes hours of facts, and what reaches across records: rules, parts of a day, caps, groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from credits.engine.kinds import Conditions
from credits.engine.sources import Source

if TYPE_CHECKING:
    from credits.engine.methods import Method


@dataclass(frozen=True)
class Requirement:
    """Unless every condition of `when` holds the record earns nothing, for the reason `why`."""

    when: Conditions
    why: str


@dataclass(frozen=True)
class EachYear:
    """The hours count once for each year from the date `start` to the date `end`, `most` years at most
    (0: all)."""

    start: str
    end: str
    most: int = 0


@dataclass(frozen=True)
class Rule:
    """One conversion row: facts of `kinds` -> hours, by `method`. `subject` is a bucket's id, or the fact
    that names it (`subject_fact`); the year is that of the fact `year_of`, or of `attributed_year_of`
    (a fact holding a year) for the subjects of `attributed_subjects`. What it gives counts for `valid_years`
    years; where `approval` says why, it counts (in `approval_subjects`, or all) only once it is approved."""

    id: str
    kinds: tuple[str, ...]
    text: str
    source: Source
    method: Method
    when: Conditions = ()
    requires: tuple[Requirement, ...] = ()
    subject: str = ""
    subject_fact: str = ""
    year_of: str = ""
    attributed_year_of: str = ""
    attributed_subjects: tuple[str, ...] = ()
    each_year: EachYear | None = None
    valid_years: int = 1
    approval: str = ""
    approval_subjects: tuple[str, ...] = ()

    @property
    def plain(self) -> bool:
        """Nothing is spread and nothing waits."""
        return self.each_year is None and self.valid_years == 1 and not self.approval


@dataclass(frozen=True)
class SlotTimes:
    """Between which clock times (inclusive) a part of a day begins and ends, and how long it lasts at least.
    `text` says so to people."""

    begins: tuple[time, time]
    ends: tuple[time, time]
    least_minutes: int
    text: str
    source: Source

    def fit(self, begins: time, ends: time) -> bool:
        day = date(2000, 1, 1)  # any: only the difference is looked at
        lasts = datetime.combine(day, ends) - datetime.combine(day, begins)
        inside = self.begins[0] <= begins <= self.begins[1] and self.ends[0] <= ends <= self.ends[1]
        return inside and lasts.total_seconds() >= self.least_minutes * 60


@dataclass(frozen=True)
class Slot:
    """A part of a day. A whole (`made_of`) occupies its parts and swallows the slots it `absorbs`
    when one record claims them on one date. `times` None: any clock times are taken."""

    id: str
    name: str
    hours: Decimal
    made_of: tuple[str, ...] = ()
    absorbs: tuple[str, ...] = ()
    times: SlotTimes | None = None

    @property
    def occupies(self) -> tuple[str, ...]:
        return self.made_of or (self.id,)


CAP_PER = ("item", "work", "day", "year", "years", "span", "ever")
GROUP_BY = ("year", "work", "ever")


@dataclass(frozen=True)
class Cap:
    """At most `hours` per item, work, day, year, span, group of `years` counted from `first_year`, or ever.
    `over` says what happens above: the part above does not count (`clamp`), or the later record is refused
    (`refuse`). Empty `kinds`/`subjects` mean all."""

    id: str
    per: str
    hours: Decimal
    over: str
    text: str
    source: Source
    kinds: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    years: int = 1
    first_year: int = 0


@dataclass(frozen=True)
class Group:
    """Of the records of `kinds` that share the key (`by`: year, work, ever) only the `best` count: compared
    by what they are worth, or (`after_caps`) by what caps leave of them."""

    id: str
    kinds: tuple[str, ...]
    by: str
    text: str
    source: Source
    best: int = 1
    after_caps: bool = False

"""Whom a notice asks for which years, and the way of a case: series, spans, routes, documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from credits.engine.sources import Source

DEGREES = ("doctor", "master", "bachelor", "associate", "other")
LEVELS = ("senior_full", "senior_associate", "intermediate", "junior")
OFFICES = ("employer", "department", "university", "agency", "county", "bureau", "province")
STAGE_KINDS = ("review", "notice", "filing", "issue", "record")


@dataclass(frozen=True)
class Series:
    """A title series (职称系列); `flags` lets a span refer to it, as R17 does to the medical one."""

    id: str
    name: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Span:
    """Certification span, years inclusive. Empty `levels`, `degrees`, `series_flags`, `regions` fit everyone;
    one that names regions goes, for their people, before those that name none."""

    id: str
    first: int
    last: int
    name: str
    source: Source
    levels: tuple[str, ...] = ()
    degrees: tuple[str, ...] = ()
    series_flags: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(range(self.first, self.last + 1))


@dataclass(frozen=True)
class Window:
    """Inclusive dates, Asia/Shanghai. `opens` is None where the notice only says "before"."""

    opens: date | None
    closes: date


@dataclass(frozen=True)
class Stage:
    """One step of a route. `subjects` are those whose material this review approves. `also_offices` may do it
    as well; `stands_in` are offices above that may act where nobody of the stage's own can (R23), in this
    order. An `optional` stage is done only where the office in charge wants it. `material` names the paper
    that a filing hands in beside the list, "" for none.
    """

    id: str
    kind: str
    office: str
    name: str
    source: Source
    subjects: tuple[str, ...] = ()
    working_days: int = 0
    window: Window | None = None
    bulk: bool = False
    optional: bool = False
    also_offices: tuple[str, ...] = ()
    stands_in: tuple[str, ...] = ()
    material: str = ""


@dataclass(frozen=True)
class Route:
    """The way of a case. `covers` are the routes of organisations whose people take this one."""

    id: str
    name: str
    reaches_province: bool
    levels: tuple[str, ...]
    covers: tuple[str, ...]
    stages: tuple[Stage, ...]


@dataclass(frozen=True)
class Slip:
    """The document issued at the end: full title, short name, pattern of its number."""

    title: str
    name: str
    number: str


@dataclass(frozen=True)
class Certificate:
    """A city's own document for titles whose route ends with a record and no province-wide slip (三(三)):
    title, short name, pattern of its number; `regions` are codes of GB/T 2260."""

    id: str
    title: str
    name: str
    number: str
    regions: tuple[str, ...]
    levels: tuple[str, ...]
    source: Source

"""What a government notice says, as frozen data. Built by `loader`, read by everything else.

Every table of a policy file has one class here; docs/policy-format.md describes the keys. Collections
are tuples or read-only mappings, so a policy can be shared between threads and kept in a cache.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from credits.engine.words import gettext_noop

if TYPE_CHECKING:
    from credits.engine.methods import Method
    from credits.engine.reach import Reach

NOTICE, RESOLUTION = "notice", "resolution"
BASES = (NOTICE, RESOLUTION)
ALL_SUBJECTS = "all"
DEGREES = ("doctor", "master", "bachelor", "associate", "other")
LEVELS = ("senior_full", "senior_associate", "intermediate", "junior")
OFFICES = ("employer", "department", "university", "agency", "county", "bureau", "province")
STAGE_KINDS = ("review", "notice", "filing", "issue", "record")
FACT_TYPES = ("date", "year", "integer", "decimal", "boolean", "choice", "subject", "lines")


@dataclass(frozen=True)
class Source:
    """Where a figure comes from: `basis` is notice or resolution,
    `clause` the place, `points` the R numbers."""

    basis: str
    clause: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Point:
    """One of R1–R27: what the notice leaves open and how this policy settles it."""

    id: str
    title: str
    text: str
    basis: str
    clause: str
    values: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Subject:
    """A bucket of hours with its yearly minimum (公需科目, 专业科目, …)."""

    id: str
    name: str
    minimum: Decimal
    source: Source


@dataclass(frozen=True)
class Choice:
    id: str
    name: str


@dataclass(frozen=True)
class Fact:
    """One question of a kind's form. `minimum`, `maximum` are inclusive; `places` counts decimals."""

    id: str
    type: str
    label: str
    help: str = ""
    optional: bool = False
    choices: tuple[Choice, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    places: int = 0
    not_before: str = ""
    not_after: str = ""

    def choice_name(self, value: str) -> str:
        return next((choice.name for choice in self.choices if choice.id == value), value)


@dataclass(frozen=True)
class Kind:
    """A kind of activity and the facts that its rule needs. `one_of`: at least one of each group is given."""

    id: str
    name: str
    description: str
    facts: tuple[Fact, ...]
    one_of: tuple[tuple[str, ...], ...]

    def fact(self, fact_id: str) -> Fact:
        return next(fact for fact in self.facts if fact.id == fact_id)


@dataclass(frozen=True)
class Condition:
    """`fact` is one of `values`, and not outside `minimum`..`maximum` (each side optional)."""

    fact: str
    values: tuple[Any, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    def holds(self, facts: Mapping[str, Any]) -> bool:
        value = facts.get(self.fact)
        if self.values:
            return value in self.values
        if value is None:
            return False
        above = self.minimum is None or value >= self.minimum
        return above and (self.maximum is None or value <= self.maximum)


Conditions = tuple[Condition, ...]


def all_hold(conditions: Conditions, facts: Mapping[str, Any]) -> bool:
    return all(condition.holds(facts) for condition in conditions)


@dataclass(frozen=True)
class Requirement:
    """Unless every condition of `when` holds the record earns nothing, for the reason `why`."""

    when: Conditions
    why: str


@dataclass(frozen=True)
class Rule:
    """One conversion row: facts of `kinds` -> hours, by `method`. `subject` is a bucket's id, or the fact
    that names it (`subject_fact`); the year is that of the fact `year_of`, or of `attributed_year_of`
    (a fact holding a year) for the subjects of `attributed_subjects`."""

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


@dataclass(frozen=True)
class Cap:
    """At most `hours` per item, day or year. `over` says what happens above: the part above does not
    count (`clamp`), or the later record is refused (`refuse`). Empty `kinds`/`subjects` mean all."""

    id: str
    per: str
    hours: Decimal
    over: str
    text: str
    source: Source
    kinds: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Of the records of `kinds` that share the key (`by`: year or work) only the highest counts."""

    id: str
    kinds: tuple[str, ...]
    by: str
    text: str
    source: Source


@dataclass(frozen=True)
class DocumentKind:
    id: str
    name: str


@dataclass(frozen=True)
class EvidenceOption:
    """One permitted combination: of every group in `needs` one document kind must be there."""

    name: str
    needs: tuple[tuple[str, ...], ...]
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class EvidenceRow:
    """One row of the list of required materials: any of `options` is enough."""

    id: str
    kinds: tuple[str, ...]
    text: str
    source: Source
    options: tuple[EvidenceOption, ...]


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


@dataclass(frozen=True, eq=False)
class Policy:
    """A whole notice. Equal and hashed by the SHA-256 of its file.

    `registration`: "before_case" — a case is submitted when every year of its span is registered; "with_case"
    — years that are not are declared, confirmed and locked together with it.
    """

    name: str
    sha256: str
    reach: Reach
    application_year: int
    document_number: str
    document_date: date
    title: str
    issuer: str
    themes: tuple[str, ...]
    unit: str
    slip: Slip
    key_b_deadline: date | None
    registration: str
    total_minimum: Decimal
    total_source: Source
    subjects: tuple[Subject, ...]
    points: Mapping[str, Point]
    kinds: Mapping[str, Kind]
    slots: Mapping[str, Slot]
    same_work: str
    rules: tuple[Rule, ...]
    caps: tuple[Cap, ...]
    groups: tuple[Group, ...]
    documents: Mapping[str, DocumentKind]
    evidence: tuple[EvidenceRow, ...]
    series: Mapping[str, Series]
    spans: tuple[Span, ...]
    routes: Mapping[str, Route]
    certificates: Mapping[str, Certificate]
    source_text: str = field(repr=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Policy) and self.sha256 == other.sha256

    def __hash__(self) -> int:
        return hash(self.sha256)

    @cached_property
    def subject_names(self) -> Mapping[str, str]:
        return {subject.id: subject.name for subject in self.subjects} | {
            ALL_SUBJECTS: gettext_noop("全部科目")
        }

    @cached_property
    def rules_by_kind(self) -> Mapping[str, tuple[Rule, ...]]:
        return {kind: tuple(rule for rule in self.rules if kind in rule.kinds) for kind in self.kinds}

    @cached_property
    def evidence_by_kind(self) -> Mapping[str, EvidenceRow]:
        return {kind: row for row in self.evidence for kind in row.kinds}

    def point_value(self, point: str, key: str) -> Any:
        """The parameter `key` of point `point` ("R9"); KeyError when the policy does not settle it."""
        return self.points[point].values[key]

"""What a government notice says, as frozen data. Built by `loader`, read by everything else.

Every table of a policy file has one class, here and in the modules of its noun; docs/policy-format.md
describes the keys. Collections are tuples or read-only mappings, so a policy can be shared between threads
and kept in a cache.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from credits.engine.also import Also
from credits.engine.bases import Written
from credits.engine.examples import Example
from credits.engine.kinds import Kind
from credits.engine.materials import DocumentKind, EvidenceRow
from credits.engine.needs import TOTAL, Carry, Need, Reduction, Trait
from credits.engine.notice_text import Clause
from credits.engine.numbers import ZERO
from credits.engine.reach import Reach
from credits.engine.recognition import Recognition
from credits.engine.rules import Cap, Group, Rule, Slot
from credits.engine.sources import Point, Source
from credits.engine.ways import Certificate, Route, Series, Slip, Span
from credits.engine.words import gettext_noop

ALL_SUBJECTS = "all"


@dataclass(frozen=True)
class Subject:
    """A bucket of hours with its yearly minimum (公需科目, 专业科目, …)."""

    id: str
    name: str
    minimum: Decimal
    source: Source

    @property
    def short(self) -> str:
        """The name as it stands in narrow columns and beside figures."""
        return short_name(self.name)


def short_name(name: str) -> str:
    """公需 of 公需科目; a name of another make stays whole."""
    return name.removesuffix("科目") or name


@dataclass(frozen=True, eq=False)
class Policy:
    """A whole notice. Equal and hashed by the SHA-256 of its file.

    `registration`: "before_case" — a case is submitted when every year of its span is registered;
    "with_case" — years that are not are declared, confirmed and locked together with it. `last_month`
    is the one with which years end, or "birth".
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
    recognition: Recognition
    source_text: str = field(repr=False)
    written: Written = field(repr=False)
    clauses: tuple[Clause, ...] = ()
    examples: tuple[Example, ...] = ()
    last_month: int | str = 12
    needs: tuple[Need, ...] = ()
    carries: tuple[Carry, ...] = ()
    reductions: tuple[Reduction, ...] = ()
    traits: Mapping[str, Trait] = field(default_factory=dict)
    offices: Mapping[str, str] = field(default_factory=dict)
    also: tuple[Also, ...] = ()
    cited: Mapping[str, str] = field(default_factory=dict)  # topic (cited.TOPICS) -> clause

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Policy) and self.sha256 == other.sha256

    def __hash__(self) -> int:
        return hash(self.sha256)

    @cached_property
    def minima(self) -> Mapping[str, Decimal]:
        """Hours a year by subject id, and "total"."""
        return {subject.id: subject.minimum for subject in self.subjects} | {TOTAL: self.total_minimum}

    @cached_property
    def subject_names(self) -> Mapping[str, str]:
        return {subject.id: subject.name for subject in self.subjects} | {
            ALL_SUBJECTS: gettext_noop("全部科目")
        }

    @cached_property
    def parted(self) -> str:
        """The subject that tables of two columns put in front: the one whose training is filed, else the
        notice's first."""
        return self.recognition.filed_subject or self.subjects[0].id

    @cached_property
    def is_in_two(self) -> bool:
        """Whether `in_two` says everything, in the order of the notice."""
        return len(self.subjects) == 2 and self.subjects[0].id == self.parted

    def in_two(self, hours: Mapping[str, Decimal]) -> tuple[Decimal, Decimal]:
        """Of the `parted` subject, and of all others together: as papers and figures keep them."""
        first = hours.get(self.parted, ZERO)
        return first, sum(hours.values(), ZERO) - first

    @cached_property
    def filed_name(self) -> str:
        """What the subject is called whose face-to-face training is filed; "" where none is."""
        filed = self.recognition.filed_subject
        return self.subject_names[filed] if filed else ""

    @cached_property
    def rules_by_kind(self) -> Mapping[str, tuple[Rule, ...]]:
        return {kind: tuple(rule for rule in self.rules if kind in rule.kinds) for kind in self.kinds}

    @cached_property
    def row_places(self) -> Mapping[str, int]:
        """Where each row of the conversion stands in the notice."""
        return {rule.id: place for place, rule in enumerate(self.rules)}

    @cached_property
    def evidence_by_kind(self) -> Mapping[str, EvidenceRow]:
        return {kind: row for row in self.evidence for kind in row.kinds}

    def office_name(self, office: str, usual: str) -> str:
        """What `office` is called where this notice is worked with; `usual` where the file does not say."""
        return self.offices.get(office, usual)

    def point_value(self, point: str, key: str) -> Any:
        """The parameter `key` of point `point` ("R9"); KeyError when the policy does not settle it."""
        return self.points[point].values[key]

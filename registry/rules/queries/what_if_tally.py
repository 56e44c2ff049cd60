"""Sums of a trial: added up person by person, kept as JSON, put together piece by piece."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from credits.engine.numbers import ZERO
from registry.rules.queries.what_if_person import Change, Person

GROUPS = ("series", "level", "unit", "city")
# What one line of a table counts: people, then years, then hours.
PEOPLE, GAIN, LOSE, MEET, MISS, YEARS_MET, YEARS_MISSED, BEFORE, AFTER = range(9)
HOURS = (BEFORE, AFTER)
UNITS = 50
Line = list[Any]


def _line() -> Line:
    return [0, 0, 0, 0, 0, 0, 0, ZERO, ZERO]


def _clause() -> Line:
    """Hours before and after, people who gain and people who lose under it."""
    return [ZERO, ZERO, 0, 0]


def _plus(line: Line, other: Line) -> None:
    for place, value in enumerate(other):
        line[place] += value


@dataclass
class Tally:
    """`all` is the line of everyone, `groups` name -> key -> line, `lost` hours -> how many people lose just
    as many; `waiting` records and `cases` are what would be work, `unread` records that a policy cannot read,
    before and after."""

    records: int = 0
    waiting: int = 0
    cases: int = 0
    unread: list[int] = field(default_factory=lambda: [0, 0])
    all: Line = field(default_factory=_line)
    groups: dict[str, dict[str, Line]] = field(
        default_factory=lambda: {one: defaultdict(_line) for one in GROUPS}
    )
    clauses: dict[str, Line] = field(default_factory=lambda: defaultdict(_clause))
    lost: Counter[Decimal] = field(default_factory=Counter)

    def add(self, person: Person, change: Change, cases: int = 0) -> None:
        line = _line_of(change)
        _plus(self.all, line)
        for name in GROUPS:
            _plus(self.groups[name][str(getattr(person, name) or "")], line)
        for clause, (was, now) in change.clauses.items():
            _plus(self.clauses[clause], [was, now, int(now > was), int(now < was)])
        if change.lost:
            self.lost[change.lost] += 1
        self.records += len(person.claims)
        self.waiting += change.waiting
        self.cases += cases
        self.unread = [one + more for one, more in zip(self.unread, change.unread, strict=True)]

    def plus(self, other: "Tally") -> None:
        for name in ("records", "waiting", "cases"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        _plus(self.unread, other.unread)
        _plus(self.all, other.all)
        for name in GROUPS:
            for key, line in other.groups[name].items():
                _plus(self.groups[name][key], line)
        for clause, line in other.clauses.items():
            _plus(self.clauses[clause], line)
        self.lost += other.lost

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "records": self.records,
            "waiting": self.waiting,
            "cases": self.cases,
            "unread": self.unread,
            "all": _out(self.all),
            "groups": {
                name: {key: _out(line) for key, line in of.items()} for name, of in self.groups.items()
            },
            "clauses": {clause: _out(line) for clause, line in self.clauses.items()},
            "lost": {str(hours): count for hours, count in self.lost.items()},
        }

    def worst_units(self) -> int:
        """Keep only the units where most people lose or miss; how many others there were."""
        of = self.groups["unit"]
        worst = heapq.nlargest(UNITS, of, key=lambda key: (of[key][LOSE] + of[key][MISS], of[key][PEOPLE]))
        left = len(of) - len(worst)
        self.groups["unit"] = {key: of[key] for key in worst}
        return left


def _line_of(change: Change) -> Line:
    met, missed = len(change.meets), len(change.misses)
    return [
        1,
        int(change.gained > 0),
        int(change.lost > 0),
        int(met > 0),
        int(missed > 0),
        met,
        missed,
        *change.hours,
    ]


def _out(line: Line) -> Line:
    return [str(value) if isinstance(value, Decimal) else value for value in line]


def read(kept: Mapping[str, Any]) -> Tally:
    """What `Tally.kept` wrote."""
    found = Tally(records=kept["records"], waiting=kept["waiting"], cases=kept["cases"])
    found.unread = list(kept["unread"])
    found.all = _in(kept["all"])
    for name, of in kept["groups"].items():
        found.groups[name].update({key: _in(line) for key, line in of.items()})
    found.clauses.update({clause: _in(line) for clause, line in kept["clauses"].items()})
    found.lost.update({Decimal(hours): count for hours, count in kept["lost"].items()})
    return found


def _in(line: Line) -> Line:
    return [Decimal(value) if isinstance(value, str) else value for value in line]


def together(pieces: Iterator[Mapping[str, Any]]) -> Tally:
    whole = Tally()
    for piece in pieces:
        whole.plus(read(piece))
    return whole

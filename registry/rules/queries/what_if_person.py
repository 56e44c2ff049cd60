"""One person's records under two policies: what the years come to, and what of it is different.

Pure arithmetic over the engine, without a query; a million records go through it in minutes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from credits.engine.convert import Result, convert
from credits.engine.facts import Record, parse_facts
from credits.engine.ledger import YearLine
from credits.engine.numbers import ZERO
from credits.engine.person import NOBODY
from credits.engine.person import Person as EnginePerson
from credits.engine.policy import Policy
from credits.engine.values import Bad, parse_text
from registry.activities.permissions import WAITING
from registry.enums import ActivityState

_NO_FACTS = {"id", "kind", "work"}
NOTHING = Result((), (), ())


@dataclass(frozen=True, slots=True)
class Claim:
    """A record that counts or may count, as its row holds it."""

    id: str
    kind: str
    facts: Mapping[str, Any]
    state: str


@dataclass(frozen=True, slots=True)
class Person:
    """What of a person decides; `unit` is the present employer (0: none), `city` its place."""

    pk: int
    series: str
    level: str
    unit: int
    city: str
    claims: Sequence[Claim]
    certified: Mapping[int, str] = field(default_factory=dict)
    exempt: Mapping[int, str] = field(default_factory=dict)
    known: Mapping[str, EnginePerson] = field(default_factory=dict)  # SHA-256 of a policy that asks -> by it


@dataclass(frozen=True)
class Change:
    """`meets` are years that were short and would not be, `misses` the other way round; `clauses` is clause
    -> hours before and after. `gained` and `lost` add up what each year has more or less (R4)."""

    before: Result
    after: Result
    gained: Decimal
    lost: Decimal
    meets: tuple[int, ...]
    misses: tuple[int, ...]
    clauses: Mapping[str, tuple[Decimal, Decimal]]
    waiting: int
    unread: tuple[int, int]

    @property
    def hours(self) -> tuple[Decimal, Decimal]:
        return _total(self.before), _total(self.after)


@dataclass(frozen=True)
class Pair:
    """What governs now (None: nothing yet) and the draft, for people whom both concern."""

    present: Policy | None
    draft: Policy

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years of every span of either."""
        spans = [*self.draft.spans, *(self.present.spans if self.present else ())]
        return tuple(sorted({year for span in spans for year in span.years}))

    @cached_property
    def alike(self) -> frozenset[str]:
        """Kinds whose facts both read the same way: such records are read once."""
        if self.present is None or _ground(self.present) != _ground(self.draft):
            return frozenset()
        known = self.present.kinds
        return frozenset(one for one, kind in self.draft.kinds.items() if known.get(one) == kind)

    def change(self, person: Person) -> Change:
        """What the draft would change for `person`."""
        claims = person.claims
        after = _read(self.draft, claims)
        before = _read_too(self.present, claims, after, self.alike) if self.present else {}
        unread = len(claims) - len(before) if self.present else 0, len(claims) - len(after)
        now, then = self._counted(self.present, before, person), self._counted(self.draft, after, person)
        return _compared(now, then, claims, frozenset(self.years), unread)

    def _counted(self, policy: Policy | None, records: Mapping[str, Record], person: Person) -> Result:
        if policy is None:
            return NOTHING
        settled = {one.id for one in person.claims if one.state == ActivityState.APPROVED}
        aside = person.certified, person.exempt
        known = person.known.get(policy.sha256, NOBODY)
        return convert(
            policy,
            list(records.values()),
            self.years,
            *aside,
            settled=settled,
            approved=settled,
            person=known,
        )


def _ground(policy: Policy) -> tuple[Any, ...]:
    """What of a policy, beside its kinds, decides how a fact is read."""
    return tuple(policy.slots), tuple(one.id for one in policy.subjects)


def _read(policy: Policy, claims: Sequence[Claim]) -> dict[str, Record]:
    """Id -> record, in their order, without those that the policy cannot read."""
    return {one.id: record for one in claims if (record := _record(policy, one)) is not None}


def _read_too(
    policy: Policy, claims: Sequence[Claim], known: Mapping[str, Record], alike: frozenset[str]
) -> dict[str, Record]:
    """The same, where those of the kinds `alike` were read for another policy."""
    read = ((one.id, known.get(one.id) if one.kind in alike else _record(policy, one)) for one in claims)
    return {name: record for name, record in read if record is not None}


def _record(policy: Policy, claim: Claim) -> Record | None:
    """As `credits.engine.records.parse_record`, without its sentences."""
    if claim.kind not in policy.kinds:
        return None
    raw = {key: value for key, value in claim.facts.items() if key not in _NO_FACTS}
    facts, faults = parse_facts(policy, claim.kind, raw)
    work = claim.facts.get("work")
    if faults:
        return None
    try:
        return Record(claim.id, claim.kind, facts, "" if work is None else parse_text(work))
    except Bad:
        return None


def _compared(
    before: Result, after: Result, claims: Sequence[Claim], years: frozenset[int], unread: tuple[int, int]
) -> Change:
    gained = lost = ZERO
    meets, misses = [], []
    now = {line.year: line for line in before.years}
    for line in after.years:
        was = now.get(line.year)
        more = line.total - (was.total if was else ZERO)
        gained, lost = gained + max(more, ZERO), lost + max(-more, ZERO)
        if was and not was.settled and line.settled:
            meets.append(line.year)
        if (was is None or was.settled) and not line.settled:
            misses.append(line.year)
    waiting = _moved(before, after, claims)
    clauses = _clauses(before, after, years)
    return Change(before, after, gained, lost, tuple(meets), tuple(misses), clauses, waiting, unread)


def _clauses(before: Result, after: Result, years: frozenset[int]) -> dict[str, tuple[Decimal, Decimal]]:
    found: dict[str, list[Decimal]] = {}
    for side, result in enumerate((before, after)):
        for award in result.awards:
            if award.year in years:
                found.setdefault(award.clause, [ZERO, ZERO])[side] += award.hours
    return {clause: (was, now) for clause, (was, now) in found.items()}


def _moved(before: Result, after: Result, claims: Sequence[Claim]) -> int:
    """How many records that wait for an office would come to something else."""
    waiting = {one.id for one in claims if one.state in WAITING}
    return sum(1 for one in waiting if _of(before, one) != _of(after, one)) if waiting else 0


def _of(result: Result, record: str) -> list[tuple[Any, ...]]:
    return [(one.year, one.subject, one.hours, one.deemed) for one in result.awards if one.record == record]


def _total(result: Result) -> Decimal:
    return sum((line.total for line in result.years), ZERO)


def told(policy: Policy | None, lines: Sequence[YearLine]) -> dict[str, Any]:
    """A ledger as it is kept beside another."""
    if policy is None:
        return {"subjects": [], "years": []}
    return {
        "policy": policy.name,
        "subjects": [[one.id, one.name] for one in policy.subjects],
        "years": [
            {
                "year": line.year,
                "status": line.status,
                "hours": {subject: str(hours) for subject, hours in line.hours.items()},
                "total": str(line.total),
                "missing": {subject: str(hours) for subject, hours in line.missing.items()},
                "missing_total": str(line.missing_total),
            }
            for line in lines
        ],
    }

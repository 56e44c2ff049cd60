"""Facts + policy -> awards with reasons, refusals, and the ledger of the years asked for.

The order in which records were entered decides nothing. They are weighed in the order of their own dates, of
one date the one that is worth more first, then by their content (`credits.engine.order`). Of two that claim
one slot or one work the later one in that order is refused, whole, so that a person corrects one record and
nothing is half counted. A refused record claims nothing: neither its slots nor its work stand in the way of
another. A record that earns nothing by its rule claims no work either. The checks, in order:
`duplicate_work`, `slot_taken`. After that, highest-only groups and then caps lower what counts; a `refuse`
cap also refuses a record of which it leaves nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from credits.engine.also import as_own
from credits.engine.awards import Award, awards_of
from credits.engine.caps import left_with_nothing
from credits.engine.conflicts import Refusal, admit
from credits.engine.entries import Entry, entry_of
from credits.engine.evidence import EvidenceState, evidence_for
from credits.engine.facts import FactFault, Record, parse_facts
from credits.engine.ledger import YearLine, year_lines
from credits.engine.order import Rank
from credits.engine.person import NOBODY, Person
from credits.engine.policy import Policy
from credits.engine.weighing import weigh
from credits.engine.words import _
from credits.engine.years import years_for


@dataclass(frozen=True)
class Result:
    awards: tuple[Award, ...]
    refused: tuple[Refusal, ...]
    years: tuple[YearLine, ...]


@dataclass(frozen=True)
class Preview:
    """What a form shows while a person types. `faults` say what is still missing or impossible."""

    awards: tuple[Award, ...]
    refused: tuple[Refusal, ...]
    faults: tuple[FactFault, ...]
    evidence: EvidenceState


def convert(
    policy: Policy,
    records: Sequence[Record],
    years: Iterable[int] = (),
    certified: Mapping[int, str] | None = None,
    exempt: Mapping[int, str] | None = None,
    settled: Collection[str] = (),
    newcomers: Collection[str] = (),
    person: Person | None = None,
    approved: Collection[str] = (),
) -> Result:
    """Convert checked `records` (see `facts.parse_records`). `certified` is year -> slip number and `exempt`
    year -> reason. Deterministic: no clock, no database, and no order of entry.

    `settled` are ids of records whose hours somebody approved: caps leave them what they
    have and cut the others. `newcomers` are ids of records that give way to all others
    where a slot or a work is claimed twice. `person` is what is known of whose records these are, `approved`
    are ids of records whose hours may count where the policy wants them approved first.
    """
    known = person or NOBODY
    calendar = years_for(policy.last_month, known)
    entries = [entry_of(policy, record, newcomers, approved, calendar) for record in records]
    stands, refused = admit(policy, sorted(entries, key=_place))
    weigh(policy, stands, settled, known)
    refused |= left_with_nothing(policy.caps, stands)
    counted = [entry for entry in entries if entry.record.id not in refused] if refused else entries
    awards = tuple([award for entry in counted for award in awards_of(policy, entry)])
    kinds = {record.id: record.kind for record in records}
    lines = year_lines(policy, years, awards, kinds, certified or {}, exempt or {}, known)
    told = (refused[record.id] for record in records if record.id in refused)
    return Result(awards, tuple(told), lines)


def _place(entry: Entry) -> tuple[bool, Rank]:
    return entry.rank


def preview(
    policy: Policy,
    kind: str,
    facts: Mapping[str, Any],
    documents: Iterable[str] = (),
    others: Sequence[Record] = (),
    record_id: str = "",
    work: str = "",
    settled: Collection[str] = (),
    person: Person | None = None,
    approved: Collection[str] = (),
) -> Preview:
    """One activity as a form sees it: the code of `convert`. Where it claims what one of the person's
    `others` holds it is the one refused, for the others were handed in."""
    kind, facts = as_own(policy, kind, facts)
    evidence = evidence_for(policy, kind, documents)
    values, faults = parse_facts(policy, kind, facts)
    if faults:
        return Preview((), (), tuple(faults), evidence)
    record_id = record_id or _("本条记录")
    mine = Record(record_id, kind, values, work)
    result = convert(
        policy,
        [*others, mine],
        settled=settled,
        newcomers={record_id},
        person=person,
        approved=approved,
    )
    awards = tuple(award for award in result.awards if award.record == record_id)
    refused = tuple(refusal for refusal in result.refused if refusal.record == record_id)
    return Preview(awards, refused, (), evidence)

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

from credits.engine.awards import Award, awards_of
from credits.engine.caps import cut, left_with_nothing
from credits.engine.conflicts import Refusal, admit
from credits.engine.entries import entry_of
from credits.engine.evidence import EvidenceState, evidence_for
from credits.engine.facts import FactFault, Record, parse_facts
from credits.engine.groups import keep_best
from credits.engine.ledger import YearLine, year_line
from credits.engine.policy import Policy
from credits.engine.words import _


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
) -> Result:
    """Convert checked `records` (see `facts.parse_records`). `certified` is year -> slip number and `exempt`
    year -> reason. Deterministic: no clock, no database, and no order of entry.

    `settled` are ids of records whose hours somebody approved: caps leave them what they
    have and cut the others. `newcomers` are ids of records that give way to all others
    where a slot or a work is claimed twice.
    """
    entries = [entry_of(policy, record, newcomers) for record in records]
    weighed = sorted(entries, key=lambda entry: entry.rank)
    stands, refused = admit(policy, weighed)
    for group in policy.groups:
        keep_best(group, stands)
    for cap in policy.caps:
        cut(cap, stands, settled)
    refused |= left_with_nothing(policy.caps, stands)
    counted = [entry for entry in entries if entry.record.id not in refused]
    awards = tuple(award for entry in counted for award in awards_of(policy, entry))
    lines = (year_line(policy, year, awards, certified or {}, exempt or {}) for year in sorted(set(years)))
    told = (refused[record.id] for record in records if record.id in refused)
    return Result(awards, tuple(told), tuple(lines))


def preview(
    policy: Policy,
    kind: str,
    facts: Mapping[str, Any],
    documents: Iterable[str] = (),
    others: Sequence[Record] = (),
    record_id: str = "",
    work: str = "",
    settled: Collection[str] = (),
) -> Preview:
    """One activity as a form sees it: the code of `convert`. Where it claims what one of the person's
    `others` holds it is the one refused, for the others were handed in."""
    evidence = evidence_for(policy, kind, documents)
    values, faults = parse_facts(policy, kind, facts)
    if faults:
        return Preview((), (), tuple(faults), evidence)
    record_id = record_id or _("本条记录")
    mine = Record(record_id, kind, values, work)
    result = convert(policy, [*others, mine], settled=settled, newcomers={record_id})
    awards = tuple(award for award in result.awards if award.record == record_id)
    refused = tuple(refusal for refusal in result.refused if refusal.record == record_id)
    return Preview(awards, refused, (), evidence)

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

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from credits.engine.evidence import EvidenceState, evidence_for
from credits.engine.facts import FactFault, Record, parse_facts
from credits.engine.ledger import YearLine, year_line
from credits.engine.methods import Manual, Piece, Slots, Task
from credits.engine.numbers import ZERO, show, show_date
from credits.engine.order import Rank, first_day, rank
from credits.engine.policy import Cap, Policy, Rule, all_hold
from credits.engine.words import _
from credits.engine.works import fold_work


@dataclass(frozen=True)
class Award:
    """`hours` of `subject` in `year` from one record, citing `clause`; `why` is one Chinese sentence."""

    record: str
    year: int
    subject: str
    hours: Decimal
    clause: str
    rule: str
    rule_id: str
    basis: str
    why: str
    deemed: bool = False


@dataclass(frozen=True)
class Refusal:
    """A record that breaks a rule across records. `other` is the record it collides with."""

    record: str
    code: str
    why: str
    other: str = ""


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


@dataclass
class _Entry:
    """A record on its way through the checks."""

    record: Record
    rule: Rule
    pieces: list[Piece]
    work: str = ""  # folded
    rank: Rank = ()

    def hours(self) -> Decimal:
        return sum((piece.hours for piece in self.pieces), ZERO)

    def lower(self, index: int, hours: Decimal, reason: str) -> None:
        piece = self.pieces[index]
        note = f"{piece.note}；{reason}" if piece.note else reason
        self.pieces[index] = replace(piece, hours=hours, note=note, label=piece.label)


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
    entries = [_entry(policy, record, newcomers) for record in records]
    weighed = sorted(entries, key=lambda entry: entry.rank)
    stands, refused = _admit(policy, weighed)
    _keep_highest(policy, stands)
    for cap in policy.caps:
        _cut(cap, stands, settled)
    refused |= _left_with_nothing(policy, stands)
    counted = [entry for entry in entries if entry.record.id not in refused]
    awards = tuple(award for entry in counted for award in _awards(policy, entry))
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


def _entry(policy: Policy, record: Record, newcomers: Collection[str]) -> _Entry:
    rule = next(rule for rule in policy.rules_by_kind[record.kind] if all_hold(rule.when, record.facts))
    task = Task(policy, policy.kinds[record.kind], rule, record.facts)
    entry = _Entry(record, rule, _pieces(task), fold_work(record.work))
    entry.rank = (record.id in newcomers, *rank(policy, record, entry.hours()))
    return entry


def _pieces(task: Task) -> list[Piece]:
    """What the rule gives; zero, when a requirement fails. Deemed years keep their own zero's subject."""
    for requirement in task.rule.requires:
        if not all_hold(requirement.when, task.facts):
            return [task.nothing(requirement.why)]
    return list(task.rule.method.pieces(task))


# Conflicts between records


def _admit(policy: Policy, entries: list[_Entry]) -> tuple[list[_Entry], dict[str, Refusal]]:
    """The entries that stand, in the order given, and id -> refusal of those that do not."""
    works: dict[str, str] = {}
    slots: dict[tuple[date, str], str] = {}
    stands, refused = [], {}
    for entry in entries:
        refusal = _work_refusal(policy, entry, works) or _slot_refusal(policy, entry, slots)
        if refusal:
            refused[entry.record.id] = refusal
            continue
        stands.append(entry)
        if entry.work and entry.hours():
            works.setdefault(entry.work, entry.record.id)
        slots.update(dict.fromkeys(_claims(policy, entry), entry.record.id))
    return stands, refused


def _work_refusal(policy: Policy, entry: _Entry, works: Mapping[str, str]) -> Refusal | None:
    """R5: the same work counts once for one person, however its identifier is written. What earns nothing
    takes nothing twice: its own reason stands."""
    other = works.get(entry.work)
    if policy.same_work != "refuse" or not entry.work or other is None or not entry.hours():
        return None
    why = _(
        "记录 {id} 与记录 {other} 是同一成果（{work}），同一成果只计一次。",
        id=entry.record.id,
        other=other,
        work=entry.record.work.strip(),
    )
    return Refusal(entry.record.id, "duplicate_work", why, other)


def _claims(policy: Policy, entry: _Entry) -> list[tuple[date, str]]:
    if not isinstance(entry.rule.method, Slots):
        return []
    lines = entry.record.facts["lines"]
    return [(line.day, part) for line in lines for part in policy.slots[line.slot].occupies]


def _slot_refusal(policy: Policy, entry: _Entry, slots: Mapping[tuple[date, str], str]) -> Refusal | None:
    """R6: the same slot of the same date is claimed once, also inside one record."""
    seen: set[tuple[date, str]] = set()
    for claim in _claims(policy, entry):
        other = entry.record.id if claim in seen else slots.get(claim)
        seen.add(claim)
        if other is None:
            continue
        whose = _("自身的另一行") if other == entry.record.id else _("记录 {other} ", other=other)
        slot = policy.slots[claim[1]].name
        why = _(
            "记录 {id} 与{whose}在{day}{slot}的时段重叠，同一时段只能认定一次。",
            id=entry.record.id,
            whose=whose,
            day=show_date(claim[0]),
            slot=slot,
        )
        return Refusal(entry.record.id, "slot_taken", why, other)
    return None


# What counts less than it is worth


def _keep_highest(policy: Policy, entries: list[_Entry]) -> None:
    """Of the records of a group with one key only the highest keeps its hours (the earliest, when equal)."""
    for group in policy.groups:
        members: dict[object, list[_Entry]] = defaultdict(list)
        for entry in entries:
            if entry.record.kind in group.kinds:
                key = entry.work if group.by == "work" else entry.pieces[0].year
                if key:
                    members[key].append(entry)
        for rivals in members.values():
            best = max(rivals, key=_Entry.hours)
            for entry in rivals:
                if entry is not best and entry.hours():
                    for index in range(len(entry.pieces)):
                        entry.lower(
                            index,
                            ZERO,
                            _("{text}，已按记录 {id} 计算，本记录不再计", text=group.text, id=best.record.id),
                        )


def _cut(cap: Cap, entries: list[_Entry], settled: Collection[str]) -> None:
    """What stands above `cap` does not count. Who keeps: what is settled, then by date, of one date the
    bigger piece (a whole day before an evening), then the order of `entries`."""
    spent: dict[object, Decimal] = defaultdict(Decimal)
    holders: dict[object, list[str]] = defaultdict(list)
    for entry, index in _in_turn(entries, settled):
        piece = entry.pieces[index]
        key = _cap_key(cap, entry, piece)
        if key is None or not piece.hours:
            continue
        counted = min(piece.hours, max(cap.hours - spent[key], ZERO))
        spent[key] += counted
        if counted < piece.hours:
            entry.lower(index, counted, _cut_why(cap, entry, counted, holders[key]))
        if counted and entry.record.id not in holders[key]:
            holders[key].append(entry.record.id)


def _cut_why(cap: Cap, entry: _Entry, counted: Decimal, holders: list[str]) -> str:
    """The cap, which other records of the same day hold it, and what is left."""
    others = [holder for holder in holders if holder != entry.record.id] if cap.per == "day" else []
    left = _("本项计 {hours}", hours=show(counted))
    if not others:
        return f"{cap.text}，{left}"
    held = _("当日已按{records} 计算", records="、".join(_("记录 {record}", record=one) for one in others))
    return f"{cap.text}，{held}，{left}"


def _in_turn(entries: list[_Entry], settled: Collection[str]) -> list[tuple[_Entry, int]]:
    """Every piece of every entry as (entry, index), in the order in which caps are filled."""
    turns = []
    for place, entry in enumerate(entries):
        start = first_day(entry.record)
        for index, piece in enumerate(entry.pieces):
            turn = (entry.record.id not in settled, piece.day or start, -piece.hours, place, index)
            turns.append((turn, entry, index))
    return [(entry, index) for _turn, entry, index in sorted(turns, key=lambda one: one[0])]


def _cap_key(cap: Cap, entry: _Entry, piece: Piece) -> object:
    """What `cap` counts this piece with; None when it does not apply."""
    if cap.kinds and entry.record.kind not in cap.kinds:
        return None
    if piece.deemed or (cap.subjects and piece.subject not in cap.subjects):
        return None
    return {"item": entry.record.id, "day": piece.day, "year": piece.year}[cap.per]


def _left_with_nothing(policy: Policy, entries: list[_Entry]) -> dict[str, Refusal]:
    """Records that had hours and of which a `refuse` cap left none."""
    caps = [cap for cap in policy.caps if cap.over == "refuse"]
    found = {}
    for entry in entries:
        cap = next((cap for cap in caps if any(cap.text in piece.note for piece in entry.pieces)), None)
        if cap is None or entry.hours():
            continue
        why = _(
            "记录 {id}：{why}。",
            id=entry.record.id,
            why="；".join(dict.fromkeys(piece.note for piece in entry.pieces if piece.note)),
        )
        found[entry.record.id] = Refusal(entry.record.id, f"{cap.per}_limit", why)
    return found


# From pieces to awards


def _awards(policy: Policy, entry: _Entry) -> list[Award]:
    """One award per year and subject, ascending; deemed years one by one."""
    buckets: dict[tuple[int, str], list[Piece]] = defaultdict(list)
    for piece in entry.pieces:
        buckets[piece.year, piece.subject].append(piece)
    return [_award(policy, entry, buckets[key]) for key in sorted(buckets)]


def _award(policy: Policy, entry: _Entry, pieces: list[Piece]) -> Award:
    first, source = pieces[0], entry.rule.source
    hours = sum((piece.hours for piece in pieces), ZERO)
    why = _days_why(policy, pieces, hours) if first.label else "；".join(piece.note for piece in pieces)
    basis = "resolution" if isinstance(entry.rule.method, Manual) else source.basis
    return Award(
        record=entry.record.id,
        year=first.year,
        subject=first.subject,
        hours=hours,
        clause=source.clause,
        rule=entry.rule.text,
        rule_id=entry.rule.id,
        basis=basis,
        why=f"{why}。",
        deemed=first.deemed,
    )


def _days_why(policy: Policy, pieces: list[Piece], hours: Decimal) -> str:
    """ "2019年5月6日起 3 天，全天 10 × 2、上午 4 × 1，折算专业科目 24 学时（分）" """
    counts: dict[tuple[str, Decimal], int] = defaultdict(int)
    for piece in pieces:
        counts[piece.label, piece.hours] += 1
    parts = "、".join(f"{label} {show(each)} × {count}" for (label, each), count in counts.items())
    days = sorted({piece.day for piece in pieces if piece.day})
    when = (
        show_date(days[0])
        if len(days) == 1
        else _(
            "{first}至{last}共 {count} 天",
            first=show_date(days[0]),
            last=show_date(days[-1]),
            count=len(days),
        )
    )
    name = policy.subject_names[pieces[0].subject]
    lowered = "".join(f"；{note}" for note in dict.fromkeys(piece.note for piece in pieces if piece.note))
    return _(
        "{when}，{parts}，折算{name} {hours} {unit}{lowered}",
        when=when,
        parts=parts,
        name=name,
        hours=show(hours),
        unit=policy.unit,
        lowered=lowered,
    )

"""Facts + policy -> awards with reasons, refusals, and the ledger of the years asked for.

Which of two conflicting records is refused: always the later one as given, and always as a whole, so that
a person corrects one record and nothing is half counted. A refused record claims nothing: neither its
slots nor its work stand in the way of a record after it. A record that earns nothing by its rule claims no
work either. The checks, in order: `duplicate_work`, `slot_taken`, then the refusing caps (`day_limit`).
After that, highest-only groups and then clamping caps lower what counts; they refuse nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from credits.engine.evidence import EvidenceState, evidence_for
from credits.engine.facts import FactFault, Record, parse_facts
from credits.engine.ledger import YearLine, year_line
from credits.engine.methods import Manual, Piece, Slots, Task
from credits.engine.numbers import ZERO, show, show_date
from credits.engine.policy import Cap, Policy, Rule, all_hold


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
) -> Result:
    """Convert checked `records` (see `facts.parse_records`). `certified` is year -> slip number and `exempt`
    year -> reason. Deterministic: no clock, no database."""
    entries, refused = _admit(policy, [_entry(policy, record) for record in records])
    _keep_highest(policy, entries)
    _clamp(policy, entries)
    awards = tuple(award for entry in entries for award in _awards(policy, entry))
    lines = (year_line(policy, year, awards, certified or {}, exempt or {}) for year in sorted(set(years)))
    return Result(awards, tuple(refused), tuple(lines))


def preview(
    policy: Policy,
    kind: str,
    facts: Mapping[str, Any],
    documents: Iterable[str] = (),
    others: Sequence[Record] = (),
    record_id: str = "本条记录",
    work: str = "",
) -> Preview:
    """One activity as a form sees it: the code of `convert`, with the person's `others` counted before it."""
    evidence = evidence_for(policy, kind, documents)
    values, faults = parse_facts(policy, kind, facts)
    if faults:
        return Preview((), (), tuple(faults), evidence)
    result = convert(policy, [*others, Record(record_id, kind, values, work)])
    awards = tuple(award for award in result.awards if award.record == record_id)
    refused = tuple(refusal for refusal in result.refused if refusal.record == record_id)
    return Preview(awards, refused, (), evidence)


def _entry(policy: Policy, record: Record) -> _Entry:
    rule = next(rule for rule in policy.rules_by_kind[record.kind] if all_hold(rule.when, record.facts))
    task = Task(policy, policy.kinds[record.kind], rule, record.facts)
    return _Entry(record, rule, _pieces(task))


def _pieces(task: Task) -> list[Piece]:
    """What the rule gives; zero, when a requirement fails. Deemed years keep their own zero's subject."""
    for requirement in task.rule.requires:
        if not all_hold(requirement.when, task.facts):
            return [task.nothing(requirement.why)]
    return list(task.rule.method.pieces(task))


# Conflicts between records


def _admit(policy: Policy, entries: list[_Entry]) -> tuple[list[_Entry], list[Refusal]]:
    """The entries that stand, and the refusals, both in the order given."""
    works: dict[str, str] = {}
    slots: dict[tuple[date, str], str] = {}
    limits = [(cap, _Limit({}, {})) for cap in policy.caps if cap.over == "refuse"]
    stands, refused = [], []
    for entry in entries:
        refusal = _work_refusal(policy, entry, works) or _slot_refusal(policy, entry, slots)
        refusal = refusal or next(
            filter(None, (_limit_refusal(policy, entry, *limit) for limit in limits)), None
        )
        if refusal:
            refused.append(refusal)
            continue
        stands.append(entry)
        if entry.record.work and entry.hours():
            works.setdefault(entry.record.work, entry.record.id)
        slots.update(dict.fromkeys(_claims(policy, entry), entry.record.id))
        for cap, limit in limits:
            limit.add(cap, entry)
    return stands, refused


def _work_refusal(policy: Policy, entry: _Entry, works: Mapping[str, str]) -> Refusal | None:
    """R5: the same work counts once for one person. What earns nothing takes nothing twice: its own reason stands,
    whichever of the two was entered first."""
    other = works.get(entry.record.work)
    if policy.same_work != "refuse" or not entry.record.work or other is None or not entry.hours():
        return None
    why = f"记录 {entry.record.id} 与记录 {other} 是同一成果（{entry.record.work}），同一成果只计一次。"
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
        whose = "自身的另一行" if other == entry.record.id else f"记录 {other} "
        slot = policy.slots[claim[1]].name
        why = (
            f"记录 {entry.record.id} 与{whose}在{show_date(claim[0])}{slot}的时段重叠，同一时段只能认定一次。"
        )
        return Refusal(entry.record.id, "slot_taken", why, other)
    return None


@dataclass
class _Limit:
    """Hours so far under one refusing cap: key -> hours, and key -> ids of the records that hold them."""

    spent: dict[object, Decimal]
    holders: dict[object, list[str]]

    def add(self, cap: Cap, entry: _Entry) -> None:
        for key, hours in _under(cap, entry).items():
            self.spent[key] = self.spent.get(key, ZERO) + hours
            self.holders.setdefault(key, []).append(entry.record.id)


def _under(cap: Cap, entry: _Entry) -> dict[object, Decimal]:
    """The hours of `entry` that fall under `cap`, by the cap's key."""
    sums: dict[object, Decimal] = defaultdict(Decimal)
    for piece in entry.pieces:
        key = _cap_key(cap, entry, piece)
        if key is not None and piece.hours:
            sums[key] += piece.hours
    return sums


def _cap_key(cap: Cap, entry: _Entry, piece: Piece) -> object:
    """What `cap` counts this piece with; None when it does not apply."""
    if cap.kinds and entry.record.kind not in cap.kinds:
        return None
    if piece.deemed or (cap.subjects and piece.subject not in cap.subjects):
        return None
    return {"item": entry.record.id, "day": piece.day, "year": piece.year}[cap.per]


def _limit_refusal(policy: Policy, entry: _Entry, cap: Cap, limit: _Limit) -> Refusal | None:
    for key, hours in _under(cap, entry).items():
        before = limit.spent.get(key, ZERO)
        if before + hours <= cap.hours:
            continue
        others = limit.holders.get(key, [])
        when = show_date(key) if isinstance(key, date) else {"year": f"{key} 年度"}.get(cap.per, "单项")
        held = f"记录 {'、记录 '.join(others)} 已计 {show(before)}，" if others else ""
        why = (
            f"{when}{held}记录 {entry.record.id} 再计 {show(hours)} 将达 {show(before + hours)} "
            f"{policy.unit}，超过上限 {show(cap.hours)}。"
        )
        return Refusal(entry.record.id, f"{cap.per}_limit", why, others[0] if others else "")
    return None


# What counts less than it is worth


def _keep_highest(policy: Policy, entries: list[_Entry]) -> None:
    """Of the records of a group with one key only the highest keeps its hours (the first, when equal)."""
    for group in policy.groups:
        members: dict[object, list[_Entry]] = defaultdict(list)
        for entry in entries:
            if entry.record.kind in group.kinds:
                key = entry.record.work if group.by == "work" else entry.pieces[0].year
                if key:
                    members[key].append(entry)
        for rivals in members.values():
            best = max(rivals, key=_Entry.hours)
            for entry in rivals:
                if entry is not best and entry.hours():
                    for index in range(len(entry.pieces)):
                        entry.lower(
                            index, ZERO, f"{group.text}，已按记录 {best.record.id} 计算，本记录不再计"
                        )


def _clamp(policy: Policy, entries: list[_Entry]) -> None:
    """Apply the clamping caps one after another: what stands above a cap does not count."""
    for cap in (cap for cap in policy.caps if cap.over == "clamp"):
        spent: dict[object, Decimal] = defaultdict(Decimal)
        for entry in entries:
            for index, piece in enumerate(entry.pieces):
                key = _cap_key(cap, entry, piece)
                if key is None or not piece.hours:
                    continue
                counted = min(piece.hours, max(cap.hours - spent[key], ZERO))
                spent[key] += counted
                if counted < piece.hours:
                    entry.lower(index, counted, f"{cap.text}，本项计 {show(counted)}")


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
        else f"{show_date(days[0])}至{show_date(days[-1])}共 {len(days)} 天"
    )
    name = policy.subject_names[pieces[0].subject]
    lowered = "".join(f"；{note}" for note in dict.fromkeys(piece.note for piece in pieces if piece.note))
    return f"{when}，{parts}，折算{name} {show(hours)} {policy.unit}{lowered}"

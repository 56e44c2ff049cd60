"""Conflicts between records: one work and one part of a day count once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from credits.engine.entries import Entry
from credits.engine.lines import Slots
from credits.engine.numbers import show_date
from credits.engine.policy import Policy
from credits.engine.words import _


@dataclass(frozen=True)
class Refusal:
    """A record that breaks a rule across records. `other` is the record it collides with."""

    record: str
    code: str
    why: str
    other: str = ""


def admit(policy: Policy, entries: list[Entry]) -> tuple[list[Entry], dict[str, Refusal]]:
    """The entries that stand, in the order given, and id -> refusal of those that do not."""
    works: dict[str, str] = {}
    slots: dict[tuple[date, str], str] = {}
    stands, refused = [], {}
    for entry in entries:
        claims = _claims(policy, entry) if isinstance(entry.rule.method, Slots) else ()
        refusal = _work_refusal(policy, entry, works) if entry.work else None
        if claims and refusal is None:
            refusal = _slot_refusal(policy, entry, claims, slots)
        if refusal:
            refused[entry.record.id] = refusal
            continue
        stands.append(entry)
        if entry.work and entry.hours():
            works.setdefault(entry.work, entry.record.id)
        if claims:
            slots.update(dict.fromkeys(claims, entry.record.id))
    return stands, refused


def _work_refusal(policy: Policy, entry: Entry, works: Mapping[str, str]) -> Refusal | None:
    """R5: the same work counts once for one person, however its identifier is written. What earns nothing
    takes nothing twice: its own reason stands."""
    other = works.get(entry.work)
    if policy.same_work != "refuse" or other is None or not entry.hours():
        return None
    why = _(
        "记录 {id} 与记录 {other} 是同一成果（{work}），同一成果只计一次。",
        id=entry.record.id,
        other=other,
        work=entry.record.work.strip(),
    )
    return Refusal(entry.record.id, "duplicate_work", why, other)


def _claims(policy: Policy, entry: Entry) -> list[tuple[date, str]]:
    lines = entry.record.facts["lines"]
    return [(line.day, part) for line in lines for part in policy.slots[line.slot].occupies]


def _slot_refusal(
    policy: Policy,
    entry: Entry,
    claims: Sequence[tuple[date, str]],
    slots: Mapping[tuple[date, str], str],
) -> Refusal | None:
    """R6: the same slot of the same date is claimed once, also inside one record."""
    seen: set[tuple[date, str]] = set()
    for claim in claims:
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

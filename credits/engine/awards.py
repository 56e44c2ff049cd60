"""What a record came to, told: one award per year and subject, with its sentence."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from credits.engine.entries import Entry
from credits.engine.methods import Manual
from credits.engine.numbers import ZERO, show, show_date
from credits.engine.pieces import Piece
from credits.engine.policy import Policy
from credits.engine.words import _


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


def awards_of(policy: Policy, entry: Entry) -> list[Award]:
    """One award per year and subject, ascending; deemed years one by one."""
    buckets: dict[tuple[int, str], list[Piece]] = defaultdict(list)
    for piece in entry.pieces:
        buckets[piece.year, piece.subject].append(piece)
    return [_award(policy, entry, buckets[key]) for key in sorted(buckets)]


def _award(policy: Policy, entry: Entry, pieces: list[Piece]) -> Award:
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

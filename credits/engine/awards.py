"""What a record came to, told: one award per year and subject, with its sentence."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from credits.engine.entries import Entry, hours_of
from credits.engine.methods import Manual
from credits.engine.numbers import show, show_date
from credits.engine.pieces import Piece, Told
from credits.engine.policy import Policy
from credits.engine.words import _


class _Why:
    """The sentence of an award, which is made when somebody reads it first."""

    def __get__(self, award: Award | None, owner: type | None = None) -> str:
        if award is None:
            raise AttributeError("why")  # no default
        said = award.__dict__["_why"]
        if not isinstance(said, str):
            said = award.__dict__["_why"] = f"{said()}。"
        return said

    def __set__(self, award: Award, said: Told) -> None:
        award.__dict__["_why"] = said


@dataclass(frozen=True)
class Award:
    """`hours` of `subject` in `year` from one record, citing `clause`; `why` is one Chinese sentence.
    `again`: the same hours count in an earlier year, too; `held`: hours wait until somebody approves them."""

    record: str
    year: int
    subject: str
    hours: Decimal
    clause: str
    rule: str
    rule_id: str
    basis: str
    why: _Why = _Why()
    deemed: bool = False
    again: bool = False
    held: bool = False

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_why": self.why}


def awards_of(policy: Policy, entry: Entry) -> list[Award]:
    """One award per year and subject, ascending; deemed years one by one."""
    if len(entry.pieces) == 1:
        return [_award(policy, entry, entry.pieces)]
    buckets: dict[tuple[int, str], list[Piece]] = defaultdict(list)
    for piece in entry.pieces:
        buckets[piece.year, piece.subject].append(piece)
    return [_award(policy, entry, buckets[key]) for key in sorted(buckets)]


def _award(policy: Policy, entry: Entry, pieces: list[Piece]) -> Award:
    first, rule = pieces[0], entry.rule
    hours = hours_of(pieces)
    return Award(
        record=entry.record.id,
        year=first.year,
        subject=first.subject,
        hours=hours,
        clause=rule.source.clause,
        rule=rule.text,
        rule_id=rule.id,
        basis="resolution" if isinstance(rule.method, Manual) else rule.source.basis,
        why=partial(_why, policy, pieces, hours),
        deemed=first.deemed,
        again=first.again,
        held=not rule.plain and any(piece.held for piece in pieces),
    )


def _why(policy: Policy, pieces: list[Piece], hours: Decimal) -> str:
    if pieces[0].label:
        return _days_why(policy, pieces, hours)
    return "；".join(piece.note for piece in pieces)


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

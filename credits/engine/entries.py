"""A record on its way through the checks: its rule, its hours, its place in the order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal

from credits.engine.facts import Record
from credits.engine.kinds import all_hold
from credits.engine.numbers import ZERO
from credits.engine.order import Rank, rank
from credits.engine.pieces import Piece, Task
from credits.engine.policy import Policy
from credits.engine.rules import Rule
from credits.engine.works import fold_work


@dataclass
class Entry:
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


def entry_of(policy: Policy, record: Record, newcomers: Collection[str]) -> Entry:
    rule = next(rule for rule in policy.rules_by_kind[record.kind] if all_hold(rule.when, record.facts))
    task = Task(policy, policy.kinds[record.kind], rule, record.facts)
    entry = Entry(record, rule, _pieces(task), fold_work(record.work))
    entry.rank = (record.id in newcomers, *rank(policy, record, entry.hours()))
    return entry


def _pieces(task: Task) -> list[Piece]:
    """What the rule gives; zero, when a requirement fails. Deemed years keep their own zero's subject."""
    for requirement in task.rule.requires:
        if not all_hold(requirement.when, task.facts):
            return [task.nothing(requirement.why)]
    return list(task.rule.method.pieces(task))

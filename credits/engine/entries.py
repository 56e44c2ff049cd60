"""A record on its way through the checks: its rule, its hours, its place in the order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from credits.engine.facts import Record
from credits.engine.kinds import all_hold
from credits.engine.numbers import ZERO
from credits.engine.order import Rank, first_day, rank
from credits.engine.pieces import Piece, Task
from credits.engine.policy import Policy
from credits.engine.rules import Cap, Rule
from credits.engine.spread import hold, spread
from credits.engine.works import fold_work
from credits.engine.years import Years


@dataclass(slots=True)
class Entry:
    """A record on its way through the checks."""

    record: Record
    rule: Rule
    pieces: list[Piece]
    day: date
    rank: tuple[bool, Rank]
    work: str = ""  # folded
    cut_by: list[Cap] = field(default_factory=list)

    def hours(self) -> Decimal:
        return hours_of(self.pieces)


def hours_of(pieces: list[Piece]) -> Decimal:
    if len(pieces) == 1:
        return pieces[0].hours
    return sum([piece.hours for piece in pieces], ZERO)


def entry_of(
    policy: Policy, record: Record, newcomers: Collection[str], approved: Collection[str], years: Years
) -> Entry:
    rule = _rule(policy, record)
    task = Task(policy, policy.kinds[record.kind], rule, record.facts, years)
    pieces = _pieces(task)
    if not rule.plain:
        pieces = spread(task, pieces)
        hold(rule, record.id, pieces, approved)
    day = first_day(record)
    place = record.id in newcomers, rank(record, day, hours_of(pieces), policy.row_places[rule.id])
    return Entry(record, rule, pieces, day, place, fold_work(record.work) if record.work else "")


def _rule(policy: Policy, record: Record) -> Rule:
    rules = policy.rules_by_kind[record.kind]
    if len(rules) == 1:  # its last row, which has no condition
        return rules[0]
    return next(rule for rule in rules if all_hold(rule.when, record.facts))


def _pieces(task: Task) -> list[Piece]:
    """What the rule gives; zero, when a requirement fails. Deemed years keep their own zero's subject."""
    for requirement in task.rule.requires:
        if not all_hold(requirement.when, task.facts):
            return [task.nothing(requirement.why)]
    return list(task.rule.method.pieces(task))

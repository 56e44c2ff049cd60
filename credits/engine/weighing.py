"""What reaches across records, in its order: groups before caps, caps, groups by what caps leave."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from credits.engine.caps import cut
from credits.engine.entries import Entry
from credits.engine.groups import keep_best
from credits.engine.person import Person
from credits.engine.pieces import Piece, Told
from credits.engine.policy import Policy
from credits.engine.spans import NoSpan, span_for

State = tuple[Piece, Decimal, tuple[Told, ...]]


def weigh(policy: Policy, entries: list[Entry], settled: Collection[str], person: Person) -> None:
    """Lower what counts less than it is worth."""
    for group in policy.groups:
        if not group.after_caps:
            keep_best(group, entries)
    span = _span(policy, person)
    if any(group.after_caps for group in policy.groups):
        whole = [(piece, piece.hours, piece.lowered) for entry in entries for piece in entry.pieces]
        _cut_all(policy, entries, settled, span)
        _leave_the_best(policy, entries, whole)
    _cut_all(policy, entries, settled, span)


def _cut_all(policy: Policy, entries: list[Entry], settled: Collection[str], span: Collection[int]) -> None:
    again = [piece for entry in entries if not entry.rule.plain for piece in entry.pieces if piece.again]
    _follow(again)
    for cap in policy.caps:
        cut(cap, entries, settled, span)
        _follow(again)


def _follow(again: list[Piece]) -> None:
    for piece in again:
        piece.follow()


def _leave_the_best(policy: Policy, entries: list[Entry], whole: list[State]) -> None:
    """Which records are the best is seen from what caps left of them. The others are out, and what they
    took of a cap is free again: all else stands as it did before caps."""
    out = {
        id(piece): piece.lowered[-1]
        for group in policy.groups
        if group.after_caps
        for piece in keep_best(group, entries)
    }
    for piece, hours, lowered in whole:
        if id(piece) in out:
            piece.lowered = (*lowered, out[id(piece)])
        else:
            piece.hours, piece.lowered = hours, lowered
    for entry in entries:
        entry.cut_by.clear()


def _span(policy: Policy, person: Person) -> Collection[int]:
    """The years of the person's span, where a cap asks; of the longest one while the person's is not
    known."""
    if not any(cap.per == "span" for cap in policy.caps):
        return ()
    try:
        if person.level:
            return span_for(
                policy, level=person.level, degree=person.degree, series=person.series, region=person.region
            ).years
    except (NoSpan, KeyError):
        pass
    return max((span.years for span in policy.spans), key=len)

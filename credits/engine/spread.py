"""Hours that reach further than their year: for each year of a project, and for as long as they are
valid; and hours that wait until somebody has approved them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import partial

from credits.engine.numbers import ZERO
from credits.engine.pieces import Piece, Task
from credits.engine.rules import EachYear, Rule
from credits.engine.words import _


def spread(task: Task, pieces: list[Piece]) -> list[Piece]:
    """`pieces` as the rule spreads them over years; nothing is spread of what earns nothing."""
    if not any(piece.hours for piece in pieces):
        return pieces
    if task.rule.each_year:
        pieces = [copy for piece in pieces for copy in _each(task, task.rule.each_year, piece)]
    if task.rule.valid_years > 1:
        pieces += [copy for piece in pieces for copy in _again(piece, task.rule.valid_years)]
    return pieces


def _each(task: Task, each: EachYear, piece: Piece) -> list[Piece]:
    """The hours of `piece` once for every year from the one fact to the other."""
    first, last = (task.years.of(task.facts[fact]) for fact in (each.start, each.end))
    years = range(first, last + 1)[: each.most or None]
    return [replace(piece, year=year, told=partial(_each_told, piece, years, year)) for year in years]


def _each_told(piece: Piece, years: range, year: int) -> str:
    return _(
        "{told}，{first}至{last}年逐年计，本项为 {year} 年度",
        told=piece.note,
        first=years[0],
        last=years[-1],
        year=year,
    )


def _again(piece: Piece, valid: int) -> list[Piece]:
    years = range(piece.year + 1, piece.year + valid)
    return [
        replace(piece, year=year, told=partial(_again_told, piece, valid), again=True, origin=piece)
        for year in years
    ]


def _again_told(piece: Piece, valid: int) -> str:
    return _("{told}，自 {year} 年度起 {valid} 年内有效", told=piece.note, year=piece.year, valid=valid)


def hold(rule: Rule, record: str, pieces: list[Piece], approved: Collection[str]) -> None:
    """Hours that somebody has to approve count only once that is done."""
    if not rule.approval or record in approved:
        return
    for piece in pieces:
        if piece.hours and (not rule.approval_subjects or piece.subject in rule.approval_subjects):
            piece.lower(ZERO, rule.approval)
            piece.held = True

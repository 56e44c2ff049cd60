"""Certification spans: which of several holds is no matter of chance, and each holds for somebody."""

from __future__ import annotations

from collections.abc import Iterator

from credits.engine.policy import Policy
from credits.engine.reader import Fault
from credits.engine.spans import NoSpan, span_for
from credits.engine.ways import LEVELS, Span
from credits.engine.words import _


def check_spans(policy: Policy) -> Iterator[Fault]:
    for index, span in enumerate(policy.spans):
        at = f"spans[{index}]"
        if span.last >= policy.application_year:
            message = _(
                "认定跨度“{name}”的止年 {last} 不早于申报年度 {year}：申报当年还没有结束，不能认定",
                name=span.name,
                last=span.last,
                year=policy.application_year,
            )
            yield Fault(f"{at}.last", message)
        for other in policy.spans:
            if other is not span and _never(span, other):
                yield Fault(at, _never_why(span, other))
                break
        for other in policy.spans[:index]:
            if _undecided(policy, span, other):
                yield Fault(at, _undecided_why(span, other))
    yield from _without(policy)


def _rank(span: Span) -> tuple[bool, int, int]:
    """As `span_for` chooses: a region's own, then the shortest, then the latest."""
    return not span.regions, len(span.years), -span.last


def _never(span: Span, other: Span) -> bool:
    """Everybody whom `span` fits gets `other`. Of two for the same people and years the later id is idle."""
    if not _within(span, other):
        return False
    return _rank(other) < _rank(span) or (_rank(other) == _rank(span) and _alike(span, other))


def _alike(span: Span, other: Span) -> bool:
    return _within(other, span) and span.id > other.id


def _never_why(span: Span, other: Span) -> str:
    both = {"name": span.name, "years": _years(span), "other": other.name, "others": _years(other)}
    if _within(other, span):
        return _("认定跨度“{name}”（{years}）与“{other}”（{others}）适用于同一批人员，只能有一项", **both)
    return _(
        "认定跨度“{name}”（{years}）永远用不上：它的人员都适用“{other}”（{others}），同时符合几项的取最短",
        **both,
    )


def _undecided(policy: Policy, one: Span, other: Span) -> bool:
    """Some people fit both, neither is the more particular, and only the later year would decide."""
    alike = (bool(one.regions), len(one.years)) == (bool(other.regions), len(other.years))
    if not alike or one.years == other.years or _within(one, other) or _within(other, one):
        return False
    parts = ((one.levels, other.levels), (one.degrees, other.degrees), (one.regions, other.regions))
    return all(not mine or not theirs or set(mine) & set(theirs) for mine, theirs in parts) and _flags_meet(
        policy, one, other
    )


def _flags_meet(policy: Policy, one: Span, other: Span) -> bool:
    if not one.series_flags or not other.series_flags:
        return True
    series = [set(series.flags) for series in policy.series.values()]
    return any(flags & set(one.series_flags) and flags & set(other.series_flags) for flags in series)


def _undecided_why(span: Span, other: Span) -> str:
    return _(
        "认定跨度“{name}”（{years}）与“{other}”（{others}）适用于同一批人员，长度相同而年份不同，不知取哪一项",
        name=span.name,
        years=_years(span),
        other=other.name,
        others=_years(other),
    )


def _within(span: Span, other: Span) -> bool:
    """Does `other` fit everybody whom `span` fits?"""
    parts = (
        (span.levels, other.levels),
        (span.degrees, other.degrees),
        (span.series_flags, other.series_flags),
        (span.regions, other.regions),
    )
    return all(not theirs or (mine and set(mine) <= set(theirs)) for mine, theirs in parts)


def _years(span: Span) -> str:
    return f"{span.first}—{span.last}"


def _without(policy: Policy) -> Iterator[Fault]:
    """Levels that have a route and, for whoever has nothing particular, no span."""
    for level in LEVELS:
        if not any(level in route.levels for route in policy.routes.values()):
            continue
        try:
            span_for(policy, level=level)
        except NoSpan:
            yield Fault("spans", _("级别 {level} 有办理流程，却没有适用于一般人员的认定跨度", level=level))

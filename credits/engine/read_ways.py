"""From TOML tables to series, spans, routes with their stages, and certificates."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from credits.engine.read_kinds import keep, read_source
from credits.engine.reader import MISSING, Reader
from credits.engine.ways import (
    DEGREES,
    LEVELS,
    OFFICES,
    STAGE_KINDS,
    Certificate,
    Route,
    Series,
    Span,
    Stage,
    Window,
)
from credits.engine.words import _

_REGION = re.compile(r"[0-9]{6}")


def read_series(root: Reader) -> dict[str, Series]:
    series: dict[str, Series] = {}
    for table in root.tables("series"):
        one = Series(table.identifier(), table.text("name"), table.names("flags", None, ()))
        keep(table, series, one.id, one)
    return series


def read_spans(root: Reader, year: int, series: Mapping[str, Series], points: Collection[str]) -> list[Span]:
    spans: dict[str, Span] = {}
    flags = {flag for one in series.values() for flag in one.flags}
    for table in root.tables("spans"):
        span = Span(
            id=table.identifier(),
            first=table.integer("first", least=1950, most=year),
            last=table.integer("last", least=1950, most=year),
            name=table.text("name"),
            source=read_source(table, points),
            levels=table.names("levels", LEVELS, ()),
            degrees=table.names("degrees", DEGREES, ()),
            series_flags=table.names("series_flags", flags, ()),
            regions=_regions(table, ()),
        )
        if span.last < span.first:
            table.fault("last", _("止年 {last} 早于起年 {first}", last=span.last, first=span.first))
        keep(table, spans, span.id, span)
    return list(spans.values())


def _regions(table: Reader, default: Any = MISSING) -> tuple[str, ...]:
    """Codes of GB/T 2260, six digits."""
    codes = table.names("regions", None, default)
    for code in codes:
        if not _REGION.fullmatch(code):
            table.fault("regions", _("行政区划代码应为六位数字，实际为 {code}", code=code))
    return codes


def read_certificates(root: Reader, points: Collection[str]) -> dict[str, Certificate]:
    """A city's own documents; two of them never claim the same people."""
    found: dict[str, Certificate] = {}
    claimed: set[tuple[str, str]] = set()
    for table in root.tables("certificates", required=False):
        one = Certificate(
            id=table.identifier(),
            title=table.text("title"),
            name=table.text("name"),
            number=table.text("number"),
            regions=_regions(table),
            levels=table.names("levels", LEVELS),
            source=read_source(table, points),
        )
        for part in ("{year}", "{serial"):
            if one.number and part not in one.number:
                table.fault("number", _("编号样式应含 {part}", part=part.rstrip("}") + "}"))
        pairs = {(region, level) for region in one.regions for level in one.levels}
        if pairs & claimed:
            table.fault("levels", _("同一地区同一级别已有另一种证书"))
        claimed |= pairs
        keep(table, found, one.id, one)
    return found


def read_routes(
    root: Reader, year: int, subjects: Collection[str], points: Collection[str]
) -> dict[str, Route]:
    routes: dict[str, Route] = {}
    for table in root.tables("routes"):
        stages: dict[str, Stage] = {}
        for item in table.tables("stages"):
            stage = _stage(item, year, subjects, points)
            keep(item, stages, stage.id, stage)
        route_id = table.identifier()
        route = Route(
            id=route_id,
            name=table.text("name"),
            reaches_province=table.boolean("reaches_province"),
            levels=table.names("levels", LEVELS),
            covers=table.names("covers", None, (route_id,)),
            stages=tuple(stages.values()),
        )
        keep(table, routes, route.id, route)
    return routes


def _stage(table: Reader, year: int, subjects: Collection[str], points: Collection[str]) -> Stage:
    kind = table.one_of("kind", STAGE_KINDS)
    days = table.integer("working_days", 0, most=60)
    if (kind == "notice") != bool(days):
        table.fault("working_days", _("公示环节须有不小于 1 的工作日数，其他环节没有此项"))
    if kind != "filing" and table.has("material"):
        table.fault("material", _("只有报送环节可以要求随同报送的材料"))
    if kind not in ("review", "record") and table.has("stands_in"):
        table.fault("stands_in", _("只有审核和登记环节可以由上级机关代为办理"))
    return Stage(
        id=table.identifier(),
        kind=kind,
        office=table.one_of("office", OFFICES),
        name=table.text("name"),
        source=read_source(table, points),
        subjects=table.names("subjects", subjects, ()),
        working_days=days,
        window=_window(table, year),
        bulk=table.boolean("bulk", False),
        optional=table.boolean("optional", False),
        also_offices=table.names("also_offices", OFFICES, ()),
        stands_in=table.names("stands_in", OFFICES, ()),
        material=table.text("material", ""),
    )


def _window(stage: Reader, year: int) -> Window | None:
    if not stage.has("window"):
        return None
    table = stage.section("window")
    opens, closes = table.month_day("opens", year), table.month_day("closes", year)
    if not table.has("closes"):
        table.fault("closes", _("缺少此项"))
    if opens and closes and closes < opens:
        table.fault("closes", _("截止日期早于开始日期"))
    table.done()
    return Window(opens, closes) if closes else None


def read_offices(root: Reader) -> dict[str, str]:
    """`[offices]`: what offices are called where this notice is worked with, as bureau = "市人社局"."""
    table = root.section("offices")
    names = {office: table.text(office) for office in OFFICES if table.has(office)}
    table.done()
    return names

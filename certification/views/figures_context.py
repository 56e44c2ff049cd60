"""What the page of yearly figures shows: the rows of its table with
their addresses, and the bars of its chart."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cejc.templatetags.cejc_ui import hours as plain
from certification.queries.yearly.figure_columns import DAYS, HOURS, Column
from certification.queries.yearly.figures import REGION, UNIT, YEAR, Line, Scope

MOST_BARS = 15


@dataclass
class Asked:
    """What the address asks for, and the seat's own scope; it makes the addresses of everything beside it."""

    scope: Scope
    show: str
    by: str
    year: int
    unit: Any = None
    own: bool = False
    region: str = ""
    q: str = ""
    sort: str = ""
    linked: bool = True  # may the reader see the people?
    page: str = field(default="certification:figures")

    @property
    def is_search(self) -> bool:
        return bool(self.q) and self.by == UNIT

    def query(self, **changes: Any) -> str:
        """The query of this page with `changes`; what is empty is left out."""
        values = {
            "show": self.show,
            "by": self.by,
            "year": self.year,
            "unit": self.unit and self.unit.public_id,
            "own": self.own and "1",
            "region": self.region,
            "q": self.q,
            "sort": self.sort,
        }
        return urlencode({name: value for name, value in (values | changes).items() if value})

    def url(self, **changes: Any) -> str:
        return f"{reverse(self.page)}?{self.query(**changes)}"

    def narrower(self, line: Line) -> dict[str, Any]:
        """What the address of a row says beyond that of the page; the year of a row is its own."""
        if self.by == REGION:
            return {"region": line.key}
        if self.by == YEAR:
            return {"year": line.key}
        return {"unit": line.unit and line.unit.public_id, "own": line.own and "1"}

    def people_url(self, column: Column, line: Line | None) -> str:
        """The list of those behind `column` of a row, or of the whole."""
        values = {
            "what": column.what,
            "year": self.year,
            "unit": self.unit and self.unit.public_id,
            "own": self.own and "1",
            "region": self.region,
        } | (self.narrower(line) if line else {})
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{reverse('certification:figure-people')}?{query}"

    def line_url(self, line: Line) -> str:
        """Where a row opens: the units under a unit, the years of one
        without any, the units of a region or year."""
        single = self.own or (self.unit is not None and self.unit.is_leaf())
        if not self.scope.subtree or (self.by == YEAR and single):
            return ""
        leaf = self.by == UNIT and (line.own or (line.unit is not None and line.unit.is_leaf()))
        return self.url(by=YEAR if leaf else UNIT, q="", sort="", **self.narrower(line))


def rows_of(asked: Asked, lines: Sequence[Line], columns: Sequence[Column]) -> list[dict[str, Any]]:
    """[{label, url, cells [{label, text, url}]}]; a number that is nothing leads nowhere."""
    return [
        {
            "label": line.label,
            "url": asked.line_url(line),
            "cells": cells_of(asked, line.figures, columns, line),
        }
        for line in lines
    ]


def cells_of(
    asked: Asked, figures: dict, columns: Sequence[Column], line: Line | None
) -> list[dict[str, Any]]:
    linked = asked.linked and (line is not None or asked.by != YEAR)
    return [
        {
            "label": column.label,
            "text": text_of(column.value(figures)),
            "url": asked.people_url(column, line) if linked and column.size(figures) else "",
        }
        for column in columns
    ]


def text_of(value: Decimal | None) -> str:
    return "—" if value is None else plain(value)


def headings_of(asked: Asked, columns: Sequence[Column]) -> list[dict[str, Any]]:
    """[{label, url, direction}]: pressed once the largest come first, twice the smallest."""
    found = []
    for column in columns:
        down, up = f"-{column.key}", column.key
        direction = {down: "descending", up: "ascending"}.get(asked.sort, "")
        url = asked.url(sort=up if asked.sort == down else down)
        found.append({"label": column.label, "url": url, "direction": direction})
    return found


def chart_of(asked: Asked, lines: Sequence[Line], columns: Sequence[Column], whole: dict) -> dict[str, Any]:
    """{title, hours, bars [{label, words, parts [{kind, x, width}]}], more}; widths are percents as text."""
    if asked.show == HOURS:
        bars = [_share(line) for line in lines[:MOST_BARS]]
        more = max(len(lines) - MOST_BARS, 0)
        return {"title": _("合格和不足的人数"), "hours": True, "bars": bars, "more": more}
    # Units that were found may lie in one another: nothing to add up.
    if asked.is_search:
        return {"title": "", "hours": False, "bars": [], "more": 0}
    days = asked.show == DAYS
    title = (
        _("各环节办理用时的中位数") if days else _("各环节的申请") if asked.show == "cases" else _("认定单")
    )
    return {"title": title, "hours": False, "bars": _bars(columns, whole, days), "more": 0}


def _share(line: Line) -> dict[str, Any]:
    """People of one row, those who have done their year against those who have not."""
    short = sum(int(n) for (name, part, _d), n in line.figures.items() if (name, part) == ("years", "short"))
    people = sum(int(n) for (name, _part, _d), n in line.figures.items() if name == "years")
    settled = people - short
    share = Decimal(settled * 100) / people if people else Decimal(0)
    words = _("合格%(settled)s人，不足%(short)s人") % {"settled": settled, "short": short}
    percent = _percent(share)
    parts = [
        {"kind": "settled", "x": "0%", "width": percent},
        {"kind": "short", "x": percent, "width": _percent(100 - share)},
    ]
    return {
        "label": line.label,
        "words": words,
        "share": percent if people else "",
        "parts": parts if people else [],
    }


def _bars(columns: Sequence[Column], whole: dict, days: bool) -> list[dict[str, Any]]:
    values = [(column, column.value(whole)) for column in columns]
    most = max((value for _column, value in values if value), default=Decimal(0))
    found = []
    for column, value in values:
        if value is None:
            continue
        words = _day_words(value, column.size(whole)) if days else plain(value)
        width = _percent(value * 100 / most) if most else "0%"
        found.append(
            {"label": column.label, "words": words, "parts": [{"kind": "one", "x": "0%", "width": width}]}
        )
    return found


def _day_words(value: Decimal, size: int) -> str:
    return ngettext("%(days)s天（共%(size)s次）", "%(days)s天（共%(size)s次）", size) % {
        "days": plain(value),
        "size": size,
    }


def _percent(value: Decimal) -> str:
    return f"{plain(value.quantize(Decimal('0.1')))}%"


def about(asked: Asked, region: str) -> str:
    """One line over the table: which year, grouped how, of which region."""
    by = {UNIT: _("按单位"), REGION: _("按地区")}.get(asked.by, "")
    year = _("各年度") if asked.by == YEAR else _("%s年") % asked.year
    return " · ".join(part for part in (year, by, region) if part)

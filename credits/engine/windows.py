"""Windows of a route (R19): inclusive dates in Asia/Shanghai."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from credits.engine.numbers import show_date
from credits.engine.ways import Route, Stage, Window
from credits.engine.words import _


@dataclass(frozen=True)
class WindowState:
    """`phase`: before, open, after. `sentence` says the dates in
    Chinese; `days_left` counts to the last day."""

    window: Window
    phase: str
    days_left: int
    sentence: str

    @property
    def is_open(self) -> bool:
        return self.phase == "open"


def window_state(window: Window, today: date) -> WindowState:
    """Where the date `today` (Asia/Shanghai) stands against `window`."""
    left = (window.closes - today).days
    if window.opens and today < window.opens:
        sentence = _("受理时间为{dates}，尚未开始；现在可以准备材料，开始后再报送。", dates=_dates(window))
        return WindowState(window, "before", left, sentence)
    if left < 0:
        sentence = _("受理时间为{dates}，已经结束；确需办理的，请向受理部门申请例外。", dates=_dates(window))
        return WindowState(window, "after", left, sentence)
    ends = _("今天截止") if left == 0 else _("距截止还有 {left} 天", left=left)
    return WindowState(
        window, "open", left, _("受理时间为{dates}，正在受理，{ends}。", dates=_dates(window), ends=ends)
    )


def _dates(window: Window) -> str:
    if window.opens is None:
        return _("{closes}前（含当日）", closes=show_date(window.closes))
    return _("{opens}至{closes}", opens=show_date(window.opens), closes=show_date(window.closes))


def filing_stage(route: Route) -> Stage | None:
    """The stage of `route` that has a window, or None."""
    return next((stage for stage in route.stages if stage.window), None)

"""Windows of a route (R19): inclusive dates in Asia/Shanghai."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from credits.engine.numbers import show_date
from credits.engine.policy import Route, Stage, Window


@dataclass(frozen=True)
class WindowState:
    """`phase`: before, open, after. `sentence` says the dates in Chinese; `days_left` counts to the last day."""

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
        sentence = f"受理时间为{_dates(window)}，尚未开始；现在可以准备材料，开始后再报送。"
        return WindowState(window, "before", left, sentence)
    if left < 0:
        sentence = f"受理时间为{_dates(window)}，已经结束；确需办理的，请联系省人社厅专技处申请例外。"
        return WindowState(window, "after", left, sentence)
    ends = "今天截止" if left == 0 else f"距截止还有 {left} 天"
    return WindowState(window, "open", left, f"受理时间为{_dates(window)}，正在受理，{ends}。")


def _dates(window: Window) -> str:
    if window.opens is None:
        return f"{show_date(window.closes)}前（含当日）"
    return f"{show_date(window.opens)}至{show_date(window.closes)}"


def filing_stage(route: Route) -> Stage | None:
    """The stage of `route` that has a window, or None."""
    return next((stage for stage in route.stages if stage.window), None)

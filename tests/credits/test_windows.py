from datetime import date

import pytest

from credits.engine import filing_stage, window_state
from tests.credits.build import policy


@pytest.mark.parametrize(
    ("route", "today", "phase"),
    [
        ("provincial", date(2020, 5, 31), "before"),
        ("provincial", date(2020, 6, 1), "open"),
        ("provincial", date(2020, 7, 31), "open"),
        ("provincial", date(2020, 8, 1), "after"),
        ("university", date(2020, 2, 12), "open"),
        ("university", date(2020, 8, 31), "open"),
        ("university", date(2020, 9, 1), "after"),
        ("central", date(2020, 7, 31), "before"),
        ("central", date(2020, 8, 1), "open"),
        ("central", date(2020, 8, 31), "open"),
        ("central", date(2020, 9, 1), "after"),
    ],
)
def test_window_dates_are_inclusive(route, today, phase):
    window = filing_stage(policy().routes[route]).window

    state = window_state(window, today)

    assert (state.phase, state.is_open) == (phase, phase == "open")
    assert f"{window.closes.month}月{window.closes.day}日" in state.sentence


def test_last_day_is_said():
    window = filing_stage(policy().routes["provincial"]).window

    assert window_state(window, date(2020, 7, 31)).sentence == (
        "受理时间为2020年6月1日至2020年7月31日，正在受理，今天截止。"
    )


@pytest.mark.parametrize("route", ["city", "local", "provincial_basic"])
def test_routes_that_do_not_reach_the_province_have_no_window(route):
    assert filing_stage(policy().routes[route]) is None
    assert not policy().routes[route].reaches_province


@pytest.mark.parametrize(
    ("route", "today", "left", "sentence"),
    [
        (
            "provincial",
            date(2020, 5, 31),
            61,
            "受理时间为2020年6月1日至2020年7月31日，尚未开始；现在可以准备材料，开始后再报送。",
        ),
        (
            "provincial",
            date(2020, 7, 30),
            1,
            "受理时间为2020年6月1日至2020年7月31日，正在受理，距截止还有 1 天。",
        ),
        (
            "provincial",
            date(2020, 8, 1),
            -1,
            "受理时间为2020年6月1日至2020年7月31日，已经结束；确需办理的，请向受理部门申请例外。",
        ),
        ("university", date(2020, 8, 31), 0, "受理时间为2020年8月31日前（含当日），正在受理，今天截止。"),
    ],
)
def test_every_day_is_told_the_dates_and_what_can_be_done_on_it(route, today, left, sentence):
    state = window_state(filing_stage(policy().routes[route]).window, today)

    assert (state.days_left, state.sentence) == (left, sentence)

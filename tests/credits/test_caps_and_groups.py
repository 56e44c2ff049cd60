"""Caps per work, span, group of years and ever; the best of a group before and after caps."""

import pytest

from credits.engine import Person
from tests.credits.small import faults, hours, project, small, weigh, work


def cap(per: str, most: int = 10, more: str = "") -> str:
    return f'[[caps]]\nid = "{per}"\nper = "{per}"\nhours = {most}\nover = "clamp"\ntext = "最多 {most}"\nbasis = "resolution"\n{more}\n'


def group(by: str, more: str = "", kinds='["work", "project"]') -> str:
    return f'[[groups]]\nid = "{by}"\nkinds = {kinds}\nby = "{by}"\ntext = "只计最高"\nbasis = "resolution"\n{more}\n'


def test_cap_per_work_holds_over_records_and_kinds():
    records = [
        work(8, "2022-01-01", work="W-1"),
        {**project("2022-02-01", "2023-01-01"), "work": "w1"},
        work(8, "2023-01-01", work="other"),
        work(8, "2023-02-01"),
        work(12, "2023-03-01"),
    ]

    assert hours(weigh(small(cap("work")), *records)) == ["8", "2", "8", "8", "10"]


def test_cap_ever_holds_over_all_years():
    records = [work(4, f"{year}-01-01") for year in (2010, 2022, 2023, 2024)]

    assert hours(weigh(small(cap("ever")), *records)) == ["4", "4", "2", "0"]


def test_cap_of_some_years_begins_anew_with_each_group_of_them():
    table = cap("years", more="years = 2\nfirst_year = 2021")
    records = [work(8, f"{year}-01-01") for year in (2021, 2022, 2023, 2024)]

    result = weigh(small(table), *records)

    assert hours(result) == ["8", "2", "8", "2"]
    assert "最多 10，本项计 2" in result.awards[1].why


def test_cap_per_span_looks_at_the_persons_span():
    """Without a level it is the longest span; years outside of a span are not capped by it."""
    policy = small(cap("span"))
    records = [work(8, f"{year}-01-01") for year in (2019, 2022, 2023, 2024)]

    assert hours(weigh(policy, *records)) == ["8", "8", "2", "0"]
    assert hours(weigh(policy, *records, person=Person(level="junior"))) == ["8", "8", "8", "2"]
    assert hours(weigh(policy, *records, person=Person(level="senior_full"))) == ["8", "8", "2", "0"]


def test_refusing_cap_is_named_by_what_it_counts():
    strict = cap("ever").replace("clamp", "refuse")

    (refusal,) = weigh(small(strict), work(10, "2022-01-01"), work(1, "2023-01-01")).refused

    assert (refusal.record, refusal.code) == ("r2", "ever_limit")


def test_best_two_of_a_year_count():
    records = [work(amount, "2022-01-01") for amount in (3, 9, 5)] + [work(1, "2023-01-01")]

    result = weigh(small(group("year", "best = 2")), *records)

    assert hours(result) == ["0", "9", "5", "1"]
    assert result.awards[0].why.endswith("只计最高，已按记录 r2、记录 r3 计算，本记录不再计。")


def test_best_ever_counts_once():
    records = [work(3, "2020-01-01"), work(9, "2024-01-01"), project("2021-01-01", "2022-01-01")]

    assert hours(weigh(small(group("ever")), *records)) == ["0", "0", "10"]


def test_best_before_or_after_caps_may_be_another():
    """9 of 甲 are worth more than 6 of 乙 until the cap of 甲 leaves 4 of them."""
    capped = cap("item", 4, 'subjects = ["a"]')
    records = [work(9, "2022-01-01", "a"), work(6, "2022-02-01", "b")]

    assert hours(weigh(small(capped, group("year")), *records)) == ["4", "0"]
    assert hours(weigh(small(capped, group("year", 'caps = "after"')), *records)) == ["0", "6"]


def test_what_the_losers_took_of_a_cap_is_free_again():
    """The earlier record fills the cap of the year; when it is out, the third one has the room."""
    tables = cap("year", 10), group("work", 'caps = "after"')
    records = [
        work(6, "2022-01-01", work="w"),
        work(4, "2022-02-01", "b", work="other"),
        {**project("2021-01-01", "2023-02-01"), "work": "w"},
        work(9, "2022-03-01"),
    ]

    assert hours(weigh(small(*tables), *records)) == ["0", "4", "10", "6"]


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        (cap("years"), "caps[0].years：按若干年封顶"),
        (cap("ever", more="years = 3"), "caps[0].years：按若干年封顶"),
        (cap("month"), "caps[0].per：只能是 item、work、day、year、years、span、ever 之一"),
        (group("month"), "groups[0].by：只能是 year、work、ever 之一"),
        (group("year", "best = 0"), "groups[0].best：应为 1 至 100 的整数"),
        (group("year", 'caps = "never"'), "groups[0].caps：只能是 before、after 之一"),
    ],
)
def test_cap_or_group_that_cannot_be_is_a_fault(table, fault):
    assert any(one.startswith(fault) for one in faults(table)), faults(table)

"""Carry-over: what a year has too much of stands in for what a later one lacks."""

from credits.engine import show
from tests.credits.small import faults, small, weigh, work

MINIMA = ("20", "0", "40")


def carry(more: str = "") -> str:
    return f'[[carries]]\nid = "next"\nsubject = "a"\ntext = "可结转"\nbasis = "resolution"\n{more}\n'


def totals(policy, *records, **more) -> list[tuple]:
    lines = weigh(policy, *records, years=[2022, 2023, 2024], **more).years
    return [
        (line.status, show(line.total), {key: show(one) for key, one in line.carried.items()})
        for line in lines
    ]


def test_only_what_is_lacking_is_carried_and_no_hour_twice():
    policy = small(carry("hours = 25"), minima=MINIMA)
    records = [work(60, "2022-01-01"), work(30, "2023-01-01"), work(40, "2024-01-01")]

    assert totals(policy, *records) == [("met", "60", {}), ("met", "40", {"a": "10"}), ("met", "40", {})]


def test_limit_holds_and_hours_go_no_further_than_the_next_year():
    policy = small(carry("hours = 25"), minima=MINIMA)

    found = totals(policy, work(90, "2022-01-01"))

    assert found == [("met", "90", {}), ("short", "25", {"a": "25"}), ("short", "0", {})]


def test_two_years_share_what_is_left_the_oldest_first():
    policy = small(carry("years = 2"), minima=MINIMA)

    found = totals(policy, work(70, "2022-01-01"), work(5, "2023-01-01"))

    assert found == [("met", "70", {}), ("met", "40", {"a": "35"}), ("short", "15", {"a": "15"})]


def test_hours_that_a_total_still_needs_stay_where_that_is_said():
    records = [work(45, "2022-01-01")]

    assert totals(small(carry(), minima=MINIMA), *records)[1] == ("short", "25", {"a": "25"})
    above_total = small(carry('above = "total"'), minima=MINIMA)
    assert totals(above_total, *records)[1] == ("short", "5", {"a": "5"})


def test_exempt_year_takes_nothing():
    policy = small(carry("years = 2"), minima=MINIMA)

    found = totals(policy, work(60, "2022-01-01"), exempt={2023: "病假"})

    assert found == [("met", "60", {}), ("exempt", "0", {}), ("met", "40", {"a": "40"})]


def test_second_row_for_a_subject_is_a_fault():
    twice = carry() + carry().replace('"next"', '"again"')

    assert faults(twice) == ["carries[1].subject：同一科目只能有一条结转规定"]

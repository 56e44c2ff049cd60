"""Who needs less: in part of a year, part-time, before the duty begins, by level, age and leave."""

from datetime import date
from decimal import Decimal

import pytest

from credits.engine import Employed, Person, show
from tests.credits.small import faults, small, weigh

MINIMA = ("12", "24", "36")
ROLLING = '[[needs]]\nid = "two"\nname = "总学时"\nhours = 80\nyears = 2\nbasis = "resolution"\n'


def reduction(by: str, more: str = "") -> str:
    return f'[[reductions]]\nid = "{by}"\nby = "{by}"\ntext = "减少"\nbasis = "resolution"\n{more}\n'


def missing(person: Person, *tables: str, year: int = 2023) -> list[str]:
    """What somebody without hours lacks of 甲, of 乙 and in all."""
    (line,) = weigh(small(*tables, minima=MINIMA), years=[year], person=person).years
    return [show(value) for value in (*line.missing.values(), line.missing_total)]


WHOLE = ["12", "24", "36"]


@pytest.mark.parametrize(
    "table",
    [
        reduction("first_year"),
        reduction("employed"),
        reduction("part_time"),
        reduction("leave"),
        reduction("factor", 'factor = "1/2"\nwhen = { age = { min = 55 } }'),
        reduction("to", 'hours = 1\nwhen = { level = ["junior"] }'),
    ],
)
def test_what_is_not_known_changes_nothing(table):
    assert missing(Person(), table) == WHOLE


def test_duty_begins_the_year_after_the_qualification():
    table = reduction("first_year")

    assert missing(Person(qualified=2023), table) == ["0", "0", "0"]
    assert missing(Person(qualified=2022), table) == WHOLE


def test_part_of_a_year_counts_in_proportion_and_no_day_twice():
    half = Person(
        employed=(Employed(date(2023, 1, 1), date(2023, 3, 1)), Employed(date(2023, 2, 1), date(2023, 3, 14)))
    )

    assert missing(half, reduction("employed")) == ["2.4", "4.8", "7.2"]  # 73 of 365 days


def test_whoever_works_on_is_asked_for_whole_years():
    assert missing(Person(employed=(Employed(date(2015, 1, 1)),)), reduction("employed")) == WHOLE


def test_whoever_is_not_at_work_in_a_year_is_asked_for_nothing():
    assert missing(Person(employed=(Employed(date(2024, 1, 1)),)), reduction("employed")) == ["0", "0", "0"]


def test_part_time_is_asked_its_part_and_rounded_as_the_policy_says():
    third = Person(part_time=Decimal("0.35"))

    assert missing(third, reduction("part_time")) == ["4.2", "8.4", "12.6"]
    assert missing(third, reduction("part_time", 'step = "0.5"')) == ["4", "8", "12.5"]
    assert missing(third, reduction("part_time", 'step = "0.5"\nround = "nearest"')) == ["4", "8.5", "12.5"]
    assert missing(third, reduction("part_time", 'step = 1\nround = "up"')) == ["5", "9", "13"]


def test_leave_takes_its_days_off_when_it_is_long_enough():
    table = reduction("leave", "least_days = 73")

    assert missing(Person(leave=((2023, 73),)), table) == ["9.6", "19.2", "28.8"]
    assert missing(Person(leave=((2023, 72),)), table) == WHOLE
    assert missing(Person(leave=((2022, 300),)), table) == WHOLE


def test_older_people_and_some_levels_are_asked_for_less():
    older = reduction("factor", 'factor = "1/2"\nwhen = { age = { min = 55 } }')
    juniors = reduction("to", 'hours = 20\nof = ["total"]\nwhen = { level = ["junior"] }')

    assert missing(Person(born=date(1968, 12, 31)), older) == ["6", "12", "18"]
    assert missing(Person(born=date(1969, 1, 1)), older) == WHOLE
    assert missing(Person(level="junior"), juniors) == ["12", "24", "20"]
    assert missing(Person(level="intermediate"), juniors) == WHOLE


def test_reduction_of_one_subject_leaves_the_others():
    table = reduction("part_time", 'of = ["b"]')

    assert missing(Person(part_time=Decimal("0.5")), table) == ["12", "12", "36"]


def test_reductions_add_up_in_the_order_of_the_file():
    both = reduction("part_time"), reduction("leave")

    assert missing(Person(part_time=Decimal("0.5"), leave=((2023, 73),)), *both) == ["4.8", "9.6", "14.4"]


def test_need_over_years_is_less_by_the_part_of_each_year():
    """80 in two years are 40 a year; nothing is asked of the year of the qualification."""
    (line,) = weigh(
        small(ROLLING, reduction("first_year")), years=[2023], person=Person(qualified=2022)
    ).years

    assert line.further[0].sentence == "2022至2023两年合计需40，已有0，还缺40"


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        (reduction("factor"), "reductions[0].factor：factor 须有此项"),
        (reduction("leave", 'factor = "1/2"'), "reductions[0].factor：factor 须有此项"),
        (reduction("to"), "reductions[0].hours：to 须有此项"),
        (reduction("employed", "least_days = 3"), "reductions[0].least_days：只有按请假天数"),
        (reduction("employed", 'of = ["c"]'), "reductions[0].of[0]：没有 c 这一项"),
        (reduction("holiday"), "reductions[0].by：只能是"),
        (reduction("employed", 'when = { level = "boss" }'), "reductions[0].when.level：'boss' 不是"),
    ],
)
def test_reduction_that_says_nothing_or_too_much_is_a_fault(table, fault):
    assert any(one.startswith(fault) for one in faults(table)), faults(table)

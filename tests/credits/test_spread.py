"""Hours for each year of a project, for as long as they are valid, and once they are approved; how they are rounded;
years that end in another month."""

from datetime import date

import pytest

from credits.engine import Person, show
from tests.credits.small import BY_AMOUNT, by_year, faults, hours, project, small, weigh, work

EACH = 'each_year = { from = "start", to = "end" }\n'
ROLLING = '[[needs]]\nid = "two"\nname = "总学时"\nhours = 10\nyears = 2\nbasis = "resolution"\n'
HALF_YEAR = "[year]\nlast_month = 6\n"
BIRTH_YEAR = '[year]\nlast_month = "birth"\n'


def test_project_counts_for_each_of_its_years():
    result = weigh(small(project=EACH), project("2021-12-31", "2023-01-01"))

    assert by_year(result) == [(2021, "10"), (2022, "10"), (2023, "10")]
    assert result.awards[1].why == "2023年1月1日结题，折算乙 10 学时，2021至2023年逐年计，本项为 2022 年度。"


def test_project_counts_for_so_many_years_at_most():
    most = EACH.replace(" }", ", most = 2 }")

    assert by_year(weigh(small(project=most), project("2021-12-31", "2024-01-01"))) == [
        (2021, "10"),
        (2022, "10"),
    ]


def test_what_is_valid_for_three_years_counts_in_each_and_once_over_several():
    policy = small(ROLLING, work=BY_AMOUNT + "valid_years = 3\n")

    result = weigh(policy, work(6, "2022-05-01"), years=[2023, 2025])

    assert by_year(result) == [(2022, "6"), (2023, "6"), (2024, "6")]
    assert (
        result.awards[2].why == "2022年5月1日学习，每 1 项 1 学时，折算甲 6 学时，自 2022 年度起 3 年内有效。"
    )
    assert [line.total for line in result.years] == [6, 0]
    assert [state.have for line in result.years for state in line.further] == [6, 0]


def test_what_counts_again_counts_no_more_than_the_first_time():
    capped = '[[caps]]\nid = "i"\nper = "item"\nhours = 4\nover = "clamp"\ntext = "每项最多 4"\nbasis = "resolution"\n'

    result = weigh(small(capped, work=BY_AMOUNT + "valid_years = 2\n"), work(6, "2022-05-01"))

    assert by_year(result) == [(2022, "4"), (2023, "4")]
    assert "每项最多 4" in result.awards[1].why


def test_what_counts_again_takes_no_more_of_a_cap_than_it_counts():
    """The cap left 3 of 8 in the first year; in the second these 3, not 8, stand in the way of others."""
    cap = '[[caps]]\nid = "y"\nper = "year"\nhours = 8\nover = "clamp"\ntext = "每年最多 8"\nbasis = "resolution"\n'
    policy = small(cap, work=BY_AMOUNT + "valid_years = 2\n")

    result = weigh(policy, work(5, "2021-01-01"), work(8, "2022-02-01"), work(4, "2023-03-01"))

    found = {(award.record, award.year): show(award.hours) for award in result.awards}
    assert (found["r2", 2022], found["r2", 2023], found["r3", 2023]) == ("3", "3", "4")
    again = next(award for award in result.awards if (award.record, award.year) == ("r2", 2023))
    assert again.why.count("每年最多 8") == 1


def test_what_a_group_lowers_counts_no_more_again_where_no_cap_is():
    best = (
        '[[groups]]\nid = "g"\nkinds = ["work"]\nby = "year"\ntext = "每年只计一项"\nbasis = "resolution"\n'
    )
    policy = small(best, work=BY_AMOUNT + "valid_years = 2\n")

    result = weigh(policy, work(6, "2022-01-01"), work(3, "2022-02-01"))

    found = {(award.record, award.year): show(award.hours) for award in result.awards}
    assert (found["r2", 2022], found["r2", 2023]) == ("0", "0")


def test_hours_wait_until_somebody_has_approved_them():
    waiting = small(work=BY_AMOUNT + 'needs_approval = "须经专技处同意后计算"\napproval_subjects = ["a"]\n')
    records = [work(6, "2022-05-01"), work(5, "2022-05-02", "b")]

    before, after = weigh(waiting, *records), weigh(waiting, *records, approved=["r1"])

    assert (hours(before), [award.held for award in before.awards]) == (["0", "5"], [True, False])
    assert before.awards[0].why.endswith("折算甲 6 学时；须经专技处同意后计算。")
    assert (hours(after), [award.held for award in after.awards]) == (["6", "5"], [False, False])


@pytest.mark.parametrize(
    ("more", "amount", "given"),
    [
        ("", "3.9", "3"),  # full units, as ever
        ('step = "0.5"\n', "3.9", "3.5"),
        ('step = "0.5"\nround = "nearest"\n', "3.74", "3.5"),
        ('step = "0.5"\nround = "nearest"\n', "3.75", "4"),
        ('step = "0.25"\nround = "up"\n', "3.01", "3.25"),
        ("step = 2\n", "3.9", "2"),
        ("step = 2\nround = 'up'\n", "4", "4"),
    ],
)
def test_units_are_rounded_as_the_policy_says(more, amount, given):
    policy = small(work='method = "per_unit"\nfact = "amount"\nhours = 1\n' + more)

    assert hours(weigh(policy, work(amount, "2022-05-01"))) == [given]


@pytest.mark.parametrize(
    ("more", "facts", "given", "why"),
    [
        ("", {"minutes": 65}, "1", "向下取至 0.5 计"),
        ('round = "nearest"\n', {"minutes": 65}, "1.5", "四舍五入至 0.5 计"),
        ('round = "up"\n', {"minutes": 46}, "1.5", "向上取至 0.5 计"),
        ("least = 1\n", {"minutes": 44}, "0", "时长 44 分钟，不足 1 学时，不折算"),
        ("least = 1\n", {"minutes": 45}, "1", "向下取至 0.5 计"),
        ("least = 1\n", {"approved": "0.5"}, "0.5", "按课程审定学时计"),
    ],
)
def test_minutes_are_rounded_as_the_policy_says(more, facts, given, why):
    result = weigh(small(online=more), {"kind": "online", "date": "2022-05-01", **facts})

    assert hours(result) == [given]
    assert why in result.awards[0].why


def test_years_that_end_in_june_are_called_after_the_year_they_end_in():
    policy = small(HALF_YEAR, project=EACH)

    result = weigh(policy, work(1, "2022-06-30"), work(2, "2022-07-01"), project("2020-07-01", "2021-06-30"))

    assert by_year(result) == [(2022, "1"), (2023, "2"), (2021, "10")]


def test_years_that_end_with_the_month_of_birth_differ_by_person():
    policy, record = small(BIRTH_YEAR), work(1, "2022-04-01")

    assert by_year(weigh(policy, record)) == [(2022, "1")]  # not known: the calendar's
    assert by_year(weigh(policy, record, person=Person(born=date(1980, 3, 9)))) == [(2023, "1")]
    assert by_year(weigh(policy, record, person=Person(born=date(1980, 4, 9)))) == [(2022, "1")]


@pytest.mark.parametrize(
    ("tables", "more", "fault"),
    [
        (("[year]\nlast_month = 13\n",), {}, "year.last_month：应为 1 至 12 的整数"),
        (("[year]\n",), {}, "year.last_month：应为 1 至 12 的整数"),
        ((), {"project": 'each_year = { from = "start" }\n'}, "conversion[1].each_year.to：缺少此项"),
        ((), {"project": EACH + "valid_years = 2\n"}, "conversion[1].valid_years：按时段、视同整年"),
        (
            (),
            {"work": BY_AMOUNT + 'approval_subjects = ["a"]\n'},
            "conversion[0].approval_subjects：没有 needs_approval",
        ),
        (
            (),
            {"work": BY_AMOUNT + 'round = "sometimes"\n'},
            "conversion[0].round：只能是 down、nearest、up 之一",
        ),
        (('[offices]\nbureau = ""\n',), {}, "offices.bureau：应为非空文字"),
        (('[offices]\nking = "王"\n',), {}, "offices.king：没有名为 king 的键"),
    ],
)
def test_value_that_cannot_be_is_a_fault(tables, more, fault):
    assert any(one.startswith(fault) for one in faults(*tables, **more)), faults(*tables, **more)

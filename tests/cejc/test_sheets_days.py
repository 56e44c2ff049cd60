"""Days as people write them in a cell: one reading is read, two are asked, none is said."""

from datetime import date, datetime

import pytest

from cejc.lib.sheets.days import DayFault, TwoDays, read_day

DAY, MONTH = date(2019, 5, 6), date(2019, 5, 1)


@pytest.mark.parametrize(
    "typed",
    [
        date(2019, 5, 6),
        datetime(2019, 5, 6, 8, 30),
        43591,
        43591.5,
        20190506,
        "43591",
        "20190506",
        "2019-05-06",
        "2019-5-6",
        "2019/5/6",
        "2019.5.6",
        "2019．５．６",
        "2019、5、6",
        "2019年5月6日",
        "2019年05月06号",
        " 2019 年 5 月 6 日 ",
        "2019-05-06 00:00:00",
        "2019/5/6 0:00",
        "2019-05-06T00:00:00",
        "二〇一九年五月六日",
        "二零一九年五月六日",
        "19年5月6日",
        "6-May-2019",
        "May 6, 2019",
        "'2019-05-06",
    ],
)
def test_day_with_one_reading_is_read(typed):
    assert (read_day(typed).day, read_day(typed).exact) == (DAY, True)


@pytest.mark.parametrize(
    "typed", ["2019-5", "2019年5月", "201905", 201905, "2019.05", 2019.05, "二〇一九年五月"]
)
def test_month_is_its_first_day_and_says_so(typed):
    assert (read_day(typed).day, read_day(typed).exact) == (MONTH, False)


def test_serial_counts_from_the_year_of_its_workbook():
    assert read_day(42129, epoch=1904).day == DAY


@pytest.mark.parametrize(
    ("typed", "orders"),
    [
        ("01/02/2020", {"mdy", "dmy"}),
        ("5/6/19", {"ymd", "mdy", "dmy"}),
        ("15/7/1", {"ymd", "dmy"}),
        ("3.4.2018", {"mdy", "dmy"}),
    ],
)
def test_day_with_several_readings_is_asked(typed, orders):
    with pytest.raises(TwoDays) as asked:
        read_day(typed)
    assert set(asked.value.days) == orders


@pytest.mark.parametrize(
    ("typed", "order", "day"), [("01/02/2020", "dmy", date(2020, 2, 1)), ("5/6/19", "mdy", DAY)]
)
def test_answer_chooses_the_reading(typed, order, day):
    assert read_day(typed, order=order).day == day


@pytest.mark.parametrize(
    ("typed", "day"),
    [("13/02/2020", date(2020, 2, 13)), ("02/13/2020", date(2020, 2, 13)), ("2/2/2020", date(2020, 2, 2))],
)
def test_day_that_has_one_reading_only_is_not_asked(typed, day):
    assert read_day(typed).day == day


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("不详", "不是日期"),
        ("2019", "只有年份"),
        (2019, "只有年份"),
        ("2019-13-01", "不是日期"),
        ("2019-02-30", "不是日期"),
        ("2019年5月上旬", "不是日期"),
        (2015.1, "2015年1月，也可能是2015年10月"),
        ("190506", "不是日期"),
        ("200101", "2001年1月，也可能是2020-01-01"),
        (True, "不是日期"),
        (0, "不是日期"),
        ("13/13/2020", "不是日期"),
    ],
)
def test_what_is_no_day_is_said(typed, words):
    with pytest.raises(DayFault, match=words):
        read_day(typed)

from datetime import date, datetime, timedelta
from functools import cache

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credits.engine import SHANGHAI, CalendarMissing, latest_publication, notice_end


@cache
def calendar(*years: int) -> dict[date, bool]:
    days = (date(year, 1, 1) + timedelta(days=n) for year in years for n in range(366))
    return {day: chinese_calendar.is_workday(day) for day in days if day.year in years}


@pytest.mark.parametrize(
    ("published", "last_day"),
    [
        (date(2020, 7, 6), date(2020, 7, 13)),  # a Monday
        (date(2020, 7, 3), date(2020, 7, 10)),  # a Friday: the weekend counts for nothing
        (date(2020, 7, 4), date(2020, 7, 10)),  # a Saturday
        (date(2020, 4, 30), date(2020, 5, 11)),  # 1-5 May off, Saturday 9 May worked
        (date(2020, 9, 25), date(2020, 10, 9)),  # Sunday 27 September worked, 1-8 October off
        (date(2026, 7, 23), date(2026, 7, 30)),
    ],
)
def test_notice_ends_with_the_fifth_full_working_day(published, last_day):
    end = notice_end(published, 5, calendar(published.year))

    assert end.last_day == last_day
    assert end.confirmable_from == datetime.combine(
        last_day + timedelta(days=1), datetime.min.time(), tzinfo=SHANGHAI
    )
    assert len(end.working_days) == 5


def test_last_publication_for_the_window_of_2026_is_23_july():
    assert latest_publication(date(2026, 7, 31), 5, calendar(2026)) == date(2026, 7, 23)


@given(st.dates(date(2019, 1, 20), date(2019, 12, 31)), st.integers(1, 10))
def test_last_publication_is_the_last_one_that_can_be_confirmed(confirm_by, days):
    workdays = calendar(2018, 2019, 2020)

    last = latest_publication(confirm_by, days, workdays)

    assert notice_end(last, days, workdays).confirmable_from.date() <= confirm_by
    assert notice_end(last + timedelta(days=1), days, workdays).confirmable_from.date() > confirm_by


def test_year_that_is_not_loaded_is_refused_by_name():
    with pytest.raises(CalendarMissing, match="2027 年的工作日历尚未载入"):
        notice_end(date(2026, 12, 30), 5, calendar(2026))

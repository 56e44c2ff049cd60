from datetime import date
from itertools import product

import pytest

from cejc.errors import Refused
from credits import queries, services
from credits.engine import CalendarMissing, latest_publication, load_bytes, notice_end
from credits.models import CalendarDay, PolicyVersion
from tests.credits.build import policy

pytestmark = pytest.mark.django_db


def variant(*changes: tuple[str, str]):
    """hunan-2020 with some of its text replaced."""
    text = policy().source_text
    for old, new in changes:
        text = text.replace(old, new, 1)
    return load_bytes(text.encode(), "variant.toml")


def test_what_governs_is_the_bundled_policy_while_nothing_is_stored():
    assert queries.policy_here() == policy()
    assert queries.governing(year=2020).policy == policy()


def test_one_act_goes_by_what_was_in_force_at_its_beginning_and_asks_once(django_assert_num_queries):
    services.load_policy(policy=queries.bundled("hunan-2020"), publish=True)
    later = date(2030, 1, 1)

    with queries.policy_held():
        before = queries.governing(day=later).policy
        services.load_policy(policy=queries.bundled("hunan-2024"), publish=True)
        with django_assert_num_queries(0):
            within = queries.governing(day=later).policy

    after = queries.governing(day=later).policy
    assert (before.name, within.name, after.name) == ("hunan-2020", "hunan-2020", "hunan-2024")


def test_year_without_published_policy_is_refused():
    services.load_policy(policy=policy("hunan-2024"))

    with pytest.raises(Refused, match="2024 年度的继续教育政策尚未发布"):
        queries.governing(year=2024)


def test_published_policy_cannot_change_its_text():
    services.load_policy(policy=policy(), publish=True)

    with pytest.raises(Refused, match="内容不能更改"):
        services.load_policy(policy=variant(("themes =", "# changed\nthemes =")))

    assert PolicyVersion.objects.get().sha256 == policy().sha256


def test_unpublished_policy_may_change_and_is_read_anew():
    services.load_policy(policy=policy())
    changed = variant(("last = 2019", "last = 2018"))

    services.load_policy(policy=changed)

    assert queries.policy_named("hunan-2020") == changed


def test_second_policy_of_one_year_cannot_be_published():
    services.load_policy(policy=policy(), publish=True)

    with pytest.raises(Refused, match="2020 年度已发布政策 hunan-2020"):
        services.load_policy(policy=variant(('name = "hunan-2020"', 'name = "other"')), publish=True)

    assert [row.name for row in PolicyVersion.objects.all()] == ["hunan-2020"]


def test_policy_named_is_parsed_once_a_hash(django_assert_num_queries):
    services.load_policy(policy=policy(), publish=True)
    first = queries.policy_named("hunan-2020")

    with django_assert_num_queries(1):
        again = queries.policy_named("hunan-2020")

    assert again is first


def test_unknown_policy_is_refused_by_name():
    with pytest.raises(Refused, match="没有名为 nonsense 的政策"):
        queries.policy_named("nonsense")


def test_workdays_hold_make_up_days_and_only_the_years_asked_for():
    services.load_calendar(years=[2019, 2020])

    days = queries.workdays([2020])

    assert len(days) == 366
    assert days[date(2020, 5, 9)]
    assert not days[date(2020, 5, 1)]
    assert CalendarDay.objects.get(date=date(2020, 5, 1)).name == "劳动节"


@pytest.mark.parametrize("number", [1, 5, 15])
def test_weeks_before_a_day_hold_enough_working_days_everywhere_in_the_year(number):
    services.load_calendar(years=[2019, 2020])
    whole = queries.workdays([2019, 2020])

    for month, day in product(range(1, 13), (1, 8, 15, 22, 28)):
        closes = date(2020, month, day)
        found = latest_publication(closes, number, queries.workdays_before(closes, number))
        assert found == latest_publication(closes, number, whole)


def test_weeks_before_a_day_in_a_year_that_is_not_loaded_are_refused():
    services.load_calendar(years=[2020])

    with pytest.raises(CalendarMissing, match="2019 年"):
        latest_publication(date(2020, 1, 3), 5, queries.workdays_before(date(2020, 1, 3), 5))


def test_notice_over_a_year_that_is_not_loaded_is_refused():
    services.load_calendar(years=[2020])

    with pytest.raises(CalendarMissing, match="2021 年"):
        notice_end(date(2020, 12, 30), 5, queries.workdays([2020, 2021]))


def test_calendar_of_an_unknown_year_stores_nothing():
    with pytest.raises(Refused, match="没有 2099 年"):
        services.load_calendar(years=[2020, 2099])

    assert not CalendarDay.objects.exists()


def test_paper_of_a_year_cites_the_notice_of_that_year():
    services.load_policy(policy=policy(), publish=True)
    services.load_policy(policy=policy("hunan-2024"), publish=True)

    assert queries.notice_of(2020) == "湘人社函〔2020〕11号"
    assert queries.notice_of(2024).startswith("《关于做好2024年专业技术人员继续教育有关工作的通知")
    assert queries.notice_of(2021) == ""

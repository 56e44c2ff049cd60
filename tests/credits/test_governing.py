"""Which policy governs whom, when: `credits.governing`."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cejc.errors import Refused
from credits import services
from credits.engine import load_bytes
from credits.governing import Standing, cited, governing
from credits.kept import stored_base
from credits.models import PolicyVersion
from credits.queries import last_published
from tests.credits.build import policy

pytestmark = pytest.mark.django_db
MAY_2020 = date(2020, 5, 1)


def made(name: str, year: int, *, begins: str, scope: str = "", more: str = ""):
    """hunan-2020 under another name, for another year and other people."""
    text = policy().source_text.replace('name = "hunan-2020"', f'name = "{name}"', 1)
    text = text.replace("application_year = 2020", f"application_year = {year}\nbegins = {begins}\n{more}", 1)
    text = text.replace("关于做好2020年", f"关于做好{year}年", 1)
    return load_bytes((text + (f"\n[scope]\n{scope}\n" if scope else "")).encode(), f"{name}.toml")


def published(*policies) -> None:
    for one in policies:
        services.load_policy(policy=one, publish=True)


@pytest.fixture
def years():
    """The notices of 2020 and 2021, the second published early."""
    published(policy(), made("hunan-2021", 2021, begins="2021-03-01"))


def test_next_years_notice_published_early_changes_nothing_of_this_years(years):
    found = governing(day=MAY_2020)

    assert found.policy.name == "hunan-2020"
    assert found.following.name == "hunan-2021"
    assert found.why == "湘人社函〔2020〕11号适用于全体专业技术人员，2020年2月11日起执行。"


@pytest.mark.parametrize(("day", "name"), [("2021-02-28", "hunan-2020"), ("2021-03-01", "hunan-2021")])
def test_it_governs_from_the_day_it_begins(years, day, name):
    assert governing(day=date.fromisoformat(day)).policy.name == name


def test_after_it_began_applications_of_the_year_before_keep_their_policy(years):
    assert governing(day=date(2021, 6, 1), year=2020).policy.name == "hunan-2020"


def test_before_it_began_applications_of_its_year_are_its_own(years):
    found = governing(day=MAY_2020, year=2021)

    assert found.policy.name == "hunan-2021"
    assert found.ruling.begins == date(2021, 3, 1)


def test_before_the_first_notice_that_one_governs_and_says_when_it_begins():
    published(policy())

    found = governing(day=date(2019, 12, 31))

    assert found.policy.name == "hunan-2020"
    assert found.why.endswith("2020年2月11日起执行；在此之前尚无其他通知。")


def test_after_the_last_has_ended_it_goes_on_and_says_that_no_other_is_out():
    published(made("hunan-2020", 2020, begins="2020-02-11", more="ends = 2020-12-31"))

    found = governing(day=date(2021, 1, 15))

    assert found.has_ended
    assert found.why.endswith("执行至2020年12月31日；新的通知尚未发布。")


@pytest.fixture
def places():
    """One for everybody, one for a city, one for a series, one that counts beside."""
    published(
        policy(),
        made("city-2020", 2020, begins="2020-03-01", scope='regions = ["430100"]'),
        made("tax-2020", 2020, begins="2020-03-01", scope='series = ["accounting"]'),
        made("cme-2020", 2020, begins="2020-03-01", scope='series = ["health"]\nbeside = true'),
    )


@pytest.mark.parametrize(
    ("standing", "names"),
    [
        (Standing(), ["hunan-2020"]),
        (Standing("430100"), ["city-2020"]),
        (Standing("430200"), ["hunan-2020"]),
        (Standing("430200", "accounting"), ["tax-2020"]),
        (Standing("430100", "accounting"), ["tax-2020"]),
        (Standing("430200", "health"), ["hunan-2020", "cme-2020"]),
        (Standing("430100", "health"), ["city-2020", "cme-2020"]),
    ],
)
def test_the_closest_governs_and_what_counts_beside_comes_with_it(places, standing, names):
    assert [one.name for one in governing(standing, day=MAY_2020).policies] == names


def test_before_the_citys_own_begins_the_general_one_governs_its_people(places):
    assert governing(Standing("430100"), day=date(2020, 2, 20)).policy.name == "hunan-2020"


def test_what_is_in_force_is_asked_for_once(places, django_assert_num_queries):
    with django_assert_num_queries(1):
        governing(Standing("430100", "health"), day=MAY_2020)


def amended(edition: int = 2):
    return made(
        "hunan-2020",
        2020,
        begins="2020-02-11",
    ), load_bytes(
        (
            policy().source_text
            + f'\n[amendment]\nedition = {edition}\ndocument_number = "湘人社函〔2020〕45号"\n'
            'document_date = 2020-06-01\nreasons = "更正截止日期。"\n'
        ).encode(),
        "a.toml",
    )


def test_amended_edition_takes_the_place_of_the_one_before_which_is_kept():
    published(policy())
    before = policy()

    services.load_policy(policy=amended()[1], publish=True)

    found = governing(day=MAY_2020)
    assert found.policy.reach.amendment.document_number == "湘人社函〔2020〕45号"
    assert cited(found.policy) == "湘人社函〔2020〕11号（经湘人社函〔2020〕45号修订）"
    kept = PolicyVersion.objects.get(edition=1)
    assert (kept.sha256, kept.retired_why, kept.in_force) == (before.sha256, "amended", False)


def test_amendment_without_the_edition_before_it_is_refused():
    published(policy())

    with pytest.raises(Refused, match="它的上一版没有发布，或不是最新的一版"):
        services.load_policy(policy=amended(edition=3)[1], publish=True)

    assert governing(day=MAY_2020).policy == policy()


def test_withdrawn_policy_governs_nobody_any_more(years):
    services.retire(version=PolicyVersion.objects.get(name="hunan-2021"), why="withdrawn")

    assert governing(day=date(2021, 6, 1)).policy.name == "hunan-2020"
    with pytest.raises(Refused, match="2021 年度的继续教育政策尚未发布"):
        governing(year=2021)


@given(
    begins=st.lists(st.dates(date(2018, 1, 1), date(2024, 12, 31)), min_size=1, max_size=5, unique=True),
    day=st.dates(date(2017, 1, 1), date(2026, 1, 1)),
)
def test_of_one_row_the_newest_that_has_begun_governs(begins, day):
    """By the choice itself, without a database."""
    from credits import governing as module

    rows = [
        module.Ruling(f"x-{2000 + n}", "s", 1, 2000 + n, "x", "", "", False, one, None)
        for n, one in enumerate(sorted(begins))
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "in_force", lambda: rows)
        found = module.governing(day=day)

    begun = [one for one in rows if one.begins <= day]
    assert found.ruling == (begun[-1] if begun else rows[0])
    assert list(found.coming) == [one for one in rows if one.begins > day and one != found.ruling]


def test_edition_that_says_only_what_changes_is_read_by_the_texts_kept_with_it():
    """What it extends may be gone from the product later; its own text and hash stand."""
    published(policy())
    text = (
        'format = 1\nextends = "hunan-2020"\nname = "hunan-2020"\nthemes = ["新的主题"]\n[amendment]\nedition = 2\n'
        'document_number = "湘人社函〔2020〕45号"\ndocument_date = 2020-06-01\nreasons = "更正主题。"\n'
    )

    services.load_policy(policy=load_bytes(text.encode(), "a.toml", stored_base), publish=True)

    row = PolicyVersion.objects.get(edition=2)
    found = governing(day=MAY_2020).policy
    assert (found.themes, found.sha256) == (("新的主题",), row.sha256)
    assert list(row.bases) == ["hunan-2020"]
    assert found.routes == policy().routes


def test_withdrawn_policy_is_still_read_by_what_was_decided_under_it(years):
    services.retire(version=PolicyVersion.objects.get(name="hunan-2021"), why="withdrawn")
    services.load_policy(policy=policy("hunan-2024"))

    assert last_published("hunan-2021").application_year == 2021
    assert last_published("hunan-2024") is None


def test_a_notice_of_unusual_name_follows_the_one_that_is_for_the_same_people():
    published(policy(), made("new-rules", 2021, begins="2021-03-01"))

    assert governing(day=MAY_2020).following.name == "new-rules"
    assert governing(day=date(2021, 6, 1)).policy.name == "new-rules"
    assert PolicyVersion.objects.get(name="new-rules").rule_set == "hunan"


def test_it_stands_apart_where_the_file_says_so():
    published(policy(), made("new-rules", 2021, begins="2021-03-01", scope='set = "new"'))

    assert governing(day=MAY_2020).following is None
    assert PolicyVersion.objects.get(name="new-rules").rule_set == "new"


def test_it_stands_apart_where_it_is_for_other_people_or_counts_beside():
    others = ('regions = ["430100"]', 'series = ["accounting"]', "beside = true")
    rows = [made(f"x{place}-2021", 2021, begins="2021-03-01", scope=one) for place, one in enumerate(others)]
    published(policy(), *rows)

    assert governing(day=MAY_2020).following is None
    assert [one.rule_set for one in PolicyVersion.objects.filter(application_year=2021)] == ["x0", "x1", "x2"]


def test_what_counts_beside_is_followed_by_a_notice_of_another_name_in_the_same_ledger():
    scope = 'series = ["health"]\nbeside = true'
    first = made("cme-2020", 2020, begins="2020-03-01", scope=scope)
    published(policy(), first, made("credits-new", 2021, begins="2021-03-01", scope=scope))
    doctor = Standing("", "health")

    before, after = (governing(doctor, day=day) for day in (MAY_2020, date(2021, 6, 1)))

    assert [one.name for one in before.beside] == ["cme-2020"]
    assert [one.name for one in after.beside] == ["credits-new"]
    assert [one.policy.reach.rule_set for one in (*before.beside, *after.beside)] == ["cme", "cme"]


def test_of_two_rows_for_the_same_people_it_follows_none():
    scope = 'series = ["health"]\nbeside = true'
    names = ("one-2020", "two-2020")
    published(policy(), *(made(name, 2020, begins="2020-03-01", scope=scope) for name in names))
    published(made("third-2021", 2021, begins="2021-03-01", scope=scope))

    assert PolicyVersion.objects.get(name="third-2021").rule_set == "third"


def test_a_notice_of_the_same_year_follows_none():
    scope = 'series = ["health"]\nbeside = true'
    published(policy(), *(made(name, 2020, begins="2020-03-01", scope=scope) for name in ("one", "two")))

    assert set(PolicyVersion.objects.values_list("rule_set", flat=True)) == {"hunan", "one", "two"}


def test_a_later_edition_stays_in_the_row_of_the_first():
    published(policy(), made("new-rules", 2021, begins="2021-03-01"))
    text = (
        'format = 1\nextends = "new-rules"\nname = "new-rules"\n[amendment]\nedition = 2\n'
        'document_number = "湘人社函〔2021〕45号"\ndocument_date = 2021-06-01\nreasons = "更正。"\n'
    )
    published(load_bytes(text.encode(), "a.toml", stored_base))

    assert set(PolicyVersion.objects.filter(name="new-rules").values_list("rule_set", flat=True)) == {"hunan"}

"""Needs over several years, in blocks, within a term, as a share, and from some kinds."""

import pytest

from credits.engine import Person, show
from tests.credits.small import faults, project, small, weigh, work

ROLLING = '[[needs]]\nid = "three"\nname = "总学时"\nhours = 120\nyears = 3\nbasis = "resolution"\n'
TWO = '[[needs]]\nid = "two"\nname = "乙"\nsubjects = ["b"]\nhours = 4\nyears = 2\nbasis = "resolution"\n'
BLOCK = '[[needs]]\nid = "block"\nname = "周期"\nhours = 60\nyears = 3\ncycle = "block"\nfirst_year = 2021\nbasis = "resolution"\n'
TERM = '[[needs]]\nid = "term"\nname = "任期"\nhours = 60\nyears = 3\ncycle = "term"\nbasis = "resolution"\n'
SHARE = '[[needs]]\nid = "share"\nname = "甲"\nsubjects = ["a"]\nshare = "2/3"\nbasis = "resolution"\n'
KINDS = '[[needs]]\nid = "projects"\nname = "课题学时"\nkinds = ["project"]\nhours = 20\nyears = 2\nbasis = "resolution"\n'


def line(policy, *records, year=2024, **more):
    (found,) = weigh(policy, *records, years=[year], **more).years
    return found


def test_three_years_are_counted_together():
    thirty_a_year = [work(30, f"{year}-06-01") for year in (2021, 2022, 2023, 2024)]

    found = line(small(ROLLING, minima=("0", "0", "20")), *thirty_a_year)

    assert (found.status, show(found.total), show(found.missing_total)) == ("short", "30", "30")
    (state,) = found.further
    assert state.sentence == "2022至2024三年合计需120，已有90，还缺30"
    assert state.years == (2022, 2023, 2024)


def test_need_of_one_subject_is_missed_under_its_name():
    found = line(small(TWO), work(9, "2024-01-01"), work(1, "2023-01-01", "b"))

    assert show(found.missing["b"]) == "3"
    assert found.further[0].sentence == "2023至2024两年乙合计需4，已有1，还缺3"


def test_need_that_is_met_says_so_and_misses_nothing():
    found = line(small(TWO), work(4, "2023-01-01", "b"))

    assert found.status == "met"
    assert found.further[0].sentence == "2023至2024两年乙合计需4，已有4，已达到"


def test_greater_of_the_years_own_minimum_and_the_need_is_missing():
    found = line(small(ROLLING, minima=("0", "0", "80")), work(100, "2022-01-01"))

    assert show(found.missing_total) == "80"


def test_full_window_asks_only_whom_something_is_known_of_from_its_first_year():
    waiting = small(ROLLING + "full_window = true\n")
    newcomer, known = [work(30, "2024-01-01")], [work(30, "2022-01-01")]

    assert line(waiting, *newcomer).status == "met"
    assert line(waiting, *known).status == "short"
    assert line(waiting, *newcomer, person=Person(qualified=2021)).status == "short"
    assert line(waiting, *known, person=Person(qualified=2022)).status == "met"


def test_block_makes_only_its_last_year_short():
    policy, record = small(BLOCK), work(10, "2022-01-01")

    running, last, next_block = (line(policy, record, year=year) for year in (2022, 2023, 2024))

    assert (running.status, last.status, next_block.status) == ("met", "short", "met")
    assert running.further[0].sentence == "2021至2023三年合计需60，已有10，还缺50，到2023年年末为止"
    assert last.further[0].sentence == "2021至2023三年合计需60，已有10，还缺50"
    assert next_block.further[0].years == (2024, 2025, 2026)
    assert line(policy, record, year=2020).further == ()


def test_term_runs_from_the_persons_own_first_year():
    policy, record = small(TERM), work(10, "2023-01-01")

    assert line(policy, record).further == ()  # not known: not asked
    state = line(policy, record, person=Person(term=2022)).further[0]
    assert (state.years, show(state.missing), state.due) == ((2022, 2023, 2024), "50", True)


def test_share_of_the_total_grows_with_what_makes_it_up():
    """40 of 100: with 80 more, 120 of 180 are two thirds."""
    found = line(small(SHARE), work(40, "2024-01-01"), work(60, "2024-02-01", "b"))

    assert (found.status, show(found.missing["a"])) == ("short", "80")
    assert found.further[0].sentence == "2024年甲须占2/3，按现有学时应为120，已有40，还缺80"
    assert line(small(SHARE), work(120, "2024-01-01"), work(60, "2024-02-01", "b")).status == "met"


def test_share_holds_of_the_yearly_minimum_where_less_is_there():
    found = line(small(SHARE, minima=("0", "0", "90")), work(20, "2024-01-01"))

    assert show(found.missing["a"]) == "40"


def test_share_of_the_minimum_looks_at_nothing_above_it():
    of_minimum = small(SHARE + 'of = "minimum"\n', minima=("0", "0", "90"))

    assert line(of_minimum, work(60, "2024-01-01"), work(600, "2024-02-01", "b")).status == "met"
    assert line(of_minimum, work(59, "2024-01-01"), work(600, "2024-02-01", "b")).missing["a"] == 1


def test_need_from_some_kinds_is_missed_under_its_own_name():
    found = line(small(KINDS), work(99, "2024-01-01"), project("2024-01-01", "2024-05-01"))

    assert found.further_missing == {"projects": 10}
    assert (found.status, show(found.missing_total)) == ("short", "0")


def test_need_for_some_people_is_asked_of_nobody_else():
    policy = small(ROLLING + 'when = { level = ["junior"] }\n')

    assert line(policy).status == "met"
    assert line(policy, person=Person(level="senior_full")).status == "met"
    assert line(policy, person=Person(level="junior")).status == "short"


def test_settled_year_misses_nothing_of_any_need():
    found = line(small(ROLLING, KINDS), exempt={2024: "病假"})

    assert (found.status, found.missing_total, found.further_missing) == ("exempt", 0, {})


def test_needs_of_a_line_begin_with_the_minima_of_the_year():
    found = line(small(ROLLING, minima=("10", "0", "20")), work(5, "2024-01-01"))

    assert [state.id for state in found.needs] == ["a", "total", "three"]
    assert found.needs[0].sentence == "2024年甲需10，已有5，还缺5"
    assert found.needs[1].sentence == "2024年需20，已有5，还缺15"


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        (ROLLING.replace("hours = 120\n", ""), "needs[0].hours：hours 与 share 须有且只有一项"),
        (ROLLING + 'share = "1/2"\n', "needs[0].hours：hours 与 share 须有且只有一项"),
        (SHARE.replace('"2/3"', '"3/2"'), "needs[0].share：应为大于 0 小于 1 的比例"),
        (SHARE.replace('subjects = ["a"]\n', ""), "needs[0].subjects：按比例的要求须写明"),
        (ROLLING + 'of = "total"\n', "needs[0].of：只有按比例的要求才有此项"),
        (ROLLING + "first_year = 2020\n", "needs[0].first_year：按固定周期的要求"),
        (BLOCK.replace("first_year = 2021\n", ""), "needs[0].first_year：按固定周期的要求"),
        (BLOCK + "full_window = true\n", "needs[0].full_window：只有滚动计算的要求才有此项"),
        (ROLLING.replace('"three"', '"total"'), "needs[0].id：标识 total 另有用途"),
        (ROLLING.replace('"three"', '"a"'), "needs[0].id：标识 a 另有用途"),
        (
            ROLLING + "when = { height = 3 }\n",
            "needs[0].when.height：对人员的条件中没有 height，可用的有 level、degree、series、region、age",
        ),
        (ROLLING + ROLLING, "needs[1].id：标识 three 重复"),
    ],
)
def test_need_that_says_nothing_or_too_much_is_a_fault(table, fault):
    assert any(one.startswith(fault) for one in faults(table)), faults(table)

"""What holds of needs and carry-over for every list of records."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from credits.engine import Person
from tests.credits.rows import FIRST, LAST, YEARS, records, rows
from tests.credits.small import small, weigh

SOURCE = 'basis = "resolution"\n'
spans = st.integers(1, 5)
limits = st.integers(1, 60)
subjects = st.sampled_from(["", 'subjects = ["a"]\n', 'subjects = ["a", "b"]\n'])


def need(years: int, more: str = "", hours: int = 40) -> str:
    return f'[[needs]]\nid = "n"\nname = "合计"\nhours = {hours}\nyears = {years}\n{more}{SOURCE}'


def carry(hours: int, years: int, above: str) -> str:
    return (
        f'[[carries]]\nid = "c"\nsubject = "a"\nhours = {hours}\nyears = {years}\nabove = "{above}"\n'
        f'text = "结转"\n{SOURCE}'
    )


def summed(result, years, wanted) -> Decimal:
    return sum(
        (one.hours for one in result.awards if one.year in years and one.subject in wanted), Decimal(0)
    )


@given(records, spans, subjects)
def test_rolling_need_is_the_plain_sum_of_its_years(rows, years, more):
    result = weigh(small(need(years, more)), *rows, years=YEARS)

    wanted = "a" if more == 'subjects = ["a"]\n' else "ab"
    for line in result.years:
        (state,) = line.further
        window = range(line.year - years + 1, line.year + 1)
        assert state.years == tuple(window)
        assert state.have == summed(result, window, wanted)
        assert state.missing == max(state.need - state.have, 0)


@given(records, spans)
def test_blocks_do_not_overlap_and_are_due_once(rows, years):
    more = f'cycle = "block"\nfirst_year = {FIRST}\n'
    result = weigh(small(need(years, more)), *rows, years=YEARS)

    blocks = {line.further[0].years for line in result.years}
    covered = [year for block in blocks for year in block]
    assert len(covered) == len(set(covered))
    assert all(line.further[0].due == (line.year == line.further[0].years[-1]) for line in result.years)


@given(records, rows, spans, subjects)
def test_one_record_more_makes_no_need_miss_more(rows, one_more, years, more):
    policy = small(need(years, more))

    before, after = (weigh(policy, *some, years=YEARS).years for some in (rows, [*rows, one_more]))

    assert all(
        new.further[0].missing <= old.further[0].missing for old, new in zip(before, after, strict=True)
    )


@given(records, st.sampled_from(["1/2", "2/3", "0.9"]))
def test_what_a_share_misses_makes_the_share_and_less_does_not(rows, share):
    policy = small(f'[[needs]]\nid = "s"\nname = "甲"\nsubjects = ["a"]\nshare = "{share}"\n{SOURCE}')
    wanted = Fraction(share)

    for line in weigh(policy, *rows, years=YEARS).years:
        (state,) = line.further
        held, all_of_it, more = (Fraction(one) for one in (line.hours["a"], line.total, state.missing))
        assert held + more >= wanted * (all_of_it + more)
        less = state.missing - Decimal("0.01")
        if state.missing:
            assert Fraction(line.hours["a"]) + Fraction(less) < wanted * (
                Fraction(line.total) + Fraction(less)
            )


@given(records, limits, st.integers(1, 3), st.sampled_from(["subject", "total"]))
def test_carry_over_never_creates_hours(rows, hours, years, above):
    """What is taken is there to be taken: of every stretch of years, no more than stood above the minimum."""
    minima = ("20", "0", "40")
    policy = small(carry(hours, years, above), minima=minima)
    result = weigh(policy, *rows, years=YEARS)
    taken = {line.year: line.carried.get("a", Decimal(0)) for line in result.years}

    for first in YEARS:
        for last in range(first, LAST + 1):
            sources = range(first - years, last)
            spare = sum(min(Decimal(hours), max(summed(result, [one], "a") - 20, 0)) for one in sources)
            assert sum(taken[year] for year in range(first, last + 1)) <= spare


@given(records, limits, st.integers(1, 3))
def test_carry_over_takes_no_more_than_is_lacking_and_takes_nothing_from_the_year_it_comes_from(
    rows, hours, years
):
    minima = ("20", "0", "40")
    plain = weigh(small(minima=minima), *rows, years=YEARS).years
    carried = weigh(small(carry(hours, years, "subject"), minima=minima), *rows, years=YEARS).years

    for old, new in zip(plain, carried, strict=True):
        taken = new.carried.get("a", Decimal(0))
        assert new.total == old.total + taken
        assert taken <= max(old.missing["a"], old.missing_total)
        assert old.status == "short" or not taken
        assert new.missing["a"] <= old.missing["a"]


@given(records, spans)
def test_need_is_not_asked_of_whom_it_does_not_concern(rows, years):
    policy = small(need(years, 'when = { level = ["junior"] }\n'), minima=("5", "5", "12"))
    plain = weigh(small(minima=("5", "5", "12")), *rows, years=YEARS).years

    for person in (None, Person(), Person(level="senior_full")):
        lines = weigh(policy, *rows, years=YEARS, person=person).years
        assert [(one.status, one.missing, one.total) for one in lines] == [
            (one.status, one.missing, one.total) for one in plain
        ]


@given(records, st.integers(1, 5), subjects)
def test_met_means_that_nothing_is_missing_and_short_that_something_is(rows, years, more):
    for line in weigh(small(need(years, more), minima=("5", "5", "12")), *rows, years=YEARS).years:
        lacking = any(line.missing.values()) or line.missing_total or any(line.further_missing.values())
        assert bool(lacking) == (line.status == "short")

"""What holds of people who need less, for everybody."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from credits.engine import Employed, Person
from tests.credits.rows import FIRST, LAST, YEARS, records
from tests.credits.small import small, weigh

MINIMA = ("20", "10", "40")
KINDS = ("first_year", "employed", "part_time", "leave")
_days = st.dates(date(FIRST - 1, 1, 1), date(LAST + 1, 12, 31))
_times = st.lists(st.tuples(_days, _days).map(lambda two: Employed(min(two), max(two))), max_size=4)
people = st.builds(
    Person,
    level=st.sampled_from(["", "junior", "senior_full"]),
    born=st.none() | st.dates(date(1950, 1, 1), date(2000, 1, 1)),
    qualified=st.none() | st.integers(FIRST - 1, LAST + 1),
    employed=_times.map(tuple),
    part_time=st.none() | st.integers(1, 100).map(lambda share: Decimal(share) / 100),
    leave=st.lists(
        st.tuples(st.sampled_from(YEARS), st.integers(0, 366)), max_size=2, unique_by=lambda one: one[0]
    ).map(tuple),
)
rounds = st.sampled_from(["down", "nearest", "up"])


def reduction(by: str, how: str = "down") -> str:
    return f'[[reductions]]\nid = "{by}"\nby = "{by}"\ntext = "少"\nstep = "0.5"\nround = "{how}"\nbasis = "resolution"\n'


def lines(policy, rows, person=None):
    return weigh(policy, *rows, years=YEARS, person=person).years


@given(people, rounds)
def test_nobody_is_asked_for_more_than_the_minimum_or_less_than_nothing(person, how):
    policy = small(*(reduction(by, how) for by in KINDS), minima=MINIMA)

    for line in lines(policy, [], person):
        assert all(0 <= line.asked[key] <= whole for key, whole in policy.minima.items())
        assert all((value / Decimal("0.5")) % 1 == 0 for value in line.asked.values())


@given(records, people)
def test_person_changes_nothing_where_the_policy_asks_nothing_about_people(rows, person):
    policy = small(minima=MINIMA)

    assert lines(policy, rows, person) == lines(policy, rows)


@given(records)
def test_whoever_is_not_known_is_asked_for_all(rows):
    reduced = small(*(reduction(by) for by in KINDS), minima=MINIMA)

    assert lines(reduced, rows, Person()) == lines(small(minima=MINIMA), rows)


@given(records, people)
def test_who_needs_less_misses_no_more(rows, person):
    reduced = lines(small(*(reduction(by, "up") for by in KINDS), minima=MINIMA), rows, person)

    for less, whole in zip(reduced, lines(small(minima=MINIMA), rows), strict=True):
        assert less.missing_total <= whole.missing_total
        assert all(less.missing[one] <= whole.missing[one] for one in less.missing)


@given(_times)
def test_days_at_work_are_counted_once_each(times):
    policy = small(reduction("employed").replace('"0.5"', '"0.000001"'), minima=MINIMA)

    for line in lines(policy, [], Person(employed=tuple(times))):
        first = date(line.year, 1, 1).toordinal()
        length = date(line.year + 1, 1, 1).toordinal() - first
        there = [date.fromordinal(first + number) for number in range(length)]
        held = sum(any(one.first <= day <= one.last for one in times) for day in there)
        if times:
            assert abs(line.asked["total"] - Decimal(40) * held / length) <= Decimal("0.000001")

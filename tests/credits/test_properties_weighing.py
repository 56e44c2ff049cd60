"""What holds of caps, groups, spread hours, rounding and approval for every list of records, in any order."""

from collections import Counter, defaultdict
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credits.engine import Person
from credits.engine.works import fold_work
from tests.credits.rows import YEARS, records
from tests.credits.small import BY_AMOUNT, small, total, weigh

EACH = 'each_year = { from = "start", to = "end" }\n'
PERSON = Person(level="junior")


def cap(per: str, hours: int, more: str = "") -> str:
    return f'[[caps]]\nid = "{per}"\nper = "{per}"\nhours = {hours}\nover = "clamp"\ntext = "{per}"\nbasis = "resolution"\n{more}\n'


def group(by: str, best: int, when: str) -> str:
    return (
        f'[[groups]]\nid = "{by}"\nkinds = ["work", "project"]\nby = "{by}"\nbest = {best}\ncaps = "{when}"\n'
        'text = "只计最高"\nbasis = "resolution"\n'
    )


NEED = '[[needs]]\nid = "n"\nname = "三年"\nhours = 40\nyears = 3\nbasis = "resolution"\n'
CARRY = '[[carries]]\nid = "c"\nsubject = "a"\nhours = 20\ntext = "结转"\nbasis = "resolution"\n'
KEYS = {
    "item": lambda award, _work: award.record,
    "work": lambda award, work: work or award.record,
    "year": lambda award, _work: award.year,
    "years": lambda award, _work: (award.year - 2020) // 2,
    "span": lambda award, _work: True if award.year in (2023, 2024) else None,
    "ever": lambda _award, _work: True,
}
caps = st.sampled_from(list(KEYS))
limits = st.integers(1, 40)


def cap_table(per: str, hours: int) -> str:
    return cap(per, hours, "years = 2\nfirst_year = 2020" if per == "years" else "")


def spread(*tables: str):
    return small(*tables, project=EACH, online="valid_years = 2\n")


@given(records, caps, limits)
def test_no_cap_is_ever_exceeded(rows, per, hours):
    """Hours that count again in a later year are the same hours: only the cap of a year looks at them."""
    result = weigh(spread(cap_table(per, hours)), *rows, person=PERSON)

    held: dict = defaultdict(Decimal)
    for award in result.awards:
        key = KEYS[per](award, fold_work(rows[int(award.record[1:]) - 1].get("work", "")))
        if key is not None and (per == "year" or not award.again):
            held[key] += award.hours
    assert all(sum_ <= hours for sum_ in held.values())


@given(records, caps, limits)
def test_cap_takes_nothing_where_nothing_stands_above_it(rows, per, hours):
    result = weigh(small(cap_table(per, hours)), *rows, person=PERSON)
    whole = weigh(small(), *rows)

    if total(whole) <= hours:
        assert [one.hours for one in result.awards] == [one.hours for one in whole.awards]
    assert total(result) >= min(total(whole), Decimal(hours)) or per == "span"


@given(
    records,
    st.sampled_from(["year", "work", "ever"]),
    st.integers(1, 3),
    st.sampled_from(["before", "after"]),
)
def test_of_a_group_only_the_best_count(rows, by, best, when):
    result = weigh(small(group(by, best, when), cap("item", 12)), *rows)

    counted: dict = defaultdict(set)
    for award in result.awards:
        row = rows[int(award.record[1:]) - 1]
        key = {"year": award.year, "work": fold_work(row.get("work", "")), "ever": True}[by]
        if award.hours and row["kind"] != "online" and key:
            counted[key].add(award.record)
    assert all(len(who) <= best for who in counted.values())


@given(records, st.sampled_from(["year", "ever"]))
def test_comparing_after_caps_never_counts_less(rows, by):
    """Whoever is compared by what is left gets the most that one record may give."""
    capped = cap("item", 6, 'subjects = ["a"]')

    before, after = (total(weigh(small(capped, group(by, 1, when)), *rows)) for when in ("before", "after"))

    assert after >= before


@given(records)
def test_project_counts_the_same_for_each_year_it_touches(rows):
    result = weigh(small(project=EACH), *rows)

    for number, row in enumerate(rows, 1):
        if row["kind"] == "project":
            years = [one.year for one in result.awards if one.record == f"r{number}" and one.hours == 10]
            assert years == list(range(int(row["start"][:4]), int(row["end"][:4]) + 1))


@given(records, st.integers(2, 4))
def test_validity_repeats_hours_and_adds_none_over_several_years(rows, valid):
    policy = small(NEED.replace("years = 3", "years = 10"), work=BY_AMOUNT + f"valid_years = {valid}\n")
    plain = weigh(small(), *rows)

    result = weigh(policy, *rows, years=[YEARS[-1]])

    assert sum(one.hours for one in result.awards if not one.again) == total(plain)
    repeated = sum(one.hours for one in result.awards if one.again)
    assert repeated == (valid - 1) * sum(
        one.hours for one in plain.awards if rows[int(one.record[1:]) - 1]["kind"] == "work"
    )
    assert result.years[0].further[0].have == total(plain)


@given(records, st.sets(st.integers(1, 10)))
def test_what_waits_counts_nothing_and_the_rest_as_before(rows, approved):
    policy = small(work=BY_AMOUNT + 'needs_approval = "须经同意后计算"\n')
    free = weigh(small(), *rows)

    result = weigh(policy, *rows, approved={f"r{number}" for number in approved})

    for award, plain in zip(result.awards, free.awards, strict=True):
        waits = rows[int(award.record[1:]) - 1]["kind"] == "work" and int(award.record[1:]) not in approved
        assert award.hours == (0 if waits else plain.hours)
        assert award.held == (waits and bool(plain.hours))


@given(st.integers(0, 10_000), st.integers(1, 400), st.sampled_from(["down", "nearest", "up"]))
def test_rounding_gives_a_multiple_that_is_no_step_away(cents, step, how):
    policy = small(
        work=f'method = "per_unit"\nfact = "amount"\nhours = 1\nstep = "{step / 100:.2f}"\nround = "{how}"\n'
    )
    exact, each = Decimal(cents) / 100, Decimal(step) / 100
    row = {"kind": "work", "amount": f"{exact:.2f}", "subject": "a", "date": "2022-01-01"}

    (award,) = weigh(policy, row).awards

    assert award.hours % each == 0
    apart = award.hours - exact
    assert {"down": -each < apart <= 0, "up": 0 <= apart < each, "nearest": -each < 2 * apart <= each}[how]


@given(records, st.integers(1, 12))
def test_every_hour_stands_in_one_year_wherever_years_end(rows, month):
    result, calendar = weigh(small(f"[year]\nlast_month = {month}\n"), *rows), weigh(small(), *rows)

    assert total(result) == total(calendar)
    for one, other in zip(result.awards, calendar.awards, strict=True):
        assert one.year - other.year in (0, 1)


FEATURES = [
    *((cap_table(per, 15),) for per in KEYS),
    *(
        (group(by, best, when),)
        for by in ("year", "work", "ever")
        for best in (1, 2)
        for when in ("before", "after")
    ),
    (NEED,),
    (CARRY,),
    (
        NEED,
        CARRY,
        cap("ever", 90),
        cap("work", 20),
        cap("year", 30),
        group("work", 1, "before"),
        group("year", 2, "after"),
    ),
]


@pytest.mark.parametrize("tables", FEATURES)
@given(rows=records, random=st.randoms())
def test_order_of_entry_changes_no_total(tables, rows, random):
    policy = spread(*tables) if len(tables) > 1 else small(*tables, minima=("20", "0", "40"))
    named = [{**row, "id": f"x{number}"} for number, row in enumerate(rows)]
    shuffled = list(named)
    random.shuffle(shuffled)

    first, second = (weigh(policy, *some, years=YEARS, person=PERSON) for some in (named, shuffled))

    assert [vars(line) | {"names": None} for line in first.years] == [
        vars(line) | {"names": None} for line in second.years
    ]
    assert Counter(one.code for one in first.refused) == Counter(one.code for one in second.refused)

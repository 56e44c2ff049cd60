"""What holds for every list of records, found by hypothesis."""

from collections import Counter
from datetime import date
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from credits.engine import convert, parse_records
from credits.engine.document import dump
from tests.credits.build import policy

YEARS = range(2017, 2021)
_days = st.dates(date(2018, 1, 1), date(2018, 1, 4)).map(date.isoformat)
_dates = st.dates(date(2017, 1, 1), date(2020, 12, 31)).map(date.isoformat)
_subjects = st.sampled_from(["public", "professional"])
_lines = st.fixed_dictionaries(
    {"date": _days, "slot": st.sampled_from(["morning", "afternoon", "evening", "day"]), "subject": _subjects}
)
_attended = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["training", "practice", "conference", "exchange"]),
        "lines": st.lists(_lines, min_size=1, max_size=4),
    }
)
_paper = st.fixed_dictionaries(
    {"kind": st.just("paper"), "author_rank": st.integers(1, 5), "cn_serial": st.booleans(), "date": _dates},
    optional={"work": st.sampled_from(["a", "b"])},
)
_online = st.fixed_dictionaries(
    {"kind": st.just("online"), "date": _dates, "subject": _subjects, "minutes": st.integers(0, 5000)}
)
_course = st.fixed_dictionaries(
    {"kind": st.sampled_from(["degree_course", "qualification_exam"]), "date": _dates}
)
_post = st.fixed_dictionaries(
    {
        "kind": st.just("assignment"),
        "start": st.dates(date(2017, 1, 1), date(2018, 6, 1)).map(date.isoformat),
        "end": st.dates(date(2018, 6, 2), date(2020, 12, 31)).map(date.isoformat),
        "level": st.sampled_from(["provincial", "other"]),
        "qualified": st.booleans(),
        "assessed": st.just("2020-12-31"),
    }
)
_record = st.one_of(_attended, _paper, _online, _course, _post)
_records = st.lists(_record, max_size=12)


def converted(records):
    named = [{"id": f"r{index}", **record} for index, record in enumerate(records)]
    return convert(policy(), parse_records(policy(), named), YEARS)


def totals(result):
    return {
        (line.year, key): value
        for line in result.years
        for key, value in [*line.hours.items(), ("t", line.total)]
    }


@given(_records, _record)
def test_adding_a_record_beside_the_others_never_lowers_the_sum_of_a_year(records, one_more):
    first, second = converted(records), converted([*records, one_more])

    before, after = totals(first), totals(second)
    if not second.refused:
        assert all(after[key] >= before[key] for key in before if key[1] == "t")


@given(_records)
def test_no_date_ever_holds_more_than_ten_attended_hours(records):
    attended = [record for record in records if "lines" in record]
    result = converted([{**record, "lines": [line]} for record in attended for line in record["lines"]])

    held = Counter()
    for award in result.awards:
        held[result_day(attended, award.record)] += award.hours
    assert all(hours <= 10 for hours in held.values())


def result_day(attended, record_id):
    lines = [line for record in attended for line in record["lines"]]
    return lines[int(record_id[1:])]["date"]


@given(_records)
def test_hours_are_never_negative_and_always_have_a_reason(records):
    result = converted(records)

    assert all(award.hours >= 0 and award.why.endswith("。") and award.clause for award in result.awards)


@given(_records)
def test_every_record_stands_in_awards_or_in_refused_and_never_in_both(records):
    result = converted(records)

    awarded, refused = {a.record for a in result.awards}, {r.record for r in result.refused}
    assert awarded | refused == {f"r{index}" for index in range(len(records))}
    assert not awarded & refused


@given(_records)
def test_year_is_the_sum_of_its_awards(records):
    result = converted(records)

    for line in result.years:
        for subject, hours in line.hours.items():
            mine = [a.hours for a in result.awards if (a.year, a.subject) == (line.year, subject)]
            assert hours == sum(mine, Decimal(0))


_PAPER = {"kind": "paper", "author_rank": 1, "date": "2017-01-01", "work": "b"}


def _one_line(slot, subject):
    return {"kind": "training", "lines": [{"date": "2018-01-02", "slot": slot, "subject": subject}]}


class _Reversed:
    """Stands for the dice that turn a list round."""

    def shuffle(self, rows):
        rows.reverse()


@example([_PAPER | {"cn_serial": False}, _PAPER | {"cn_serial": True}], _Reversed())
@example([_PAPER | {"cn_serial": True}, _PAPER | {"cn_serial": True, "date": "2019-01-01"}], _Reversed())
@example([_one_line("evening", "public"), _one_line("day", "professional")], _Reversed())
@example([_one_line("afternoon", "public"), _one_line("day", "professional")], _Reversed())
@given(_records, st.randoms())
def test_order_of_entry_changes_no_total(records, random):
    """Also where records collide: the notice knows dates and works, not who was typed in first."""
    shuffled = list(records)
    random.shuffle(shuffled)

    first, second = converted(records), converted(shuffled)

    assert totals(first) == totals(second)
    assert Counter(one.code for one in first.refused) == Counter(one.code for one in second.refused)


@given(_records)
def test_same_input_gives_the_same_bytes(records):
    assert dump(policy(), converted(records)) == dump(policy(), converted(records))


@given(_records)
def test_met_means_nothing_is_missing_and_short_means_something_is(records):
    for line in converted(records).years:
        lacking = any(line.missing.values()) or bool(line.missing_total)
        assert lacking == (line.status == "short")

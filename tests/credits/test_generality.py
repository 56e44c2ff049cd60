"""Other rule sets of this field load and compute without a change of the engine."""

import pytest

from credits.engine import show
from tests.credits.build import brief, run

NORTH = "credits-north"


def lecture(*days: str, subject: str = "class_one") -> dict:
    return {"kind": "lecture", "lines": [{"date": day, "slot": "half", "subject": subject} for day in days]}


def talk(hours: str, audience: str = "local") -> dict:
    return {"kind": "talk", "hours_taught": hours, "audience": audience, "date": "2022-01-01"}


def study(start: str, end: str) -> dict:
    return {"kind": "study", "start": start, "end": end}


def reading(words: int) -> dict:
    return {"kind": "reading", "words": words, "date": "2022-01-01"}


def prize(rank: int, **more) -> dict:
    return {"kind": "prize", "rank": rank, "date": "2022-01-01", **more}


@pytest.mark.parametrize(
    ("record", "hours"),
    [
        (lecture("2022-01-01"), "1.5"),
        (lecture("2022-01-01", "2022-01-02"), "3"),
        (talk("4"), "2"),  # base only
        (talk("5.9"), "2"),  # not yet a full unit above four
        (talk("6"), "3"),
        (talk("6", "national"), "6"),  # base + two bonuses
        (talk("10", "national"), "6"),  # 2 + 3 + 3 = 8, capped per item
        (study("2022-01-01", "2022-01-30"), "0"),  # below the lowest tier
        (study("2022-01-01", "2022-01-31"), "5"),
        (study("2022-01-01", "2022-03-30"), "5"),
        (study("2022-01-01", "2022-03-31"), "15"),
        (study("2021-07-01", "2022-01-01"), "20"),  # 25, capped for the bucket and year
        (reading(1999), "0"),
        (reading(4100), "2"),
        (reading(20000), "3"),  # 10, capped for the kind and year
        (prize(1), "8"),
        (prize(3), "5"),
        (prize(4), "2"),
        ({"kind": "service", "date": "2022-01-01"}, "0"),  # by hand
    ],
)
def test_one_record_under_another_rule_set(record, hours):
    (award,) = run(record, name=NORTH).awards

    assert show(award.hours) == hours
    assert award.why.endswith("。")


def test_cap_per_day_counts_several_records_together():
    result = run(lecture("2022-01-01"), {**lecture("2022-01-02"), "id": "b"}, name=NORTH)
    other_buckets = run(lecture("2022-01-01"), lecture("2022-01-01", subject="ethics"), name=NORTH)

    assert [hours for *_, hours in brief(result)] == ["1.5", "1.5"]
    assert other_buckets.refused[0].code == "slot_taken"


def test_cap_per_year_of_a_kind_says_what_is_left():
    first, second = run(reading(4000), reading(4000), name=NORTH).awards

    assert (show(first.hours), show(second.hours)) == ("2", "1")
    assert "自学每年最多 3 学分，本项计 1" in second.why


def test_cap_per_year_of_a_bucket_reaches_over_kinds():
    awards = run(study("2022-01-01", "2022-03-31"), prize(1), name=NORTH).awards

    assert [show(award.hours) for award in awards] == ["15", "5"]


def test_only_the_highest_within_a_group_counts():
    low, high, alone = run(prize(4, work="w"), prize(1, work="w"), prize(2), name=NORTH).awards

    assert [show(award.hours) for award in (low, high, alone)] == ["0", "8", "5"]
    assert "记录 r2" in low.why


def test_four_buckets_with_minima_of_their_own():
    (line,) = run(talk("4"), reading(4000), name=NORTH, years=[2022]).years

    assert {subject: show(hours) for subject, hours in line.missing.items()} == {
        "class_one": "3",
        "class_two": "10.5",
        "ethics": "1",
        "optional": "0",
    }
    assert show(line.missing_total) == "21"

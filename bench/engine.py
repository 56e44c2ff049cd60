"""The engine against plain Python that knows the notice of 2020 by heart: what it costs that the rules are data.

Both get the same checked records of 400 people, and must give the same awards, refusals and years. Reasons are
made when somebody reads them; with every reason read the engine is measured apart.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from bench.by_hand import by_hand
from bench.figure import Figure, best_of, seconds
from credits.engine import BUNDLED, Policy, Record, Result, convert, load_file, parse_records

PEOPLE, RECORDS, ROUNDS = 400, 25, 7
YEARS = range(2015, 2020)
SLOTS, SUBJECTS = ("morning", "afternoon", "evening", "day"), ("public", "professional")
# What people hand in, by how much of it there is: days of training and online courses above all.
MIX = {"lines": 12, "online": 6, "paper": 3, "work": 2, "course": 1, "assignment": 1}
Person = tuple[Record, ...]


def figures() -> Iterator[Figure]:
    policy = load_file(BUNDLED / "hunan-2020.toml")
    people = [parse_records(policy, asked_by(seed)) for seed in range(PEOPLE)]
    for one in people:
        _same(convert(policy, one, YEARS), by_hand(one, list(YEARS)))
    ours, bare = _in_turns(policy, people)
    read = best_of(2, lambda: [award.why for one in people for award in convert(policy, one, YEARS).awards])
    count = sum(map(len, people))
    yield Figure("engine records", count / ours, "records/s")
    yield Figure("engine by hand", count / bare, "records/s")
    yield Figure("engine / by hand", ours / bare, "x", "≤ 8")
    yield Figure("engine, every reason read / by hand", read / bare, "x")


def _in_turns(policy: Policy, people: list[Person]) -> tuple[float, float]:
    """Seconds of both, the quickest of some rounds: one after the other, so that the machine is the same."""
    times = [
        (
            seconds(lambda: [convert(policy, one, YEARS) for one in people]),
            seconds(lambda: [by_hand(one, YEARS) for one in people]),
        )
        for _round in range(ROUNDS)
    ]
    return min(one for one, _other in times), min(other for _one, other in times)


def _same(result: Result, told: tuple[list, list, list]) -> None:
    awards = [(one.record, one.year, one.subject, one.hours) for one in result.awards]
    refused = sorted((one.record, one.code) for one in result.refused)
    years = [
        (
            line.year,
            line.status,
            *(line.hours[subject] for subject in SUBJECTS),
            line.total,
            *(line.missing[subject] for subject in SUBJECTS),
            line.missing_total,
        )
        for line in result.years
    ]
    assert (awards, refused, years) == told


def asked_by(seed: int) -> list[dict[str, Any]]:
    """The records of one person, as they are handed in."""
    dice = random.Random(seed)
    shapes = dice.choices(list(MIX), list(MIX.values()), k=RECORDS)
    return [{"id": f"r{place}", **_record(shape, dice)} for place, shape in enumerate(shapes)]


def _record(shape: str, dice: random.Random) -> dict[str, Any]:
    day = date(2015, 1, 1) + timedelta(days=dice.randrange(5 * 365))
    when, rank = day.isoformat(), dice.randrange(1, 8)
    if shape == "lines":
        return {
            "kind": dice.choice(("training", "practice", "conference", "exchange")),
            "lines": _lines(day, dice),
        }
    if shape == "online":
        more = {"attributed_year": max(day.year - 1, 2015)} if dice.random() < 0.1 else {}
        return {
            "kind": "online",
            "date": when,
            "subject": dice.choice(SUBJECTS),
            "minutes": dice.randrange(900),
            **more,
        }
    if shape == "paper":
        work = {"work": f"10.1000/{dice.randrange(4)}"} if dice.random() < 0.3 else {}
        return {"kind": "paper", "author_rank": rank, "cn_serial": dice.random() < 0.9, "date": when, **work}
    if shape == "work":
        return dice.choice(
            [
                {"kind": "book", "author_rank": rank, "date": when},
                {"kind": "patent", "inventor_rank": rank, "patent_kind": "design", "date": when},
                {"kind": "award", "level": "prefectural", "rank": rank, "date": when},
                {
                    "kind": "project",
                    "role": "lead",
                    "organiser": dice.choice(("government", "other")),
                    "date": when,
                },
                {"kind": "computer_exam", "modules": rank, "date": when},
            ]
        )
    if shape == "course":
        return {"kind": dice.choice(("degree_course", "qualification_exam")), "date": when}
    end = day + timedelta(days=dice.randrange(60, 700))
    return {
        "kind": "assignment",
        "start": when,
        "end": end.isoformat(),
        "level": "provincial",
        "qualified": dice.random() < 0.8,
        "assessed": (end + timedelta(days=9)).isoformat(),
    }


def _lines(day: date, dice: random.Random) -> list[dict[str, str]]:
    """Some days in a row, whole ones mostly; now and then a part twice, which is refused."""
    rows = []
    for number in range(dice.randrange(1, 6)):
        slots = ["day"] if dice.random() < 0.6 else dice.sample(SLOTS[:3], dice.randrange(1, 4))
        subject, when = dice.choice(SUBJECTS), (day + timedelta(days=number)).isoformat()
        rows += [{"date": when, "slot": slot, "subject": subject} for slot in slots]
    return rows

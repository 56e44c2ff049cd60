"""Short ways to build what the tests of this room need."""

from functools import cache
from pathlib import Path

from credits.engine import BUNDLED, Policy, Result, convert, load_file, parse_records

HERE = Path(__file__).parent / "policies"


@cache
def policy(name: str = "hunan-2020") -> Policy:
    """A bundled policy, or one of tests/credits/policies."""
    path = BUNDLED / f"{name}.toml"
    return load_file(path if path.exists() else HERE / f"{name}.toml")


def run(*records: dict, name: str = "hunan-2020", years=(), certified=None, exempt=None) -> Result:
    """Convert raw records; one without an id is called r1, r2, … by its place."""
    named = [{"id": f"r{index}", **record} for index, record in enumerate(records, start=1)]
    return convert(policy(name), parse_records(policy(name), named), years, certified, exempt)


def training(*lines: str, kind: str = "training", **more) -> dict:
    """training("2019-05-06 day", "2019-05-07 morning public"): the subject is professional unless said."""
    rows = []
    for line in lines:
        date, slot, *subject = line.split()
        rows.append({"date": date, "slot": slot, "subject": subject[0] if subject else "professional"})
    return {"kind": kind, "lines": rows, **more}


def brief(result: Result) -> list[tuple]:
    """(record, year, subject, hours as text) of every award."""
    return [(award.record, award.year, award.subject, str(award.hours)) for award in result.awards]


def codes(result: Result) -> list[tuple]:
    return [(refusal.record, refusal.code) for refusal in result.refused]

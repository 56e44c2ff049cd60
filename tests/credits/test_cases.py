"""Rule sets of other professions and places, with answers worked out by hand from the rules."""

import json
from pathlib import Path

import pytest

from credits.engine.document import run
from tests.credits.build import policy

CASES = sorted((Path(__file__).parent / "cases").glob("*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_rule_set_answers_as_its_rule_says(path):
    case = json.loads(path.read_text(encoding="utf-8"))

    answer = json.loads(run(policy(case["policy"]), json.dumps(case["request"]).encode()))

    assert awards(answer) == case["expected"]["awards"]
    assert {one["record"]: one["code"] for one in answer["refused"]} == case["expected"]["refused"]
    assert years(answer, case["expected"]["years"]) == case["expected"]["years"]


def awards(answer: dict) -> dict:
    found: dict = {}
    for one in answer["awards"]:
        found.setdefault(one["record"], []).append([one["year"], one["subject"], one["hours"]])
    return found


def years(answer: dict, expected: dict) -> dict:
    """As the cases write them: a total of null means that any will do, and of what is missing only what is."""
    return {
        str(line["year"]): [
            line["status"],
            None if expected[str(line["year"])][1] is None else line["total"],
            {key: hours for key, hours in line["missing"].items() if hours != "0"},
        ]
        for line in answer["years"]
    }

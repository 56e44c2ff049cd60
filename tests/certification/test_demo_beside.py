"""What the demo says of a doctor and an accountant: notices that stand beside the province's, and records."""

import pytest

from cejc.site import site
from certification.demo.given import given
from credits.drawn import undrawn
from credits.engine import all_worked, load_file
from credits.engine.also import own_kinds
from credits.engine.facts import parse_facts
from credits.engine.together import kinds_apart
from tests.credits.build import policy

BESIDE = given("beside")


def notice(one):
    return load_file(site().folder / one["file"])


@pytest.mark.parametrize("one", BESIDE, ids=lambda one: one["login"])
def test_notice_counts_beside_for_its_own_series(one):
    found = notice(one)

    assert found.reach.beside
    assert found.reach.series == (one["series"],)
    assert [str(example) for example in all_worked(found) if not example.right] == []
    assert undrawn(found) == ()
    assert list(kinds_apart(found, policy())) == []


@pytest.mark.parametrize("one", BESIDE, ids=lambda one: one["login"])
def test_records_are_whole_and_count_beside(one):
    found = notice(one)

    for record in one["records"]:
        reading = policy() if record["kind"] in policy().kinds else found
        _values, faults = parse_facts(reading, record["kind"], record["facts"])
        assert faults == [], record["title"]
        assert own_kinds(found, record["kind"]), record["title"]


@pytest.mark.parametrize("one", BESIDE, ids=lambda one: one["login"])
def test_some_are_approved_and_one_waits(one):
    waiting = [record["title"] for record in one["records"] if not record.get("approved")]

    assert len(waiting) == 1
    assert len(one["records"]) > 2
    units = [unit for department in given("departments") for unit in department["units"]]
    assert one["unit"] in units

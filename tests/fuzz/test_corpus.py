"""What the fuzzer found once, and some of what it tries: every parser answers, or says what is wrong."""

import io
import json
import random
from pathlib import Path

import pytest

from cejc.lib import dual_key
from cejc.lib.uploads import files
from cejc.lib.uploads.files import FileFault
from tests.cejc.test_dual_key import certificate, manifest_of, signed_file
from tests.fuzz.mutating import mutated
from tests.fuzz.run import CORPUS, tried
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import DEPTH, TARGETS, here

FOUND = sorted(path for path in CORPUS.iterdir() if path.is_file())


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_was_found_once_is_answered_now(path: Path):
    with here():
        assert tried(TARGETS[path.name.split("-")[0]], path.read_bytes()) == ""


@pytest.mark.parametrize("name", TARGETS)
def test_right_files_and_six_with_faults_are_answered(name):
    dice, pool = random.Random(7), seeds()[name]
    with here():
        assert {tried(TARGETS[name], body) for body in pool[:3]} == {""}
        for _count in range(6):
            assert tried(TARGETS[name], mutated(dice.choice(pool), dice.choice(pool), dice)) == ""


def test_a_right_file_is_taken_to_the_end():
    """Else the fuzzer would only try the first question that is asked of it."""
    before = DEPTH.get("upload", 0)
    with here():
        for body in seeds()["upload"]:
            TARGETS["upload"](body)

    assert DEPTH["upload"] - before == len(seeds()["upload"])


def test_the_same_seed_makes_the_same_faults():
    pool = seeds()["api"]
    made = [
        [mutated(pool[0], pool[1], dice) for _count in range(20)]
        for dice in (random.Random(3), random.Random(3))
    ]

    assert made[0] == made[1]
    assert len(set(made[0])) == 20


def test_a_parser_that_fails_is_told():
    def broken(body):
        return json.loads(body)["x"]

    assert tried(broken, b"{}").startswith("KeyError at test_corpus.py:")


def test_a_zip_of_a_version_to_come_is_damaged_and_no_fault_of_ours():
    body = (CORPUS / "upload-fe1acefe1fb7").read_bytes()

    with pytest.raises(FileFault):
        files.check(io.BytesIO(body), name="x.xlsx", declared="")


def test_a_certificate_with_half_a_character_is_no_certificate():
    """Its signatures are those of a right one: without this the page that verifies it failed."""
    row = certificate()
    known = json.loads(signed_file(row, manifest_of(row)))
    known["certificate"]["holder"]["name"] = "\ud800"

    with pytest.raises(dual_key.FormatFault):
        dual_key.open_file(json.dumps(known).encode())

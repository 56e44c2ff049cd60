"""Kinds of one name in two policies that count hours of the same people."""

from dataclasses import replace

import pytest

from credits.engine import load_bytes
from credits.engine.loader import read_bytes
from credits.engine.together import kinds_apart
from tests.credits.beside import accounting_alike, accounting_text, cme_text, of_text
from tests.credits.build import policy

BESIDE = """
format = 1
extends = "hunan-2020"
name = "beside-2020"
[scope]
beside = true
"""


def changed(old: str, new: str, used: str):
    """hunan-2020 counted beside, a choice called otherwise, there and where it is `used`."""
    text = policy().source_text.replace('name = "hunan-2020"', 'name = "beside-2020"', 1)
    assert old in text
    text = text.replace(old, new, 1).replace(used, used.replace("lead", "chief"))
    return read_bytes((text + "\n[scope]\nbeside = true\n").encode(), "b.toml")


def test_kinds_with_the_same_facts_are_read_by_both():
    beside = load_bytes(BESIDE.encode(), "b.toml")

    assert list(kinds_apart(beside, policy())) == []


@pytest.mark.parametrize("text", [cme_text(), accounting_text()])
def test_notices_of_other_professions_keep_to_names_of_their_own(text):
    assert list(kinds_apart(of_text(text), policy())) == []


def test_another_profession_that_calls_its_kinds_alike_is_told_of_each_with_both_policies():
    """The notice of accountants as it stands, before its kinds were given names of their own."""
    faults = list(kinds_apart(of_text(accounting_alike()), policy()))

    kinds = [fault.path.partition(".")[0] for fault in faults]
    told = next(fault for fault in faults if "paper" in fault.message)
    assert len(set(kinds)) == len(kinds) > 1
    assert "accounting-2020" in told.message
    assert "hunan-2020" in told.message
    assert policy().title in told.message


def test_a_fact_of_another_name_is_named_on_both_sides():
    beside, general = of_text(accounting_alike()), policy()

    there = next(one for one in kinds_apart(beside, general) if "paper" in one.message)
    here = next(one for one in kinds_apart(general, beside) if "paper" in one.message)

    assert "作者排名（author_rank）" in there.message
    assert "排名（rank）" in there.message
    assert _at(beside, there.path) == "rank"
    assert "作者排名（author_rank）" in here.message
    assert _at(general, here.path) == "author_rank"


def _at(found, path: str) -> str:
    """The fact to which a path leads."""
    kind, fact = (int(part.partition("]")[0]) for part in path.split("[")[1:])
    return list(found.kinds.values())[kind].facts[fact].id


def test_a_choice_that_the_other_lacks_is_no_answer_to_it():
    beside = changed('id = "lead", name = "主持人员"', 'id = "chief", name = "主持人员"', 'role = "lead"')

    assert any("承担角色（role）" in fault.message for fault in kinds_apart(beside, policy()))


def test_a_subject_that_the_other_lacks_is_no_answer_to_it():
    text = policy().source_text.replace('name = "hunan-2020"', 'name = "beside-2020"', 1)
    beside = load_bytes((text + "\n[scope]\nbeside = true\n").encode(), "b.toml")
    third = replace(policy().subjects[0], id="third")
    general = replace(policy(), subjects=(*policy().subjects, third), sha256="x")

    told = [fault.message for fault in kinds_apart(beside, general)]
    assert any("training" in one for one in told)
    assert not any("paper" in one for one in told)

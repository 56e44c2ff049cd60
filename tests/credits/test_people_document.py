"""A document of many people: each is answered as if alone, and a fault names whose it is."""

import json

import pytest

from credits.engine import InputFault
from credits.engine.document import run
from tests.credits.build import policy

PAPER = {"id": "r", "kind": "paper", "author_rank": 1, "cn_serial": True, "date": "2018-09-01"}
FIRST = {"id": "甲", "records": [PAPER], "years": [2018]}
SECOND = {
    "id": "乙",
    "records": [{**PAPER, "author_rank": 2}],
    "years": "span",
    "certified": [{"year": 2016, "slip": "s"}],
    "person": {"level": "junior"},
    "application": {},
}


def ask(document: object) -> dict:
    return json.loads(run(policy(), json.dumps(document).encode()))


def test_each_person_is_answered_as_alone():
    answer = ask({"people": [FIRST, SECOND]})

    alone = [ask(FIRST), ask(SECOND)]
    assert list(answer) == ["policy", "people"]
    assert [{**one, "policy": answer["policy"]} for one in answer["people"]] == alone
    assert [one["id"] for one in answer["people"]] == ["甲", "乙"]
    assert [line["status"] for line in answer["people"][1]["years"]][:2] == ["short", "certified"]


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({"people": [FIRST, FIRST]}, "第 2 人 的 id：与前面的人重复"),
        ({"people": [{"records": []}]}, "第 1 人 的 id：缺少此项"),
        ({"people": [FIRST, 3]}, "第 2 人：应为对象，实际为 3"),
        ({"people": {}}, "people：应为列表，实际为 对象"),
        ({"people": [FIRST, {**SECOND, "certified": 1}]}, "人员 乙：certified：应为列表，实际为 1"),
        ({"people": [{"id": "丙"}]}, "人员 丙：输入缺少 records"),
        ({"people": [{**FIRST, "people": []}]}, "人员 甲：输入中没有名为 “people” 的键"),
        ({"people": [], "records": []}, "输入中没有名为 “records” 的键，可用的有 people"),
    ],
)
def test_fault_names_whose_it_is(document, sentence):
    with pytest.raises(InputFault) as fault:
        ask(document)

    assert str(fault.value).startswith(sentence)

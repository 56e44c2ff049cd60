"""What a document of `convert` says of a person, read or refused with one clear line."""

import json

import pytest

from credits.engine import InputFault
from credits.engine.document import run
from tests.credits.small import BY_AMOUNT, small, work

PERSON = {
    "level": "junior",
    "degree": "master",
    "series": "all_series",
    "region": "430100",
    "born": "1980-05-01",
    "qualified": 2022,
    "term": 2021,
    "employed": [{"first": "2020-01-01", "last": None}, {"first": "2019-01-01", "last": "2019-06-30"}],
    "part_time": "0.5",
    "leave": [{"year": 2023, "days": 10}],
    "traits": {"head": True},
}
TABLES = (
    '[[traits]]\nid = "head"\nname = "单位负责人"\n',
    '[[needs]]\nid = "two"\nname = "甲"\nsubjects = ["a"]\nhours = 10\nyears = 2\nwhen = { head = true }\nbasis = "resolution"\n',
)


def answer(person: object = None, **more) -> dict:
    document = {"records": [{"id": "w", **work(4, "2022-05-01")}], "years": [2023], **more}
    if person is not None:
        document["person"] = person
    return json.loads(run(small(*TABLES), json.dumps(document).encode()))


def test_need_of_a_person_stands_in_the_answer_with_its_sentence():
    (year,) = answer(PERSON)["years"]

    assert year["status"] == "short"
    assert year["missing"] == {"a": "6", "b": "0", "total": "0"}
    assert year["needs"] == [
        {
            "id": "two",
            "years": [2022, 2023],
            "need": "10",
            "have": "4",
            "missing": "6",
            "due": True,
            "why": "2022至2023两年甲合计需10，已有4，还缺6。",
        }
    ]


def test_without_a_person_the_answer_has_the_keys_of_the_contract_alone():
    (year,) = answer()["years"]

    assert list(year) == ["year", "status", "a", "b", "total", "missing"]
    assert list(answer({"traits": {"head": False}})["years"][0]) == list(year)


def test_held_hours_and_their_approval_are_part_of_the_document():
    policy = small(work=BY_AMOUNT + 'needs_approval = "须经同意后计算"\n')
    document = {"records": [{"id": "w", **work(4, "2022-05-01")}]}

    held, free = (
        json.loads(run(policy, json.dumps(document | more).encode()))["awards"][0]
        for more in ({}, {"approved": ["w"]})
    )

    assert (held["hours"], held["held"]) == ("0", True)
    assert (free["hours"], "held" in free) == ("4", False)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"level": "boss"}, "person.level：只能是 senior_full、"),
        ({"degree": 3}, "person.degree：只能是 doctor、"),
        ({"series": "law"}, "person.series：只能是 all_series 之一"),
        ({"region": "4301"}, "person.region：行政区划代码应为六位数字"),
        ({"born": "1980"}, "person.born：应为 YYYY-MM-DD 格式的日期"),
        ({"qualified": "2022"}, "person.qualified：应为 1950 至 2100 之间的年份"),
        ({"term": 1}, "person.term：应为 1950 至 2100 之间的年份"),
        ({"part_time": "1.5"}, "person.part_time：应大于 0、不大于 1"),
        ({"part_time": 0}, "person.part_time：应大于 0、不大于 1"),
        ({"part_time": "half"}, "person.part_time：应为数字"),
        ({"employed": "2020"}, "person.employed：应为列表"),
        ({"employed": [{"last": "2020-01-01"}]}, "person.employed[0].first：应为 YYYY-MM-DD"),
        (
            {"employed": [{"first": "2020-01-02", "last": "2020-01-01"}]},
            "person.employed[0].last：不能早于 first",
        ),
        ({"employed": [{"from": "2020-01-02"}]}, "person.employed[0] 没有名为 “from” 的项"),
        ({"leave": [{"year": 2020, "days": 400}]}, "person.leave[0].days：应为 0 至 366 的整数"),
        ({"leave": [{"days": 4}]}, "person.leave[0].year：应为 1950 至 2100"),
        ({"traits": {"tall": True}}, "person.traits 没有名为 “tall” 的项，可用的有 head"),
        ({"traits": {"head": "yes"}}, "person.traits.head：只能是 true 或 false"),
        ({"name": "张三"}, "person 没有名为 “name” 的项"),
    ],
)
def test_wrong_fact_of_a_person_is_named(change, said):
    with pytest.raises(InputFault) as fault:
        answer({**PERSON, **change})

    assert str(fault.value).startswith(said)


@pytest.mark.parametrize("approved", ["w", [3], {"w": 1}])
def test_approved_is_a_list_of_ids(approved):
    with pytest.raises(InputFault, match="approved：应为记录 id 的列表"):
        answer(approved=approved)


def test_person_is_an_object():
    with pytest.raises(InputFault, match="person：应为对象"):
        answer([1])

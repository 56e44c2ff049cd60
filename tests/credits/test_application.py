"""What an applicant asks beside the hours: span, route, windows and certificate, and the ledger of the span."""

import json

import pytest

from credits.engine import InputFault
from credits.engine.document import run
from tests.credits.build import policy

PERSON = {"level": "senior_associate", "degree": "master", "series": "health", "region": "430100"}
PAPER = {"id": "p", "kind": "paper", "author_rank": 1, "cn_serial": True, "date": "2018-09-01"}
APPLICATION = {"organisation": "provincial", "day": "2020-06-10"}


def ask(person: dict, application: object, **more) -> dict:
    document = {"records": [PAPER], "person": person, "application": application, **more}
    return json.loads(run(policy(), json.dumps(document).encode()))


def test_span_is_the_persons_with_its_years_sorted_by_what_is_asked_of_them():
    notes = {
        "certified": [{"year": 2015, "slip": "一"}, {"year": 2017, "slip": "二"}],
        "exempt": [{"year": 2017, "reason": "病休"}, {"year": 2018, "reason": "病休"}],
    }

    answer = ask(PERSON, {}, years="span", **notes)

    assert list(answer) == ["policy", "awards", "refused", "years", "application"]
    assert answer["application"] == {
        "span": {
            "id": "medical_master",
            "name": "硕士参评医学类副高",
            "first": 2016,
            "last": 2019,
            "clause": "三",
            "certified": [2017],
            "exempt": [2018],
            "examine": [2016, 2019],
        },
        "route": None,
    }
    assert [(line["year"], line["status"]) for line in answer["years"]] == [
        (2016, "short"),
        (2017, "certified"),
        (2018, "exempt"),
        (2019, "short"),
    ]


@pytest.mark.parametrize(
    ("change", "years"),
    [
        ({}, [2016, 2017, 2018, 2019]),
        ({"series": "engineering"}, [2015, 2016, 2017, 2018, 2019]),
        ({"degree": "doctor"}, [2018, 2019]),
        ({"level": "junior"}, [2015, 2016, 2017, 2018, 2019]),
    ],
)
def test_ledger_of_the_span_follows_level_degree_and_series(change, years):
    answer = ask({**PERSON, **change}, {}, years="span")

    assert [line["year"] for line in answer["years"]] == years


@pytest.mark.parametrize(
    ("day", "phase", "left"),
    [("2020-05-31", "before", 61), ("2020-06-01", "open", 60), ("2020-08-01", "after", -1)],
)
def test_route_tells_its_stages_and_how_its_window_stands_on_the_day(day, phase, left):
    route = ask(PERSON, {**APPLICATION, "day": day})["application"]["route"]

    assert (route["id"], route["reaches_province"]) == ("provincial", True)
    assert [stage["kind"] for stage in route["stages"]] == [
        "review",
        "notice",
        "review",
        "filing",
        "review",
        "issue",
    ]
    assert route["stages"][1]["working_days"] == 5
    window = route["stages"][3]["window"]
    assert (window["opens"], window["closes"]) == ("2020-06-01", "2020-07-31")
    assert (window["phase"], window["days_left"]) == (phase, left)
    assert window["why"].startswith("受理时间为2020年6月1日至2020年7月31日")


def test_without_a_day_a_window_is_its_dates_alone():
    stages = ask(PERSON, {"organisation": "provincial"})["application"]["route"]["stages"]

    assert [stage["window"] for stage in stages if "window" in stage] == [
        {"opens": "2020-06-01", "closes": "2020-07-31"}
    ]


def test_level_without_a_route_at_that_organisation_is_said_in_a_sentence():
    covered = {cover: route for route in policy().routes.values() for cover in route.covers}
    organisation, level = next(
        (cover, level)
        for cover in covered
        for level in ("junior", "senior_full")
        if not any(cover in route.covers and level in route.levels for route in policy().routes.values())
    )

    found = ask({**PERSON, "level": level}, {"organisation": organisation})["application"]

    assert found["route"] is None
    assert found["why"] == ["2020 年度政策没有适用于该单位和该级别职称的办理流程，请联系主管部门。"]


@pytest.mark.parametrize(
    ("person", "application", "sentence"),
    [
        ({}, {}, "person.level：缺少此项，认定跨度与此有关"),
        ({"level": "senior_associate"}, {}, "person.degree：缺少此项，认定跨度与此有关"),
        ({**PERSON, "series": None}, {}, "person.series：缺少此项，认定跨度与此有关"),
        (PERSON, {"organisation": "army"}, "application.organisation：只能是 "),
        (PERSON, {"day": "2020-02-30"}, "application.day：日期 2020-02-30 不存在"),
        (PERSON, {"when": "now"}, "application 没有名为 “when” 的项"),
        (PERSON, [], "application：应为对象"),
    ],
)
def test_nothing_is_guessed(person, application, sentence):
    with pytest.raises(InputFault) as fault:
        ask(person, application)

    assert str(fault.value).startswith(sentence)


def test_what_no_span_looks_at_need_not_be_known():
    answer = ask({"level": "junior"}, {}, years="span")

    assert answer["application"]["span"]["id"] == "general"


def test_years_of_the_span_want_an_application():
    with pytest.raises(InputFault, match="years：写“span”时须给出 application"):
        ask(PERSON, None, years="span")

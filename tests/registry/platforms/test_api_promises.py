"""What docs/api.md promises, asked of the API itself: its samples, its
types, its one meaning of `code`, its check."""

import json
import re
from datetime import date

import pytest
from django.conf import settings

from registry.models import Completion, TrainingSession
from registry.platforms.api.schemas import CourseOut, ResultIn, SessionOut, StandingOut
from registry.platforms.api.schemas_offering import CourseIn, SessionIn, SlotIn
from tests.certification.rows import on
from tests.registry.activities import activity_factories
from tests.registry.platforms.test_api_offering import (
    COURSE,
    COURSES,
    SESSION,
    SESSIONS,
    SLOT,
    caller,
    officer,
)
from tests.registry.results import completion_factories as make

__all__ = ["caller", "officer"]
pytestmark = pytest.mark.django_db
RESULTS = "/api/v1/completions"
DOCUMENT = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
SHELL = re.search(r"```sh\n(.*?)```", DOCUMENT, re.DOTALL)[1]
SAMPLES = re.findall(r"-d '(\{.*?\})'\s*\\?\s*\"\$PORTAL(/[^\"]+)\"", SHELL, re.DOTALL)


@pytest.fixture(autouse=True)
def _in_june():
    with on("2020-06-03 09:00"):
        yield


@pytest.fixture
def base(db):
    return make.make_base()


def sent(caller, **values):
    record = {
        "external_id": "R1",
        "name": "欧阳晓",
        "identity_number": "430102198503070014",
        "passed_on": "2020-06-01",
        "course_code": "KC01",
    } | values
    return caller.post(RESULTS, {"results": [record]}, key=record["external_id"]).json()["receipts"][0]


def test_the_document_has_samples_of_everything_that_is_sent():
    assert {path for _body, path in SAMPLES} == {RESULTS, COURSES, SESSIONS}


@pytest.mark.parametrize(("body", "path"), SAMPLES, ids=[path for _body, path in SAMPLES])
def test_every_sample_of_the_document_is_taken(caller, base, body, path):
    make.recognised_course(base, "KC01")

    answer = caller.post(path, json.loads(body))

    assert answer.status_code == 200
    assert [one["state"] for one in answer.json()["receipts"] if one["state"] == "refused"] == []


def test_the_document_names_every_field_and_parameter(client):
    document = client.get("/api/v1/openapi.json").json()
    listed = document["paths"][RESULTS]["get"]["parameters"]
    shapes = (ResultIn, StandingOut, CourseIn, SessionIn, SlotIn, CourseOut, SessionOut)
    named = {name for shape in shapes for name in shape.model_fields} | {f"{one['name']}=" for one in listed}

    assert sorted(name for name in named if f"`{name}" not in DOCUMENT) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"minutes": True}, "“minutes”须为整数"),
        ({"minutes": "90"}, "“minutes”须为整数"),
        ({"minutes": 90.0}, "“minutes”须为整数"),
        ({"attributed_year": True}, "“attributed_year”须为整数"),
        ({"passed": 1}, "“passed”须为true或false"),
        ({"passed": "true"}, "“passed”须为true或false"),
        ({"supersedes": "no"}, "“supersedes”须为true或false"),
        ({"passed_on": 1590969600}, "“passed_on”须为“2020-06-01”样式的日期"),
        ({"passed_on": "1590969600"}, "样式的日期"),
        ({"passed_on": "2020-06-01T00:00:00"}, "样式的日期"),
        ({"passed_on": "2020-02-30"}, "“passed_on”没有这个日期"),
        ({"identity_type": "amulet"}, "“identity_type”只能是resident_card、"),
        ({"name": 5}, "“name”须为文字"),
        ({"approved_hours": "200"}, "“approved_hours”：学时按课程审定的或学习时长折算，不由平台报送"),
        ({"hours": 200}, "不由平台报送"),
        ({"colour": "red"}, "“colour”接口没有这一项，请删去"),
        (
            {"lines": [{"date": 20200601, "slot": "day", "subject": "public"}]},
            "“lines第1项的date”须为“2020-06-01”样式的日期",
        ),
        ({"lines": [{"date": "2020-06-01", "slot": "day", "subject": "public"}]}, "这类结果不填lines"),
        ({"course_code": "", "session_code": "BC01", "minutes": 90}, "这类结果不填minutes"),
    ],
)
def test_a_wrong_type_or_what_is_of_no_use_is_refused_by_name_in_words(caller, base, change, words):
    make.recognised_course(base, "KC01", hours=None)
    make.make_session(base)

    answer = sent(caller, **change)

    assert (answer["state"], Completion.objects.count()) == ("refused", 0)
    assert words in answer["sentence"]
    assert not re.search(r"_error|_type）|_parsing", answer["sentence"])


@pytest.mark.parametrize(
    ("path", "record", "words"),
    [
        (COURSES, COURSE | {"minutes": True}, "“minutes”须为整数"),
        (COURSES, COURSE | {"form": "radio"}, "“form”只能是"),
        (COURSES, COURSE | {"approved_hours": "200"}, "不由平台报送"),
        (COURSES, COURSE | {"price": True}, "“price”须为数"),
        (COURSES, COURSE | {"code": "WL01"}, "“code”接口没有这一项"),
        (SESSIONS, SESSION | {"assessed": 1}, "“assessed”须为true或false"),
        (SESSIONS, SESSION | {"headcount": True}, "“headcount”须为整数"),
        (
            SESSIONS,
            SESSION | {"slots": [SLOT | {"begins": 32400}]},
            "“slots第1项的begins”须为“09:00”样式的时刻",
        ),
        (
            SESSIONS,
            SESSION | {"slots": [SLOT | {"slot": "day", "begins": "10:00", "ends": "11:00"}]},
            "与“全天”不符",
        ),
        (
            SESSIONS,
            SESSION
            | {
                "slots": [
                    SLOT | {"ends": "12:30"},
                    SLOT | {"slot": "afternoon", "begins": "12:00", "ends": "17:00"},
                ]
            },
            "时间重叠",
        ),
    ],
)
def test_what_is_registered_is_held_to_its_types_and_to_the_clock(caller, path, record, words):
    answer = caller.post(path, {path.rpartition("/")[2]: [record]}).json()["receipts"][0]

    assert answer["state"] == "refused"
    assert words in answer["sentence"]
    assert not TrainingSession.objects.exists()


def test_minutes_of_a_course_of_fixed_hours_are_said_not_to_be_used(caller, base, alice):
    make.recognised_course(base, "KC01")

    answer = sent(caller, minutes=900)

    assert "课程已审定30学时，按审定学时计，报送的时长不采用。" in answer["sentence"]
    assert Completion.objects.get().hours == 30


def test_a_made_up_year_of_a_professional_course_is_refused(caller, base):
    make.recognised_course(base, "KC01", subject="professional")

    assert sent(caller, attributed_year=2018)["code"] == "bad_year"


@pytest.mark.parametrize("query", ["limit=10", "page=2", "after_=x", "state=held&limit=1"])
def test_an_unknown_parameter_is_a_problem_and_no_silence(caller, query):
    answer = caller.get(f"{RESULTS}?{query}")

    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")
    assert re.search(r"没有名为(limit|page|after_)的查询参数", answer.json()["detail"])
    assert caller.get(f"{RESULTS}?state=held").status_code == 200


def test_check_says_held_for_what_the_record_of_the_person_would_hold(caller, base, alice):
    activity_factories.make_submitted(
        alice,
        "training",
        title="安全生产培训班",
        facts={"lines": [{"date": "2020-06-01", "slot": "morning", "subject": "professional"}]},
    )
    make.make_session(base, filing=make.make_filing(base, ("2020-06-01", "day")))
    line = {"date": "2020-06-01", "slot": "morning", "subject": "public"}
    record = {
        "external_id": "R1",
        "name": alice.professional.name,
        "identity_number": str(alice.professional.identity_number),
        "passed_on": "2020-06-01",
        "session_code": "BC01",
        "lines": [line],
    }
    free = record | {"external_id": "R2", "lines": [line | {"slot": "afternoon"}]}

    checked = caller.post(f"{RESULTS}/check", {"results": [record]}).json()["receipts"][0]
    other = caller.post(f"{RESULTS}/check", {"results": [free]}).json()["receipts"][0]
    nothing = Completion.objects.count()
    caller.post(RESULTS, {"results": [record]})
    make.work()
    row = Completion.objects.get()

    assert (nothing, row.state, row.code) == (0, "held", "conflict")
    assert (checked["state"], checked["code"], checked["sentence"]) == (row.state, row.code, row.sentence)
    assert (other["state"], other["code"]) == ("accepted", "accepted")


def test_professional_hours_beside_the_timetable_of_a_filed_public_session_are_held(caller, base, alice):
    filing = make.make_filing(base, ("2020-06-01", "day"))
    make.make_session(base, filing=filing, parts=[("2020-06-01", "day", "public")])
    lines = [
        {"date": day, "slot": "day", "subject": subject}
        for day, subject in (("2020-06-01", "public"), ("2020-06-02", "professional"))
    ]

    answer = sent(
        caller,
        course_code="",
        session_code="BC01",
        passed_on="2020-06-02",
        lines=lines,
        name=alice.professional.name,
        identity_number=str(alice.professional.identity_number),
    )
    later = sent(
        caller,
        external_id="R9",
        course_code="",
        session_code="BC01",
        lines=[lines[0] | {"date": str(date(2020, 6, 4))}],
    )

    assert (answer["state"], answer["code"]) == ("held", "outside_timetable")
    assert "2020年6月2日全天的专业科目不在该班次的日程内" in answer["sentence"]
    assert later["code"] == "bad_lines"

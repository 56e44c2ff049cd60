"""Courses and sessions registered by a platform: the rules of the pages, one
answer a record, nothing of another base."""

from datetime import date

import pytest

from registry.enums import ApiEnvironment, CourseState, SessionState
from registry.models import AuditEntry, Course, TrainingSession
from registry.people.permissions import require
from registry.platforms.api import offering
from registry.platforms.services import api_client
from tests.certification.rows import on
from tests.chain import log_faults
from tests.factories import province_of
from tests.registry.platforms.test_api import Caller, token_of
from tests.registry.results import completion_factories as make

pytestmark = pytest.mark.django_db
COURSES, SESSIONS = "/api/v1/courses", "/api/v1/sessions"
COURSE = {
    "course_code": "WL01",
    "title": "人工智能与健康",
    "form": "online",
    "subject": "public",
    "theme_year": 2020,
    "minutes": 1350,
    "live_on": "2020-07-01",
    "teachers": "钟教授",
}
SLOT = {"date": "2020-06-15", "slot": "morning", "begins": "09:00", "ends": "11:30", "subject": "public"}
SESSION = {"session_code": "BC01", "title": "公需科目培训班", "place": "一号厅", "slots": [SLOT]}


@pytest.fixture(autouse=True)
def _in_june():
    with on("2020-06-03 09:00"):
        yield


@pytest.fixture
def base(db):
    return make.make_base()


@pytest.fixture
def officer(world):
    return province_of(world.province, "petra", "彭悦")


def _caller(client, officer, base, environment=ApiEnvironment.REAL):
    access = api_client.create(actor=officer, base=base, name="学习平台", environment=environment)
    return Caller(client, token_of(client, access).json()["access_token"])


@pytest.fixture
def caller(client, officer, base):
    return _caller(client, officer, base)


def offer(caller, path, *records, key="k1"):
    answer = caller.post(path, {path.rpartition("/")[2]: list(records)}, key=key)
    assert answer.status_code == 200, answer.content
    return [(one["code"], one["state"]) for one in answer.json()["receipts"]]


def test_course_is_kept_as_a_draft_under_the_name_of_the_platform(caller, base):
    said = offer(caller, COURSES, COURSE)

    row = Course.objects.get(base=base)
    assert said == [("accepted", "accepted")]
    assert (row.code, row.title, row.state, row.live_on) == (
        "WL01",
        "人工智能与健康",
        CourseState.DRAFT,
        date(2020, 7, 1),
    )
    assert AuditEntry.objects.get(action="course.created").actor_label == f"接口：{base} 学习平台"


def test_course_sent_again_is_repeated_and_another_content_is_not_taken(caller, base):
    offer(caller, COURSES, COURSE)

    said = offer(caller, COURSES, COURSE, COURSE | {"title": "另一门"}, key="k2")

    assert said == [("repeated", "accepted"), ("changed", "refused")]
    assert Course.objects.get().title == "人工智能与健康"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"subject": "poetry"}, "科目"),
        ({"price": "20"}, "收费说明"),
        ({"course_code": "坏 编号"}, "course_code"),
        ({"title": " "}, "课程名称"),
        ({"live_on": "2020-02-30"}, "live_on"),
        ({"minutes": 0}, "minutes"),
        ({"title": None}, "title"),
    ],
)
def test_wrong_course_is_answered_by_itself_and_the_others_are_kept(caller, change, words):
    answer = caller.post(
        COURSES, {"courses": [COURSE | change, COURSE | {"course_code": "WL02"}, "nothing", 7]}
    )

    receipts = answer.json()["receipts"]
    assert [one["state"] for one in receipts] == ["refused", "accepted", "refused", "refused"]
    assert words in receipts[0]["sentence"]
    assert Course.objects.get().code == "WL02"


def test_record_that_is_refused_after_it_was_noted_is_not_in_the_audit_log(caller, monkeypatch):
    shape, keep = offering.KINDS["course"]

    def strict(base, one):
        answer = keep(base, one)
        require(one.course_code != "WL02", "这门课程不行。")
        return answer

    monkeypatch.setitem(offering.KINDS, "course", (shape, strict))
    said = offer(caller, COURSES, *(COURSE | {"course_code": code} for code in ("WL01", "WL02", "WL03")))

    entries = AuditEntry.objects.filter(action="course.created").order_by("number")
    codes = [entry.after["code"] for entry in entries]
    assert [state for _code, state in said] == ["accepted", "refused", "accepted"]
    assert codes == [row.code for row in Course.objects.order_by("pk")] == ["WL01", "WL03"]
    assert not log_faults()


def test_session_under_its_filing_is_planned(caller, base):
    filing = make.make_filing(base, ("2020-06-15", "morning"), place="一号厅")

    said = offer(caller, SESSIONS, SESSION | {"filing_number": filing.number, "headcount": 50})

    row = TrainingSession.objects.get()
    assert said == [("accepted", "accepted")]
    assert (row.state, row.filing, row.created_by, row.slots.count()) == (
        SessionState.PLANNED,
        filing,
        None,
        1,
    )


@pytest.mark.parametrize(
    ("change", "reason", "state", "words"),
    [
        ({}, "held", "held", "没有有效的备案"),
        (
            {"filing_number": "2020001", "slots": [SLOT | {"date": "2020-06-16"}]},
            "held",
            "held",
            "不在备案的时间内",
        ),
        ({"filing_number": "2020001", "place": "别处"}, "held", "held", "培训地点与备案地点"),
        ({"filing_number": "2020999"}, "invalid", "refused", "没有备案号"),
        ({"course_code": "NONE"}, "invalid", "refused", "所属课程"),
        ({"slots": [SLOT, SLOT]}, "refused", "refused", ""),
        ({"slots": [SLOT | {"ends": "08:00"}]}, "invalid", "refused", "第1个时段"),
        ({"slots": [SLOT | {"slot": "midnight"}]}, "invalid", "refused", "时段"),
        ({"slots": []}, "invalid", "refused", "slots"),
    ],
)
def test_session_beside_its_filing_is_said_so_at_once(caller, base, change, reason, state, words):
    make.make_filing(base, ("2020-06-15", "morning"), place="一号厅")

    answer = caller.post(SESSIONS, {"sessions": [SESSION | change]}).json()["receipts"][0]

    assert (answer["code"], answer["state"]) == (reason, state)
    assert words in answer["sentence"]
    assert TrainingSession.objects.exists() is (state != "refused")


def test_filing_and_course_of_another_base_are_unknown(caller, base):
    other = make.make_base("JD02")
    filing = make.make_filing(other, ("2020-06-15", "morning"), number="2020777")
    make.make_online(other, "KC77")

    said = offer(
        caller, SESSIONS, SESSION | {"filing_number": filing.number}, SESSION | {"course_code": "KC77"}
    )

    assert said == [("invalid", "refused")] * 2


def test_session_sent_again_is_repeated(caller):
    offer(caller, SESSIONS, SESSION)

    said = offer(caller, SESSIONS, SESSION, SESSION | {"place": "二号厅"}, key="k2")

    assert said == [("repeated", "accepted"), ("changed", "refused")]


def test_same_key_registers_once(caller):
    offer(caller, COURSES, COURSE)

    again = caller.post(COURSES, {"courses": [COURSE]})

    assert again.json()["receipts"][0]["code"] == "accepted"
    assert again["Idempotency-Replayed"] == "true"
    assert Course.objects.count() == 1


@pytest.fixture
def staging(client, officer, base):
    return _caller(client, officer, base, ApiEnvironment.STAGING)


def test_staging_client_gets_the_answers_of_the_real_thing_and_leaves_nothing(staging, caller):
    for who in (staging, caller):
        said = offer(who, COURSES, COURSE, COURSE | {"course_code": "WL02", "subject": "poetry"})
        said += offer(who, COURSES, COURSE, COURSE | {"title": "另一门"}, key="k2")

        assert said == [
            ("accepted", "accepted"),
            ("invalid", "refused"),
            ("repeated", "accepted"),
            ("changed", "refused"),
        ]

    assert AuditEntry.objects.filter(action="course.created").count() == 1


def test_staging_lists_show_what_was_registered_in_staging_and_nothing_real(staging, caller, base):
    offer(caller, COURSES, COURSE | {"course_code": "REAL"})
    offer(caller, SESSIONS, SESSION | {"session_code": "REAL"}, key="k2")
    offer(staging, COURSES, COURSE)
    offer(staging, SESSIONS, SESSION, key="k2")

    courses, sessions = staging.get(COURSES).json()["courses"], staging.get(SESSIONS).json()["sessions"]

    assert [(one["course_code"], one["state"], one["recognised"]) for one in courses] == [
        ("WL01", "draft", False)
    ]
    assert [(one["session_code"], one["state"]) for one in sessions] == [("BC01", "planned")]
    assert caller.get(COURSES).json()["courses"][0] == courses[0] | {"course_code": "REAL"}


def test_results_in_staging_find_the_courses_and_sessions_registered_there(staging, caller, alice):
    face = COURSE | {"course_code": "MS01", "form": "face_to_face", "minutes": None, "live_on": None}
    person = {"name": alice.professional.name, "identity_number": str(alice.professional.identity_number)}
    online = person | {"external_id": "R1", "course_code": "WL01", "passed_on": "2020-06-01", "minutes": 1350}
    line = {"date": "2020-06-01", "slot": "morning", "subject": "public"}
    taught = person | {
        "external_id": "R2",
        "session_code": "BC01",
        "passed_on": "2020-06-01",
        "lines": [line],
    }
    for who in (staging, caller):
        offer(who, COURSES, COURSE, face)
        offer(who, SESSIONS, SESSION | {"course_code": "MS01"}, key="k2")

        answer = who.post("/api/v1/completions", {"results": [online, taught]}, key="k3").json()

        assert [one["code"] for one in answer["receipts"]] == ["before_live", "unfiled"]


def test_batch_of_thousands_is_taken_and_one_more_is_not(caller):
    many = [COURSE | {"course_code": f"K{number}"} for number in range(5001)]

    refused = caller.post(COURSES, {"courses": many})

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert not Course.objects.exists()


def test_planned_for_more_than_was_filed_is_held(caller, base):
    filing = make.make_filing(base, ("2020-06-15", "morning"), headcount=100)

    said = caller.post(SESSIONS, {"sessions": [SESSION | {"filing_number": filing.number, "headcount": 101}]})

    assert said.json()["receipts"][0]["state"] == "held"
    assert "超出备案的100人" in said.json()["receipts"][0]["sentence"]


@pytest.mark.parametrize("code", ["\x00", "\ud800", "x" * 41, ["a"], {"a": 1}, None, 5])
def test_code_that_nothing_can_have_is_refused_by_itself(caller, staging, code):
    for who in (staging, caller):
        said = offer(
            who, SESSIONS, SESSION | {"session_code": code}, SESSION | {"course_code": code}, SESSION
        )

        assert [state for _reason, state in said] == ["refused", "refused", "held"]


def test_closed_base_registers_nothing(caller, base):
    base.closed_on = date(2020, 5, 1)
    base.save()

    assert offer(caller, COURSES, COURSE) == [("refused", "refused")]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("environment", "courses", "sessions"), [("real", 8, 4), ("staging", 4, 4)])
def test_statements_of_a_list_do_not_grow_with_its_rows(
    client, officer, base, count, environment, courses, sessions, django_assert_num_queries
):
    caller = _caller(client, officer, base, environment)
    offer(caller, COURSES, *[COURSE | {"course_code": f"K{number}"} for number in range(count)])
    offer(caller, SESSIONS, *[SESSION | {"session_code": f"B{number}"} for number in range(count)], key="k2")

    with django_assert_num_queries(courses):
        listed = caller.get(COURSES).json()["courses"]
    with django_assert_num_queries(sessions):
        planned = caller.get(SESSIONS).json()["sessions"]

    assert len(listed) == len(planned) == count

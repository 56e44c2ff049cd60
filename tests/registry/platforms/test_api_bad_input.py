"""What goes wrong between a platform and the portal: each record answered for
itself, the rest unharmed, nothing twice."""

from datetime import date, timedelta

import pytest
from allauth.idp.oidc.models import Token
from django.utils import timezone

from registry.enums import ApiEnvironment, CompletionState
from registry.models import AuditEntry, Completion
from registry.platforms.services import api_client
from tests.certification.rows import on
from tests.factories import make_professional, province_of
from tests.registry.platforms.test_api import RESULTS, Caller, codes_of, problem, result, token_of
from tests.registry.results import completion_factories as make

pytestmark = pytest.mark.django_db
NOON = "2020-06-03 12:00"
LINE = {"date": "2020-06-01", "slot": "day", "subject": "public"}


@pytest.fixture
def officer(world):
    return province_of(world.province, "petra", "彭悦")


@pytest.fixture
def course(db):
    return make.recognised_course(make.make_base())


def _caller(client, officer, base, environment=ApiEnvironment.REAL):
    access = api_client.create(actor=officer, base=base, name="学习平台", environment=environment)
    return Caller(client, token_of(client, access).json()["access_token"])


@pytest.fixture
def caller(client, officer, course):
    with on(NOON):
        yield _caller(client, officer, course.base)


def people(*names):
    return [make_professional(name) for name in names]


def taught(person, external_id, **values):
    return result(person, external_id, course_code="", session_code="BC01", lines=[LINE]) | values


def filed_session(base, **values):
    filing = make.make_filing(base, ("2020-06-01", "day"), **values)
    return make.make_session(base, filing=filing)


# Quota of a filing


@pytest.mark.parametrize("environment", ApiEnvironment.values)
def test_heads_over_the_filed_number_are_held_and_nobody_else(client, officer, course, environment):
    filed_session(course.base, headcount=2)
    with on(NOON):
        caller = _caller(client, officer, course.base, environment)

        answer = caller.report(
            *[taught(one, f"R{place}") for place, one in enumerate(people("甲一", "乙二", "丙三"))]
        )

    receipts = answer.json()["receipts"]
    assert [(one["code"], one["state"]) for one in receipts] == [
        ("accepted", "accepted"),
        ("accepted", "accepted"),
        ("over_headcount", "held"),
    ]
    assert "2人" in receipts[2]["sentence"]


def test_quota_goes_on_from_list_to_list_and_a_resend_takes_no_place(caller, course):
    filed_session(course.base, headcount=2)
    first, second, third = people("甲一", "乙二", "丙三")

    codes = [
        codes_of(caller.report(*rows, key=f"k{place}"))
        for place, rows in enumerate(
            ([taught(first, "R1")], [taught(first, "R1"), taught(second, "R2")], [taught(third, "R3")])
        )
    ]

    assert codes == [["accepted"], ["repeated", "accepted"], ["over_headcount"]]


def test_staging_counts_no_real_heads(client, officer, course, caller):
    filed_session(course.base, headcount=1)
    first, second = people("甲一", "乙二")
    caller.report(taught(first, "R1"))
    trial = _caller(client, officer, course.base, ApiEnvironment.STAGING)

    assert codes_of(trial.report(taught(second, "R2"))) == ["accepted"]


# Sessions and courses


def test_wrong_session_wrong_day_and_a_good_one_in_one_list(caller, course):
    filed_session(course.base)
    make.make_session(course.base, code="BC02")
    outside = LINE | {"date": "2020-06-02"}
    rows = people("甲一", "乙二", "丙三", "丁四")

    answer = caller.report(
        taught(rows[0], "R1", session_code="BC02"),
        taught(rows[1], "R2", lines=[outside]),
        taught(rows[2], "R3"),
        taught(rows[3], "R4", session_code="BC99"),
    )

    assert codes_of(answer) == ["unfiled", "outside_filing", "accepted", "unknown_session"]
    assert Completion.objects.count() == 3


def test_course_live_before_its_conclusion_is_not_recognised_and_the_others_are_kept(caller, course):
    early = make.make_online(course.base, "KC02")
    make.conclude(early, "2020-05-10")
    make.make_online(course.base, "KC03")
    rows = people("甲一", "乙二", "丙三")
    codes = ("KC02", "KC03", "KC01")

    answer = caller.report(*[result(one, f"R{at}", course_code=codes[at]) for at, one in enumerate(rows)])

    assert codes_of(answer) == ["late_conclusion", "no_conclusion", "unsigned"]


def test_key_b_after_the_tenth_of_march_recognises_nothing_of_the_year(client, officer):
    base = make.make_base("JD02")
    make.conclude(make.make_online(base))
    make.make_key(base, "B", "2020-03-11")
    with on(NOON):
        caller = _caller(client, officer, base)

        answer = caller.report(result(make_professional("甲一")))

    assert codes_of(answer) == ["key_b_late"]
    assert Completion.objects.get().state == CompletionState.REFUSED


# People


def test_wrong_person_wrong_name_and_nobody_in_one_list(caller):
    known, other = people("甲一", "乙二")
    nobody = make_professional("丙三")
    record = result(nobody, "R3")
    nobody.delete()

    answer = caller.report(
        result(known, "R1", name=other.name),
        result(known, "R2", identity_number="430102198503070011"),
        record,
        result(other, "R4"),
        result(other, "R5", identity_number="43010219850307001", name="乙二"),
    )

    codes = codes_of(answer)
    assert codes[:4] == ["name_mismatch", "bad_identity", "no_person", "unsigned"]
    assert codes[4] == "bad_identity"
    assert known.name not in answer.content.decode()


# Clocks


def test_result_of_yesterday_is_taken_and_keeps_both_days(caller):
    answer = caller.report(result(make_professional("甲一"), passed_on="2020-06-02"))

    row = Completion.objects.get()
    assert codes_of(answer) == ["unsigned"]
    assert row.passed_on == date(2020, 6, 2)
    assert row.reported_at.date() == date(2020, 6, 3)


def test_request_sent_again_24_hours_later_has_one_effect_and_the_same_answer(client, officer, course):
    person = make_professional("甲一")
    with on("2020-06-03 12:00"):
        caller = _caller(client, officer, course.base)
        first = caller.report(result(person))
    with on("2020-06-04 12:00"):
        Token.objects.update(expires_at=timezone.now() + timedelta(hours=1))  # a new token each hour
        again = caller.report(result(person))
        other_key = caller.report(result(person), key="k2")

    assert again.content == first.content
    assert codes_of(other_key) == ["repeated"]
    assert Completion.objects.count() == AuditEntry.objects.filter(action="completion.received").count() == 1


@pytest.mark.parametrize("passed_on", ["2020-06-04", "2021-01-01", "9999-12-31", "1949-12-31"])
def test_date_that_has_not_come_or_never_was_is_refused_and_the_others_are_kept(caller, passed_on):
    rows = people("甲一", "乙二")

    answer = caller.report(result(rows[0], "R1", passed_on=passed_on), result(rows[1], "R2"))

    assert codes_of(answer) == ["bad_date", "unsigned"]


@pytest.mark.parametrize(
    "value", ["2020-02-30", "2020/06/01", "20200601", "2020-06-01T10:00:00+08:00", "", None, True]
)
def test_what_is_no_date_is_refused_by_itself(caller, value):
    rows = people("甲一", "乙二")

    answer = caller.report(result(rows[0], "R1", passed_on=value), result(rows[1], "R2"))

    assert codes_of(answer) == ["cannot_read", "unsigned"]


def test_platform_whose_clock_runs_ahead_sends_the_same_result_after_midnight(client, officer, course):
    person = make_professional("甲一")
    record = result(person, passed_on="2020-06-04")
    with on("2020-06-03 23:59"):
        caller = _caller(client, officer, course.base)
        early = caller.report(record, key="k1")
    with on("2020-06-04 00:01"):
        in_time = caller.report(record, key="k2")

    assert [codes_of(early), codes_of(in_time)] == [["bad_date"], ["unsigned"]]
    assert Completion.objects.count() == 1


def test_day_is_that_of_shanghai_and_not_of_greenwich(client, officer, course):
    with on("2020-06-04 00:30"):  # still the third in UTC
        caller = _caller(client, officer, course.base)
        answer = caller.report(result(make_professional("甲一"), passed_on="2020-06-04"))

    assert codes_of(answer) == ["unsigned"]


# Other bases


def test_token_of_another_base_reaches_nothing_of_this_one(client, officer, course, caller):
    filed_session(course.base)
    person = make_professional("甲一")
    caller.report(result(person))
    row = Completion.objects.get()
    stranger = _caller(client, officer, make.make_base("JD02"))

    answer = stranger.report(result(person, supersedes=True), taught(person, "R2"), result(person, "R3"))

    assert codes_of(answer) == ["unknown_course", "unknown_session", "unknown_course"]
    assert problem(stranger.get(f"{RESULTS}/{row.public_id}"))[::2] == (404, "not_found")
    assert problem(stranger.get(RESULTS, after=str(row.public_id)))[::2] == (404, "not_found")
    assert [stranger.get(path).json() for path in ("/api/v1/courses", "/api/v1/sessions")] == [
        {"courses": []},
        {"sessions": []},
    ]
    row.refresh_from_db()
    assert (row.state, Completion.objects.count()) == (CompletionState.HELD, 1)


def test_key_of_one_client_is_nothing_to_another(client, officer, course, caller):
    person = make_professional("甲一")
    first = caller.report(result(person), key="same")
    second = _caller(client, officer, course.base).report(result(person), key="same")

    assert codes_of(first) == ["unsigned"]
    assert codes_of(second) == ["repeated"]
    assert "Idempotency-Replayed" not in second


# The same again


def test_list_replayed_reordered_and_cut_into_pieces_is_taken_in_once(caller):
    rows = [result(one, f"R{at}") for at, one in enumerate(people("甲一", "乙二", "丙三", "丁四"))]

    said = [
        codes_of(caller.report(*part, key=f"k{at}"))
        for at, part in enumerate((rows, rows, rows[::-1], rows[:2], rows[1:]))
    ]

    assert said[0] == ["unsigned"] * 4
    assert {code for codes in said[1:] for code in codes} == {"repeated"}
    assert Completion.objects.count() == 4


def test_duplicates_in_one_list_are_answered_one_by_one(caller):
    first, second = people("甲一", "乙二")
    record = result(first, "R1")

    answer = caller.report(
        record, record, record | {"passed_on": "2020-06-02"}, result(first, "R2"), result(second, "R3")
    )

    assert codes_of(answer) == ["unsigned", "repeated", "twice", "duplicate", "unsigned"]
    assert Completion.objects.count() == 2


def test_correction_that_overtakes_what_it_corrects_is_refused_and_can_be_sent_again(caller):
    person = make_professional("甲一")
    record = result(person, "R1")
    correction = record | {"passed_on": "2020-06-02", "supersedes": True}

    said = [
        codes_of(caller.report(one, key=f"k{at}")) for at, one in enumerate((correction, record, correction))
    ]

    assert said == [["nothing_to_replace"], ["unsigned"], ["unsigned"]]
    assert list(Completion.objects.order_by("version").values_list("version", "state")) == [
        (1, CompletionState.REPLACED),
        (2, CompletionState.HELD),
    ]


def test_correction_replayed_makes_no_third_version(caller):
    record = result(make_professional("甲一"), "R1")
    correction = record | {"passed_on": "2020-06-02", "supersedes": True}
    caller.report(record, key="k1")

    said = [codes_of(caller.report(correction, key=key)) for key in ("k2", "k3")]

    assert said == [["unsigned"], ["repeated"]]
    assert Completion.objects.count() == 2


def test_the_first_content_sent_again_after_its_correction_is_another_content(caller):
    record = result(make_professional("甲一"), "R1")
    caller.report(record, key="k1")
    caller.report(record | {"passed_on": "2020-06-02", "supersedes": True}, key="k2")

    late = caller.report(record, key="k3")

    assert codes_of(late) == ["changed"]
    assert Completion.objects.filter(state=CompletionState.HELD).get().version == 2


# Size


def test_five_thousand_are_taken_and_five_thousand_and_one_are_not(caller):
    person = make_professional("甲一")
    wrong = [result(person, f"W{at}", passed_on="2020-02-30") for at in range(4999)]

    answer = caller.report(*wrong, result(person, "R1"))
    refused = caller.report(*wrong, result(person, "R1"), result(person, "R2"), key="k2")

    assert (answer.json()["refused"], codes_of(answer)[-1]) == (4999, "unsigned")
    assert problem(refused)[::2] == (422, "invalid")
    assert Completion.objects.count() == 1

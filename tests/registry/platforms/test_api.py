"""The API for platforms: who may call, one effect a key, one answer a record, nothing of another base."""

import json
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from allauth.idp.oidc.models import Token
from django.db import connection
from django.test import Client
from django.utils import timezone

from registry.enums import ApiEnvironment
from registry.machinery.retention import period
from registry.machinery.services.forgetting_run import forget as forget_kind
from registry.models import ApiRequest, Completion
from registry.platforms.services import api_client as services
from tests.factories import make_professional, province_of
from tests.registry.results import completion_factories as make

pytestmark = pytest.mark.django_db
RESULTS = "/api/v1/completions"


@pytest.fixture
def officer(world):
    return province_of(world.province, "petra", "彭悦")


@pytest.fixture
def course(db):
    return make.recognised_course(make.make_base())


def access_of(officer, base, environment=ApiEnvironment.REAL):
    return services.create(actor=officer, base=base, name="网络平台", environment=environment)


@pytest.fixture
def access(officer, course):
    return access_of(officer, course.base)


def token_of(client, access, scope=""):
    row, secret = access
    return client.post(
        "/api/oauth/token",
        {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {}),
        headers={"Authorization": "Basic " + b64encode(f"{row.oauth_id}:{secret}".encode()).decode()},
    )


@pytest.fixture
def caller(client, access):
    return Caller(client, token_of(client, access).json()["access_token"])


class Caller:
    def __init__(self, client, token):
        self.client, self.token, self.count = client, token, 0

    def get(self, path, **query):
        return self.client.get(path, query, headers={"Authorization": f"Bearer {self.token}"})

    def post(self, path, body, key="k1", **headers):
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key} | headers
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.post(path, content, content_type="application/json", headers=headers)

    def report(self, *results, key="k1"):
        return self.post(RESULTS, {"results": list(results)}, key)


def result(person, external_id="R1", **values):
    return {
        "external_id": external_id,
        "name": person.name,
        "identity_type": person.identity_type,
        "identity_number": str(person.identity_number),
        "passed_on": "2020-06-01",
        "course_code": "KC01",
    } | values


def problem(answer):
    return answer.status_code, answer.headers["Content-Type"], answer.json()["code"]


# Who may call


def test_client_of_a_base_gets_a_token_for_an_hour_and_no_other_grant(client, access):
    answer = token_of(client, access)

    assert answer.status_code == 200
    assert answer.json()["expires_in"] == 3600
    row, secret = access
    for grant in ("password", "authorization_code", "refresh_token"):
        refused = client.post(
            "/api/oauth/token", {"grant_type": grant, "client_id": row.oauth_id, "client_secret": secret}
        )
        assert refused.status_code in (400, 401), grant


@pytest.mark.parametrize("token", ["", "nothing", "x" * 5000])
def test_call_without_a_good_token_is_a_problem_that_says_so(client, course, token):
    answer = Caller(client, token).get("/api/v1/courses")

    assert problem(answer) == (401, "application/problem+json", "unauthorized")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_expired_token_opens_nothing(client, caller):
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert caller.get("/api/v1/courses").status_code == 401


def test_token_without_the_scope_is_forbidden(client, access):
    narrow = Caller(client, token_of(client, access, "courses").json()["access_token"])

    assert narrow.get("/api/v1/courses").status_code == 200
    assert problem(narrow.get(RESULTS)) == (403, "application/problem+json", "forbidden")


def test_calls_of_a_minute_are_counted_in_the_database(caller, settings):
    settings.CEJC_API_PER_MINUTE = 2

    with time_machine.travel(timezone.now(), tick=False):
        answers = [caller.get("/api/v1/courses") for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "60"


def test_right_secret_gets_its_token_after_any_number_of_wrong_ones(client, access):
    wrong = [token_of(client, (access[0], "wrong")) for _ in range(31)]

    assert [one.status_code for one in wrong] == [401] * 30 + [429]
    assert int(wrong[-1].headers["Retry-After"]) > 0
    assert token_of(client, access).status_code == 200


def test_tokens_of_an_hour_are_counted_before_the_secret_is_looked_at(client, access, settings):
    settings.CEJC_API_TOKENS_PER_HOUR = 1

    answers = [token_of(client, access), token_of(client, access)]

    assert [one.status_code for one in answers] == [200, 429]


def test_token_for_another_resource_is_no_fault_of_the_server(client):
    answer = client.post("/api/oauth/token", {"grant_type": "client_credentials", "resource": "x"})

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_target"})


# Results


def test_results_are_answered_one_by_one_and_kept(caller, alice):
    answer = caller.report(
        result(alice.professional),
        result(alice.professional, "R2", course_code="没有"),
        "nothing",
        {"external_id": "R4"},
    )

    assert answer.status_code == 200
    assert [one["code"] for one in answer.json()["receipts"]] == [
        "unsigned",
        "unknown_course",
        "cannot_read",
        "cannot_read",
    ]
    assert (answer.json()["held"], answer.json()["refused"]) == (1, 3)
    assert Completion.objects.count() == 1


def test_same_key_gives_the_same_bytes_and_one_effect(caller, alice):
    first = caller.report(result(alice.professional))
    again = caller.report(result(alice.professional))

    assert again.content == first.content
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Completion.objects.count() == ApiRequest.objects.count() == 1


def test_same_key_for_another_request_is_refused(caller, alice, bob):
    caller.report(result(alice.professional))

    assert problem(caller.report(result(bob.professional, "R2"))) == (
        409,
        "application/problem+json",
        "key_reused",
    )
    assert Completion.objects.count() == 1


def test_work_that_dies_half_way_leaves_nothing_and_the_key_is_free(caller, alice, monkeypatch):
    def die(**_values):
        raise MemoryError("killed")

    with monkeypatch.context() as patch:
        patch.setattr("registry.results.services.completion.settle_later", die)
        with pytest.raises(MemoryError):
            caller.report(result(alice.professional))
    left = ApiRequest.objects.count(), Completion.objects.count()

    again = caller.report(result(alice.professional))

    assert left == (0, 0)
    assert (again.status_code, again.json()["held"]) == (200, 1)


@pytest.mark.django_db(transaction=True)
def test_same_request_twice_at_once_has_one_effect_and_one_answer(caller, alice):
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _n: _apart(caller, result(alice.professional)), range(2)))

    assert both[0] == both[1]
    assert both[0][0] == 200
    assert Completion.objects.count() == ApiRequest.objects.count() == 1


def _apart(caller, *results):
    """The call over a connection of its own."""
    try:
        answer = Caller(Client(), caller.token).report(*results)
        return answer.status_code, answer.content
    finally:
        connection.close()


def test_answers_of_long_ago_are_forgotten_and_the_results_still_count_once(caller, alice):
    caller.report(result(alice.professional))
    ApiRequest.objects.update(created_at=timezone.now() - period("answers") * 2)
    forget_kind("answers")

    again = caller.report(result(alice.professional))

    assert again.json()["receipts"][0]["code"] == "repeated"
    assert Completion.objects.count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"external_id": "\ud800"},
        {"external_id": "\x00"},
        {"name": "\x00"},
        {"name": "\ud800a"},
        {"course_code": "\x00"},
        {"course_code": "\ud800"},
        {"session_code": "\x00"},
        {"certificate": "\x00"},
        {"identity_number": "\x00\x00\x00\x00"},
        {"minutes": 1e400},
        {"lines": [{"date": "2020-06-01", "slot": "\x00", "subject": "\x00"}], "session_code": "x"},
    ],
)
def test_record_that_no_database_can_keep_is_refused_and_leaves_the_others_unharmed(
    caller, alice, bob, values
):
    answer = caller.report(result(bob.professional, "bad") | values, result(alice.professional))

    assert [one["state"] for one in answer.json()["receipts"]] == ["refused", "held"]


@pytest.mark.parametrize("key", ["", "with blank", "x" * 65])
def test_request_without_a_good_key_is_refused(caller, alice, key):
    assert problem(caller.report(result(alice.professional), key=key))[2] == "key_missing"


def test_check_matches_identities_and_writes_nothing(caller, alice, bob):
    answer = caller.post(
        f"{RESULTS}/check",
        {"results": [result(alice.professional), result(bob.professional, "R2", name="别人")]},
    )

    receipts = answer.json()["receipts"]
    assert [one["code"] for one in receipts] == ["unsigned", "name_mismatch"]
    assert [bool(one["masked_name"]) for one in receipts] == [True, False]
    assert not Completion.objects.exists()


def test_status_shows_ones_own_results_only_and_masks(client, officer, caller, alice):
    caller.report(result(alice.professional))
    other = Caller(
        client, token_of(client, access_of(officer, make.make_base("JD02"))).json()["access_token"]
    )
    row = Completion.objects.get()

    own = caller.get(f"{RESULTS}/{row.public_id}")

    assert own.json()["masked_identity"] == row.identity_masked
    assert str(alice.professional.identity_number) not in own.content.decode()
    assert problem(other.get(f"{RESULTS}/{row.public_id}"))[0] == 404
    assert other.get(RESULTS).json() == {"results": [], "next": ""}


def test_list_of_results_goes_on_page_by_page(caller, monkeypatch):
    monkeypatch.setattr("registry.platforms.api.completions.PAGE", 2)
    people = [make_professional(name) for name in ("甲一", "乙二", "丙三")]
    caller.report(*[result(one, f"R{number}") for number, one in enumerate(people)])

    first = caller.get(RESULTS).json()
    second = caller.get(RESULTS, after=first["next"]).json()

    assert [len(page["results"]) for page in (first, second)] == [2, 1]
    assert second["next"] == ""
    assert caller.get(RESULTS, after="x").status_code == 422


# Courses and sessions


def test_courses_say_whether_todays_results_would_count_and_why(caller, course):
    found = caller.get("/api/v1/courses").json()["courses"]

    assert [(one["course_code"], one["recognised"]) for one in found] == [("KC01", False)]
    assert "秘钥B" in found[0]["reason"]


def test_sessions_of_the_base_are_listed(caller, course):
    make.make_session(course.base, code="BC9")

    assert [one["session_code"] for one in caller.get("/api/v1/sessions").json()["sessions"]] == ["BC9"]


@pytest.mark.parametrize("count", [1, 3])
def test_statements_of_a_call_do_not_grow_with_its_records(caller, course, django_assert_num_queries, count):
    people = [make_professional(name) for name in ("甲一", "乙二", "丙三", "丁四")]
    caller.report(result(people.pop(), "first"), key="first")

    with django_assert_num_queries(26):
        caller.report(*[result(one, f"R{one.pk}") for one in people[:count]], key="second")


def test_document_is_openapi_3_1_and_names_every_operation(client):
    document = client.get("/api/v1/openapi.json").json()

    assert document["openapi"].startswith("3.1")
    assert sorted(document["paths"]) == [
        "/api/v1/completions",
        "/api/v1/completions/check",
        "/api/v1/completions/{public_id}",
        "/api/v1/courses",
        "/api/v1/sessions",
    ]
    assert "external_id" in json.dumps(document["components"]["schemas"]["ResultsIn"])


def codes_of(answer):
    return [one["code"] for one in answer.json()["receipts"]]


def test_check_gives_no_id_and_a_resend_the_id_of_the_first(caller, alice):
    record = result(alice.professional)

    checked = caller.post(f"{RESULTS}/check", {"results": [record]}).json()["receipts"][0]
    first = caller.report(record).json()["receipts"][0]
    again = caller.report(record, key="k2").json()["receipts"][0]

    assert checked["id"] == ""
    assert again["id"] == first["id"] == str(Completion.objects.get().public_id)
    assert again["code"] == "repeated"

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
from django.urls import reverse
from django.utils import timezone

from cejc.errors import Refused
from cejc.lib import storage
from registry.api.problems import PROBLEMS
from registry.api.schemas_offering import OFFERED
from registry.enums import ApiEnvironment, Role
from registry.models import ApiClient, ApiRequest, AuditEntry, Completion, StagingResult
from registry.services import api_client as services
from registry.standings import ACCEPTED, CODES, REFUSALS
from tests.factories import make_membership, make_person, make_professional, province_of
from tests.registry import completion_factories as make

pytestmark = pytest.mark.django_db
RESULTS = "/api/v1/completions"


@pytest.fixture
def officer(world):
    return province_of(world.province, "petra", "彭悦")


@pytest.fixture
def course(db):
    return make.recognised_course(make.make_base())


def _access(officer, base, environment=ApiEnvironment.REAL):
    return services.create(actor=officer, base=base, name="网络平台", environment=environment)


@pytest.fixture
def access(officer, course):
    return _access(officer, course.base)


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
        "external_id": external_id, "name": person.name, "identity_type": person.identity_type,
        "identity_number": str(person.identity_number), "passed_on": "2020-06-01", "course_code": "KC01",
    } | values  # fmt: skip


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


def test_revoked_client_and_rotated_secret_end_at_once(client, access, officer, caller):
    row, _secret = access
    services.rotate(actor=officer, client=row)
    after_rotation = caller.get("/api/v1/courses").status_code
    services.revoke(actor=officer, client=row, reason="平台停用")

    assert after_rotation == 401
    assert token_of(client, access).status_code == 401


def test_client_is_made_by_the_province_alone(alice, course):
    with pytest.raises(Refused, match="专技处"):
        services.create(actor=alice, base=course.base, name="x", environment="real")


def test_secret_stands_nowhere(access):
    row, secret = access

    assert secret not in repr([*AuditEntry.objects.values(), row.oauth.secret])


def test_calls_of_a_minute_are_counted_in_the_database(caller, settings):
    settings.CEJC_API_PER_MINUTE = 2

    with time_machine.travel(timezone.now(), tick=False):
        answers = [caller.get("/api/v1/courses") for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "60"


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
        "unsigned", "unknown_course", "cannot_read", "cannot_read",
    ]  # fmt: skip
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
        patch.setattr("registry.services.completion.settle_later", die)
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
    ApiRequest.objects.update(created_at=timezone.now() - services.ANSWERS_KEPT * 2)
    services.forget_answers()

    again = caller.report(result(alice.professional))

    assert again.json()["receipts"][0]["code"] == "repeated"
    assert Completion.objects.count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"external_id": "\ud800"}, {"external_id": "\x00"}, {"name": "\x00"}, {"name": "\ud800a"}, {"course_code": "\x00"},
        {"course_code": "\ud800"}, {"session_code": "\x00"}, {"certificate": "\x00"}, {"identity_number": "\x00\x00\x00\x00"},
        {"minutes": 1e400}, {"lines": [{"date": "2020-06-01", "slot": "\x00", "subject": "\x00"}], "session_code": "x"},
    ],
)  # fmt: skip
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


def test_staging_client_gets_the_same_answers_and_nothing_is_kept(client, officer, course, alice):
    staging = Caller(
        client, token_of(client, _access(officer, course.base, "staging")).json()["access_token"]
    )

    answer = staging.report(result(alice.professional))

    assert answer.json()["receipts"][0]["code"] == "unsigned"
    assert not Completion.objects.exists()


def test_status_shows_ones_own_results_only_and_masks(client, officer, caller, alice):
    caller.report(result(alice.professional))
    other = Caller(client, token_of(client, _access(officer, make.make_base("JD02"))).json()["access_token"])
    row = Completion.objects.get()

    own = caller.get(f"{RESULTS}/{row.public_id}")

    assert own.json()["masked_identity"] == row.identity_masked
    assert str(alice.professional.identity_number) not in own.content.decode()
    assert problem(other.get(f"{RESULTS}/{row.public_id}"))[0] == 404
    assert other.get(RESULTS).json() == {"results": [], "next": ""}


def test_list_of_results_goes_on_page_by_page(caller, monkeypatch):
    monkeypatch.setattr("registry.api.completions.PAGE", 2)
    people = [make_professional(name) for name in ("甲一", "乙二", "丙三")]
    caller.report(*[result(one, f"R{number}") for number, one in enumerate(people)])

    first = caller.get(RESULTS).json()
    second = caller.get(RESULTS, after=first["next"]).json()

    assert [len(page["results"]) for page in (first, second)] == [2, 1]
    assert second["next"] == ""
    assert caller.get(RESULTS, after="x").status_code == 422


# What is refused before it is read


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b" " * (5 * 1024 * 1024 + 1), {}, 413, "too_large"),
        (b" " * (20 * 1024 * 1024), {}, 413, "too_large"),
        (b"{}", {"Content-Type": "text/xml"}, 415, "media_type"),
        (b"results=1", {"Content-Type": "application/x-www-form-urlencoded"}, 415, "media_type"),
        (b"[" * 100_000, {}, 400, "malformed"),
        (b'{"results": ["\xff"]}', {}, 400, "malformed"),
        (b"{}", {"Content-Encoding": "gzip"}, 415, "encoding"),
        (b"not json", {}, 400, "malformed"),
        (b"{}", {}, 422, "invalid"),
        (b'{"results": []}', {}, 422, "invalid"),
        (json.dumps({"results": [1] * 5001}).encode(), {}, 422, "invalid"),
    ],
)
def test_unfit_body_is_a_problem_and_changes_nothing(caller, body, headers, status, code):
    answer = caller.post(RESULTS, body, **headers)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not ApiRequest.objects.exists()


def test_problem_never_repeats_what_was_sent(caller, alice):
    number = str(alice.professional.identity_number)

    answers = [
        caller.report(result(alice.professional, passed_on=number)),
        caller.post(RESULTS, json.dumps({"results": number}), "k2"),
    ]

    assert not any(number in one.content.decode() for one in answers)


# Courses and sessions


def test_courses_say_whether_todays_results_would_count_and_why(caller, course):
    found = caller.get("/api/v1/courses").json()["courses"]

    assert [(one["code"], one["recognised"]) for one in found] == [("KC01", False)]
    assert "秘钥B" in found[0]["reason"]


def test_sessions_of_the_base_are_listed(caller, course):
    make.make_session(course.base, code="BC9")

    assert [one["code"] for one in caller.get("/api/v1/sessions").json()["sessions"]] == ["BC9"]


@pytest.mark.parametrize("count", [1, 3])
def test_statements_of_a_call_do_not_grow_with_its_records(caller, course, django_assert_num_queries, count):
    people = [make_professional(name) for name in ("甲一", "乙二", "丙三", "丁四")]
    caller.report(result(people.pop(), "first"), key="first")

    with django_assert_num_queries(30):
        caller.report(*[result(one, f"R{one.pk}") for one in people[:count]], key="second")


def test_document_is_openapi_3_1_and_names_every_operation(client):
    document = client.get("/api/v1/openapi.json").json()

    assert document["openapi"].startswith("3.1")
    assert sorted(document["paths"]) == [
        "/api/v1/completions", "/api/v1/completions/check", "/api/v1/completions/{public_id}", "/api/v1/courses",
        "/api/v1/sessions",
    ]  # fmt: skip
    assert "external_id" in json.dumps(document["components"]["schemas"]["ResultsIn"])


def test_last_use_is_shown(caller, access):
    caller.get("/api/v1/courses")

    assert ApiClient.objects.get().used_at is not None


# The pages


def test_province_makes_a_client_and_sees_its_secret_once(client, officer, course):
    client.force_login(officer)
    address = reverse("registry:api-clients", args=[course.base.public_id])

    page = client.post(
        address, {"name": "学习平台", "environment": "staging", "scopes": ["completions"]}
    ).content.decode()
    row = ApiClient.objects.get()
    secret = page.partition("client_secret")[2].partition("<strong>")[2].partition("</strong>")[0]

    assert row.oauth.check_secret(secret)
    assert secret not in client.get(address).content.decode()


def test_staff_of_the_base_rotates_and_a_stranger_sees_nothing(client, access, alice):
    row, _secret = access
    clerk = make_person("clerk", "柯教务")
    make_membership(clerk, row.base.organisation, Role.BASE)
    list_address = reverse("registry:api-clients", args=[row.base.public_id])
    rotate_address = reverse("registry:api-client-rotate", args=[row.public_id])
    seen = []
    for user in (clerk, alice):
        client.force_login(user)
        seen.append((client.get(list_address).status_code, client.post(rotate_address).status_code))

    assert seen == [(200, 200), (404, 404)]


def test_revoking_asks_for_a_reason(client, access, officer):
    row, _secret = access
    client.force_login(officer)
    address = reverse("registry:api-client-revoke", args=[row.public_id])

    empty = client.post(address, {"reason": ""}).status_code
    client.post(address, {"reason": "平台停用"})

    row.refresh_from_db()
    assert empty == 422
    assert row.revoked_at is not None


def test_client_gets_the_scopes_that_it_was_given_and_no_others(client, officer, course):
    access = services.create(
        actor=officer, base=course.base, name="x", environment="real", scopes=["courses"]
    )

    more = token_of(client, access, scope="courses completions")
    own = token_of(client, access).json()
    caller = Caller(client, own["access_token"])

    assert (more.status_code, more.json()["error"]) == (400, "invalid_scope")
    assert own["scope"] == "courses"
    assert caller.get("/api/v1/courses").status_code == 200
    assert caller.get("/api/v1/sessions").json()["code"] == "forbidden"
    assert caller.post(RESULTS, {"results": [{}]}).json()["code"] == "forbidden"


@pytest.mark.parametrize("scopes", [[], ["everything"], ["courses", "admin"]])
def test_client_without_a_known_scope_is_not_made(officer, course, scopes):
    with pytest.raises(Refused, match="权限范围"):
        services.create(actor=officer, base=course.base, name="x", environment="real", scopes=scopes)

    assert not ApiClient.objects.exists()


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v2/completions", "/api/v1/nothing", "/api/v1/completions/x/y", "/api/oauth/x"]
)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_unknown_path_is_a_problem_and_no_page(client, db, path, method):
    answer = getattr(client, method)(path)

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "no_such_path"


def test_method_that_is_not_served_is_a_problem_and_says_which_are(caller):
    answer = caller.client.put(RESULTS, "{}", content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (405, "method")
    assert "POST" in answer["Allow"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("get", "/api/oauth/token", "POST"), ("delete", "/api/oauth/token", "POST"), ("get", "/api/oauth/revoke", "POST"),
        ("post", "/api/v1/", "GET"), ("delete", "/api/v1/problems", "GET"), ("post", "/api/v1/openapi.json", "GET"),
        ("delete", "/api/v1/courses", "POST"), ("options", "/api/v1/sessions", "GET"),
    ],
)  # fmt: skip
def test_wrong_method_anywhere_is_a_problem(client, db, method, path, allowed):
    answer = getattr(client, method)(path)

    assert problem(answer) == (405, "application/problem+json", "method")
    assert allowed in answer["Allow"]


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"x" * (6 * 1024 * 1024), {}, 413, "too_large"),
        ("&".join("a=1" for _ in range(5001)), {}, 400, "bad_request"),
        (b"", {"Host": "elsewhere.example"}, 400, "bad_request"),
    ],
)
def test_what_is_refused_before_the_api_is_a_problem_too(client, db, body, headers, status, code):
    form = "application/x-www-form-urlencoded"

    answer = client.post("/api/oauth/token", body, content_type=form, headers=headers)

    assert problem(answer) == (status, "application/problem+json", code)


def test_storage_that_does_not_answer_is_a_problem_and_says_when_to_come_again(client, db, monkeypatch):
    def dies(_request):
        raise storage.Unavailable("gone")

    monkeypatch.setattr("registry.urls.api.throttle.is_over", lambda *_known: dies(None))

    answer = client.post("/api/oauth/token")

    assert problem(answer) == (503, "application/problem+json", "unavailable")
    assert answer["Retry-After"] == "60"


def test_fault_outside_the_api_proper_is_a_problem_too(client, db, monkeypatch):
    def dies(*_known):
        raise RuntimeError("a secret")

    monkeypatch.setattr("registry.urls.api.throttle.is_over", dies)
    client.raise_request_exception = False

    answer = client.post("/api/oauth/token")

    assert problem(answer) == (500, "application/problem+json", "broken")
    assert "a secret" not in answer.content.decode()


def test_fault_of_the_server_is_a_problem_that_says_nothing_of_it(client, caller, alice, monkeypatch):
    def dies(**_known):
        raise RuntimeError(str(alice.professional.identity_number))

    monkeypatch.setattr("registry.api.completions.receive", dies)
    client.raise_request_exception = False
    row = {
        "external_id": "R1",
        "name": "x",
        "identity_number": "430102198003070018",
        "passed_on": "2020-06-01",
    }

    answer = caller.post(RESULTS, {"results": [row]})

    assert (answer.status_code, answer.json()["code"]) == (500, "broken")
    assert str(alice.professional.identity_number) not in answer.content.decode()


def test_reading_pages_name_every_code(client, db):
    page = client.get("/api/v1/problems").content.decode()

    assert client.get("/api/v1/").status_code == 200
    assert all(f">{code}</code>" in page for code in (*PROBLEMS, *CODES, *REFUSALS, *ACCEPTED, *OFFERED))
    assert all(f'id="{code}"' in page for code in PROBLEMS)


@pytest.fixture
def staging(client, officer, course):
    return Caller(client, token_of(client, _access(officer, course.base, "staging")).json()["access_token"])


def test_staging_lists_what_it_was_sent_and_nothing_real(staging, caller, alice, bob):
    caller.report(result(alice.professional, "REAL"))
    receipt = staging.report(result(bob.professional, "TRIAL")).json()["receipts"][0]

    listed = staging.get(RESULTS).json()["results"]
    shown = staging.get(f"{RESULTS}/{receipt['id']}").json()

    assert [one["external_id"] for one in listed] == ["TRIAL"]
    assert shown == listed[0]
    assert (shown["code"], shown["state"]) == ("unsigned", "held")
    assert bob.professional.name not in str(listed)
    assert str(bob.professional.identity_number) not in str(listed)
    assert staging.get(RESULTS, state="held").json()["results"] == listed
    assert staging.get(RESULTS, state="counted").json()["results"] == []
    assert [one["external_id"] for one in caller.get(RESULTS).json()["results"]] == ["REAL"]
    assert staging.get(f"{RESULTS}/{Completion.objects.get().public_id}").status_code == 404


def test_staging_answers_a_resend_a_change_and_a_correction_as_the_real_thing(staging, caller, alice):
    for who in (staging, caller):
        first = result(alice.professional)
        later = first | {"passed_on": "2020-06-02"}
        codes = [
            who.report(one, key=f"k{place}").json()["receipts"][0]["code"]
            for place, one in enumerate((first, first, later, later | {"supersedes": True}))
        ]

        assert codes == ["unsigned", "repeated", "changed", "unsigned"]

    assert staging.get(RESULTS).json()["results"][0]["version"] == 2
    assert Completion.objects.count() == 2


def test_staging_results_of_long_ago_are_forgotten(staging, alice):
    staging.report(result(alice.professional))

    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        services.forget_answers()

    assert not StagingResult.objects.exists()


def codes_of(answer):
    return [one["code"] for one in answer.json()["receipts"]]


def test_staging_says_nothing_of_what_was_reported_in_earnest(staging, caller, alice):
    caller.report(result(alice.professional, "REAL"))

    for place, record in enumerate(
        (result(alice.professional, "REAL"), result(alice.professional, "REAL") | {"passed_on": "2020-06-02"})
    ):
        answer = staging.report(record, key=f"k{place}")
        assert codes_of(answer) == [["unsigned"], ["changed"]][place]

    other = staging.report(result(alice.professional, "TRIAL", course_code="KC01"), key="k3")
    assert codes_of(other) == ["duplicate"]
    assert Completion.objects.get().external_id == "REAL"


def test_staging_never_names_the_real_result_of_the_same_person(staging, caller, alice):
    caller.report(result(alice.professional, "REAL"))

    answer = staging.report(result(alice.professional, "TRIAL"))

    assert codes_of(answer) == ["unsigned"]
    assert "REAL" not in answer.content.decode()


def test_staging_answers_a_person_reported_twice_as_the_real_thing(staging, caller, alice):
    for who in (staging, caller):
        codes = codes_of(who.report(result(alice.professional, "R1"), result(alice.professional, "R2")))
        codes += codes_of(who.report(result(alice.professional, "R3"), key="k2"))

        assert codes == ["unsigned", "duplicate", "duplicate"]


def test_check_in_staging_looks_beside_what_staging_was_sent_and_keeps_nothing(staging, alice):
    first = result(alice.professional, "R1")
    staging.report(first)

    again = staging.post(f"{RESULTS}/check", {"results": [first, result(alice.professional, "R2")]})

    assert codes_of(again) == ["repeated", "duplicate"]
    assert [one["external_id"] for one in staging.get(RESULTS).json()["results"]] == ["R1"]


def test_check_gives_no_id_and_a_resend_the_id_of_the_first(caller, alice):
    record = result(alice.professional)

    checked = caller.post(f"{RESULTS}/check", {"results": [record]}).json()["receipts"][0]
    first = caller.report(record).json()["receipts"][0]
    again = caller.report(record, key="k2").json()["receipts"][0]

    assert checked["id"] == ""
    assert again["id"] == first["id"] == str(Completion.objects.get().public_id)
    assert again["code"] == "repeated"


def test_staging_answers_every_order_within_one_list_as_the_real_thing(staging, caller, alice, bob):
    first = result(alice.professional, "R1")
    later, latest = (first | {"passed_on": f"2020-06-0{day}", "supersedes": True} for day in (2, 3))
    other = result(bob.professional, "R2")
    for who in (staging, caller):
        said = [
            codes_of(who.report(*rows, key=f"k{place}"))
            for place, rows in enumerate(
                (
                    [first, first, later, other],
                    [first, later, latest, later],
                    [other | {"supersedes": True}, result(bob.professional, "R3"), latest],
                )
            )
        ]

        assert said == [
            ["unsigned", "repeated", "twice", "unsigned"],
            ["repeated", "unsigned", "twice", "repeated"],
            ["repeated", "duplicate", "unsigned"],
        ]


def test_document_names_the_scope_that_each_call_asks_for(client, officer, course):
    document = client.get("/api/v1/openapi.json").json()
    for scope in services.SCOPES:
        access = services.create(
            actor=officer, base=course.base, name="x", environment="real", scopes=[scope]
        )
        caller = Caller(client, token_of(client, access).json()["access_token"])

        for path, operations in document["paths"].items():
            named = operations["get" if "get" in operations else "post"]["security"] == [
                {"BaseToken": [scope]}
            ]
            place = path.replace("{public_id}", str(course.public_id))
            answer = caller.get(place) if "get" in operations else caller.post(place, {"results": [1]})
            assert (answer.status_code != 403) is named, (scope, path)

    assert document["components"]["securitySchemes"]["BaseToken"]["flows"]["clientCredentials"]["scopes"] == {
        "courses": "课程", "sessions": "班次", "completions": "学习结果",
    }  # fmt: skip

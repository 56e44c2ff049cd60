"""Errors of the API: a problem document everywhere, with a code and a sentence, and no page."""

import json

import pytest
from django.conf import settings

from cejc.lib import storage
from registry.models import ApiRequest
from registry.platforms.api.problems import PROBLEMS
from registry.platforms.api.schemas_offering import OFFERED
from registry.training.standings import ACCEPTED, CODES, REFUSALS
from tests.registry.platforms import test_api as calls
from tests.registry.platforms.test_api import RESULTS, problem, result

pytestmark = pytest.mark.django_db
officer, course, access, caller = calls.officer, calls.course, calls.access, calls.caller


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
        ("get", "/api/oauth/token", "POST"),
        ("delete", "/api/oauth/token", "POST"),
        ("get", "/api/oauth/revoke", "POST"),
        ("post", "/api/v1/", "GET"),
        ("delete", "/api/v1/problems", "GET"),
        ("post", "/api/v1/openapi.json", "GET"),
        ("delete", "/api/v1/courses", "POST"),
        ("options", "/api/v1/sessions", "GET"),
    ],
)
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

    monkeypatch.setattr("registry.platforms.api.completions.receive", dies)
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


def test_document_for_platforms_names_every_error_and_result_code():
    text = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")

    assert [code for code in (*PROBLEMS, *OFFERED) if f"`{code}`" not in text] == []

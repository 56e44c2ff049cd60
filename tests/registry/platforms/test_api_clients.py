"""Access to the API: who gives it, with which scopes, and how it ends."""

import pytest
from django.urls import reverse

from cejc.errors import Refused
from registry.enums import Role
from registry.models import ApiClient, AuditEntry
from registry.platforms.services import api_client as services
from tests.factories import make_membership, make_person
from tests.registry.platforms import test_api as calls
from tests.registry.platforms.test_api import RESULTS, Caller, token_of

pytestmark = pytest.mark.django_db
officer, course, access, caller = calls.officer, calls.course, calls.access, calls.caller


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


def test_last_use_is_shown(caller, access):
    caller.get("/api/v1/courses")

    assert ApiClient.objects.get().used_at is not None


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
    entry = AuditEntry.objects.get(action="api_client.created")
    assert entry.after == {
        "client": row.oauth.pk,
        "environment": "staging",
        "scopes": ["completions"],
    }


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
        "courses": "课程",
        "sessions": "班次",
        "completions": "学习结果",
    }

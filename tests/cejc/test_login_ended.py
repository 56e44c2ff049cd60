"""A login that ended under an open page; a copy of a form that the browser may forget."""

import pytest
from django.test import Client
from django.urls import reverse

from registry.models import Activity
from tests.registry.activities.activity_factories import make_draft, make_submitted
from tests.registry.activities.test_activity_pages import fields_of

pytestmark = pytest.mark.django_db
PAGE = "/activities/new/paper/"


def headers(**more):
    return {"HX-Request": "true", "HX-Current-URL": f"http://testserver{PAGE}?from=1"} | more


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "address", ["/activities/new/paper/preview/", "/mine/", "/review/", "/desk/", "/lane/"]
)
def test_htmx_without_a_login_is_sent_to_the_whole_page(client, address, method):
    answer = getattr(client, method)(address, headers=headers())

    assert answer.status_code == 200
    assert answer["HX-Redirect"] == "/accounts/login/?next=/activities/new/paper/%3Ffrom%3D1"
    page = answer.content.decode()
    assert "请重新登录" in page
    assert "<form" not in page
    assert "<html" not in page


def test_a_foreign_page_is_never_the_way_back(client):
    answer = client.get("/mine/", headers=headers(**{"HX-Current-URL": "https://evil.example/x"}))

    assert answer["HX-Redirect"] == "/accounts/login/?next=/"


def test_an_autosave_without_a_login_is_told_so(client):
    answer = client.post(
        "/activities/new/paper/autosave/",
        {"title": "堤"},
        headers={"X-Requested-With": "autosave", "Referer": f"http://testserver{PAGE}"},
    )

    assert answer.status_code == 401
    assert answer.json()["login"] == f"/accounts/login/?next={PAGE}"
    assert "请重新登录" in answer.json()["sentence"]


def test_a_posted_form_comes_back_to_its_page_after_the_login(client):
    answer = client.post(
        "/review/00000000-0000-0000-0000-000000000000/approve/",
        headers={"Referer": "http://testserver/review/"},
    )

    assert answer["Location"] == "/accounts/login/?next=/review/"


def test_the_state_of_the_login_tells_people_apart_and_gives_a_token(alice, bob, login):
    url = reverse("cejc:login-state")
    nobody = Client().get(url)
    first, again, other = (login(one).get(url) for one in (alice, alice, bob))

    assert nobody.json()["user"] == ""
    assert first.json()["user"] == again.json()["user"] != other.json()["user"] != ""
    assert first.json()["csrf"]
    assert "no-store" in first["Cache-Control"]


def test_without_the_cookie_the_page_leads_back_and_advises_no_refresh(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    answer = client.post(PAGE, {"title": "堤", "do": "save"}, headers={"Referer": f"http://testserver{PAGE}"})
    told = client.post(
        "/activities/new/paper/autosave/", {"title": "堤"}, headers={"X-Requested-With": "autosave"}
    )

    page = answer.content.decode()
    assert (answer.status_code, Activity.objects.count()) == (403, 0)
    assert "刷新" not in page
    assert f'<a href="{PAGE}">回到刚才的表单</a>' in page
    assert (told.status_code, told.json()["code"]) == (403, "csrf")


def test_a_copy_is_forgotten_only_when_the_post_was_taken(alice, bob, login):
    draft, client = make_draft(alice, "award"), login(alice)
    url = f"/activities/{draft.public_id}/edit/"

    refused = client.post(url, fields_of(draft, do="submit", copy_token="a-1"))
    assert "kept_copies" not in refused.cookies
    draft.refresh_from_db()
    kept = client.post(url, fields_of(draft, title="改过", copy_token="a-2"))
    assert kept.cookies["kept_copies"].value == "a-2"

    ended = Client().post(url, fields_of(draft, copy_token="a-3"))
    assert "kept_copies" not in ended.cookies


def test_a_refusal_told_by_a_redirect_keeps_the_copy(alice, login):
    row, client = make_submitted(alice, "award"), login(alice)
    Activity.objects.filter(pk=row.pk).update(state="begun")

    answer = client.post(f"/activities/{row.public_id}/withdraw/", {"copy_token": "a-1"})

    assert answer.status_code == 302
    assert "kept_copies" not in answer.cookies


def test_an_officer_who_sat_too_long_is_told_so_by_the_question_itself(bob, login, settings):
    settings.CEJC_STAFF_IDLE = 60
    client = login(bob)
    session = client.session
    session["seen"] = 1
    session.save()

    answer = client.get(reverse("cejc:login-state"), headers={"X-Requested-With": "autosave"})

    assert answer.status_code == 401
    assert answer.json()["login"].startswith("/accounts/login/")
    assert client.get(reverse("cejc:login-state")).json()["user"] == ""

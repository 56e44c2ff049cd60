"""Every answer that strangers get is whole in English: what is genuine,
revoked, altered, refused, not found."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from tests.cejc.foreign import assert_english
from tests.certification.rows import on
from tests.registry.results import completion_factories as make

pytestmark = pytest.mark.django_db


def test_what_an_activity_is_worth(stranger):
    call_command("load_policy", "hunan-2020", publish=True)
    address = reverse("certification:rules-calculator")
    facts = {"level": "prefectural", "rank": "3", "date": "2019-11-11"}
    award = {"kind": "award", "count": "1"} | {f"fact_{name}": value for name, value in facts.items()}
    assert_english(stranger.get(address, {"kind": "training"}), "Calculate")
    assert_english(stranger.get(address, award | {"fact_date": ""}), "cannot be calculated yet")
    assert_english(stranger.get(address, award), "Evidence required")


def test_catalogue(stranger):
    course = make.recognised_course(make.make_base("JD09"))
    page = reverse("registry:catalogue-course", args=[course.public_id])
    with on("2020-06-03 09:00"):
        assert_english(stranger.get(page), "Recognised")
    assert_english(stranger.get(reverse("registry:catalogue"), {"q": "没有的"}), "No course matches")
    assert_english(stranger.get(reverse("registry:catalogue"), {"first_day": "x"}), "Enter a valid date")
    course.live_on = date(2020, 7, 1)
    course.save()

    assert_english(stranger.get(page))


def test_login_and_accounts(stranger, alice):
    login = reverse("account_login")
    assert_english(stranger.get(login), "Log in")
    assert_english(stranger.post(login, {"login": "alice", "password": "x"}), "do not match")
    reset = reverse("account_reset_password")
    assert_english(stranger.post(reset, {"email": "x"}), "Not submitted")
    assert_english(stranger.post(reset, {"email": "a@example.org"}, follow=True), "Please check your mail")
    gone = reverse("registry:password-set", args=[alice.public_id, "x-y"])
    assert_english(stranger.get(gone, follow=True), "has expired or has been used")
    activate = reverse("registry:activate")
    assert_english(
        stranger.post(activate, {"identity_type": "resident_card", "number": "1", "password1": "1"}), "18"
    )


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/nothing-here/", 404),
        ("get", "/notices/" + "0" * 8 + "-0000-0000-0000-000000000000/", 404),
        ("delete", "/rules/", 405),
        ("get", "/rules/?q=" + "x" * 9000, 414),
    ],
)
def test_page_of_an_error(stranger, method, address, status):
    answer = getattr(stranger, method)(address)

    assert answer.status_code == status
    assert_english(answer)


def test_page_of_a_form_that_is_too_old(stranger):
    stranger.handler.enforce_csrf_checks = True

    assert_english(stranger.post("/accounts/login/", {}), "The page has expired")


@pytest.mark.parametrize("fault", [RuntimeError, PermissionError])
def test_page_of_a_fault(stranger, monkeypatch, fault):
    def fails(*_given, **_named):
        raise fault

    monkeypatch.setattr("certification.views.public.policy_here", fails)
    stranger.raise_request_exception = False

    answer = stranger.get("/help/")

    assert answer.status_code >= 500
    assert_english(answer)

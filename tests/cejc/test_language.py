"""English is asked for by the switch or the browser, by strangers only;
what is kept is Chinese whoever asks."""

import importlib
import re

import pytest
from django.urls import reverse
from django.utils import translation

from certification.queries.yearly import year_words
from registry.models import AuditEntry, LoginAttempt, Message
from tests.cejc.foreign import CHINESE, chinese_of
from tests.certification.notices.test_objection_public import entry, form_of, values  # noqa: F401

pytestmark = pytest.mark.django_db
SWITCH = reverse("cejc:language")
RULES = reverse("certification:rules")


def switch(client, language, page=RULES):
    return client.post(SWITCH, {"language": language, "next": page})


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "zh-hans"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-hans"),
        ("zh-TW,en;q=0.5", "zh-hans"),
        ("fr,en;q=0.4", "en"),
        ("fr", "zh-hans"),
        ("x" * 600, "zh-hans"),
    ],
)
def test_browser_says_which_language(client, accepted, language):
    answer = client.get(RULES, headers={"accept-language": accepted})

    assert answer["Content-Language"] == language
    assert f'<html lang="{language}"' in answer.content.decode()
    assert {"Accept-Language", "Cookie"} <= {one.strip() for one in answer["Vary"].split(",")}


def test_switch_keeps_the_page_and_is_remembered_against_the_browser(stranger):
    page = f"{RULES}?policy=hunan-2020"
    answer = switch(stranger, "zh-hans", page)

    assert (answer.status_code, answer.url) == (302, page)
    assert stranger.get("/")["Content-Language"] == "zh-hans"
    switch(stranger, "en")
    assert stranger.get("/")["Content-Language"] == "en"
    assert stranger.cookies["language"]["max-age"] > 300 * 24 * 3600


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_switch_leads_to_no_other_host(client, where):
    assert switch(client, "en", where).url == "/"


def test_language_that_is_not_offered_changes_nothing(client):
    switch(client, "fr")

    assert client.get("/")["Content-Language"] == "zh-hans"


def test_rooms_behind_the_login_stay_chinese_and_offer_no_switch(stranger, alice, bob):
    switch(stranger, "en")
    for user in (alice, bob):
        stranger.force_login(user)
        for page in (RULES, reverse("registry:account"), "/nothing-here/"):
            answer = stranger.get(page)
            assert answer["Content-Language"] == "zh-hans", page
            assert SWITCH not in answer.content.decode()


def test_login_from_an_english_page_leads_into_chinese_rooms(stranger, alice):
    alice.set_password("correct horse battery")
    alice.save()
    login = reverse("account_login")
    answer = stranger.post(login, {"login": "alice", "password": "correct horse battery"}, follow=True)

    assert answer["Content-Language"] == "zh-hans"
    assert LoginAttempt.objects.get().succeeded


def test_programs_are_answered_in_chinese(stranger):
    answer = stranger.get(reverse("api:listing"))

    assert CHINESE.search(answer.content.decode())
    assert SWITCH not in stranger.get(reverse("api-reading")).content.decode()


def test_language_of_one_request_is_not_that_of_the_next(stranger, client):
    stranger.get(RULES)

    assert client.get(RULES)["Content-Language"] == "zh-hans"
    assert str(Message._meta.get_field("subject").verbose_name) == "subject"


def test_what_is_kept_of_an_english_objection_is_chinese(stranger, entry, dora):  # noqa: F811
    answer = stranger.post(form_of(entry), values(name="Jane Doe", text="The hours of 2019."), follow=True)

    assert chinese_of(answer.content.decode()) == []
    noted = AuditEntry.objects.get(action="objection.filed")
    assert CHINESE.search(noted.subject_label + noted.actor_label)
    told = Message.objects.get(recipient=dora, kind="objection_filed")
    assert not re.search(r"[A-Za-z]{4,}", told.subject + told.body)


def test_words_of_frozen_years_are_chinese_also_where_an_english_page_is_the_first():
    with translation.override("en"):
        importlib.reload(year_words)

    assert (year_words.EXEMPT, year_words.result_of({"basis": "免于考核", "result": "合格"})) == (
        "免于考核",
        "免于考核",
    )


def test_login_that_ended_by_itself_is_told_in_the_language_of_the_page(stranger, bob, settings):
    settings.CEJC_STAFF_IDLE = -1
    stranger.force_login(bob)

    answer = stranger.get(reverse("registry:account"), follow=True)

    assert answer["Content-Language"] == "en"
    assert chinese_of(answer.content.decode()) == []
    assert "You were logged out" in answer.content.decode()

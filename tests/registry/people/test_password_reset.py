"""A forgotten password."""

import re

from django.core import mail
from django.urls import reverse

from tests.factories import PASSWORD

NEW = "资水东来-湘江-2021"


def link_in(message):
    return re.search(r"http://testserver(/\S+)", message.body)[1]


def test_reset_by_mail(client, alice, run_jobs):
    client.post("/accounts/password/reset/", {"email": "ALICE@example.org"})
    run_jobs()
    link = link_in(mail.outbox[0])

    answer = client.post(link, {"password1": NEW, "password2": NEW})

    assert answer.url == "/accounts/login/?next=/"
    assert client.post("/accounts/login/", {"login": "alice", "password": NEW}).status_code == 302


def test_link_serves_once(client, alice, run_jobs):
    client.post("/accounts/password/reset/", {"email": "alice@example.org"})
    run_jobs()
    link = link_in(mail.outbox[0])
    client.post(link, {"password1": NEW, "password2": NEW})

    again = client.post(link, {"password1": "another-2022-x", "password2": "another-2022-x"})

    assert again.url == reverse("account_reset_password")
    alice.refresh_from_db()
    assert alice.check_password(NEW)


def test_unknown_address_gets_the_same_answer_and_no_mail(client, alice, run_jobs):
    known = client.post("/accounts/password/reset/", {"email": "alice@example.org"})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    run_jobs()

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [message.to for message in mail.outbox] == [["alice@example.org"]]


def test_link_carries_no_primary_key_and_no_name(client, alice, run_jobs):
    client.post("/accounts/password/reset/", {"email": "alice@example.org"})
    run_jobs()

    assert str(alice.public_id) in link_in(mail.outbox[0])
    assert alice.username not in link_in(mail.outbox[0])


def test_old_password_no_longer_opens(client, alice, run_jobs):
    client.post("/accounts/password/reset/", {"email": "alice@example.org"})
    run_jobs()
    client.post(link_in(mail.outbox[0]), {"password1": NEW, "password2": NEW})

    client.post("/accounts/login/", {"login": "alice", "password": PASSWORD})

    assert "_auth_user_id" not in client.session

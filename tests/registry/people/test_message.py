"""Messages: one line for what they are about, by mail as their reader chose,
and mail that says that nobody typed it."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from cejc import clock
from registry.enums import ALWAYS_AT_ONCE, MailTopic
from registry.machinery.services import job as jobs
from registry.models import Job, MailPreference, Message, User
from registry.people.mail_topics import topic_of
from registry.people.services.telling import message, reminding
from tests.certification.rows import make_case, on
from tests.factories import PASSWORD

SETTINGS = reverse("registry:messages-settings")
LIST = reverse("registry:messages")


def tell(user, kind="sheet_done", link="", **context):
    return message.tell([user], kind, context, link=link)[0]


@pytest.fixture
def quiet(monkeypatch):
    """Templates that need no object: the kind is the subject."""
    monkeypatch.setattr(message, "render_to_string", _rendered)


def _rendered(template, context=None):
    from django.template.loader import render_to_string

    if template in ("messages/mail.txt", "messages/digest.txt", "messages/job_parked.txt"):
        return render_to_string(template, context)
    kind = template.removeprefix("messages/").removesuffix(".txt")
    return f"{kind} {(context or {}).get('n', '')}\n正文{(context or {}).get('n', '')}"


def test_thirty_one_messages_about_one_case_are_one_line_with_the_latest(login, alice, quiet):
    case = make_case(alice.professional)
    address = reverse("certification:case", args=[case.public_id])
    for number in range(31):
        tell(alice, "case_pass", f"{address}?step={number}" if number % 2 else address, n=number)
    tell(alice, "membership_granted", n="another")
    client = login(alice)

    page = client.get(LIST)

    lines = page.context["lines"]
    assert [(line.latest.subject, line.count) for line in lines] == [
        ("membership_granted another", 1),
        ("case_pass 30", 31),
    ]
    assert "同一事项共31条消息，31条未读" in page.content.decode()
    opened = client.get(reverse("registry:message", args=[lines[1].latest.public_id])).content.decode()
    assert all(f"正文{number}" in opened for number in range(31))
    assert client.get(LIST).context["frame"]["unread"] == 1


def test_threads_of_two_logins_stay_apart(login, alice, charlie, quiet):
    link = f"/cases/{make_case(alice.professional).public_id}/"
    tell(alice, "case_pass", link, n=1)
    tell(charlie, "case_nudged", link, n=2)

    assert [line.count for line in login(alice).get(LIST).context["lines"]] == [1]


@pytest.mark.parametrize("count", [1, 12])
def test_list_asks_the_same_number_of_queries(login, alice, quiet, count, django_assert_num_queries):
    for number in range(count):
        tell(alice, "membership_granted", n=number)
    client = login(alice)
    client.get(LIST)
    with django_assert_num_queries(LINES):
        client.get(LIST)


LINES = 7


def choose(login, user, **ways):
    client = login(user)
    fields = dict.fromkeys(("progress", "task", "reminder"), "at_once") | ways
    return client.post(SETTINGS, fields, follow=True)


def test_settings_are_linked_from_the_messages_and_the_account(login, alice):
    client = login(alice)

    for page in (LIST, reverse("registry:account")):
        assert f'href="{SETTINGS}"' in client.get(page).content.decode()


def test_choice_is_kept_and_shown(login, alice):
    answer = choose(login, alice, progress="daily", reminder="never")

    assert "邮件通知方式已保存" in answer.content.decode()
    assert dict(alice.mail_preferences.values_list("topic", "way")) == {
        "progress": "daily",
        "task": "at_once",
        "reminder": "never",
    }
    assert answer.context["form"]["progress"].initial == "daily"


def test_official_decisions_are_mailed_at_once_whatever_was_chosen(login, alice, quiet, run_jobs):
    choose(login, alice, progress="never", task="never", reminder="never")
    for topic in ALWAYS_AT_ONCE:
        MailPreference.objects.create(user=alice, topic=topic, way="never")

    for kind in (
        "case_return",
        "case_issue",
        "slip_revoked",
        "membership_ended",
        "a_kind_that_nobody_sorted",
    ):
        tell(alice, kind)
    run_jobs()

    assert len(mail.outbox) == 5


def test_what_is_not_wanted_by_mail_stands_in_the_portal(login, alice, quiet, run_jobs):
    choose(login, alice, progress="never")

    tell(alice, "case_pass")
    run_jobs()

    assert mail.outbox == []
    assert Message.objects.get(kind="case_pass").recipient == alice


def test_digest_is_one_mail_a_day_with_one_line_for_one_thing(login, alice, quiet):
    choose(login, alice, progress="daily")
    link = f"/cases/{make_case(alice.professional).public_id}/"
    with on("2020-06-10 15:00"):
        for number in range(3):
            tell(alice, "case_pass", link, n=number)
        tell(alice, "sheet_done", n="roster")
    with on("2020-06-11 07:59"):
        message.send_digests()
        jobs.run_all()
        assert mail.outbox == []
    with on("2020-06-11 08:10"):
        tell(alice, "case_pass", link, n="later")
        for _ in range(2):
            message.send_digests()
            jobs.run_all()

    (sent,) = mail.outbox
    assert "条消息" in sent.subject
    assert "sheet_done roster" in sent.body
    assert "case_pass 0" not in sent.body
    assert SETTINGS in sent.body
    assert not Message.objects.filter(kind="case_pass", mailed_at=None).exists()


def digests_at(moment):
    with on(moment):
        message.send_digests()
        jobs.run_all()


def test_weekly_digest_comes_on_monday_with_the_daily_one_in_one_mail(login, alice, quiet):
    choose(login, alice, progress="weekly", task="daily")
    with on("2020-06-10 15:00"):  # a Wednesday
        tell(alice, "case_pass", n="weekly")
    digests_at("2020-06-12 09:00")
    assert mail.outbox == []

    with on("2020-06-14 15:00"):
        tell(alice, "opinion_asked", n="daily")
    digests_at("2020-06-15 07:59")
    assert mail.outbox == []
    digests_at("2020-06-15 08:10")
    digests_at("2020-06-15 08:20")

    (sent,) = mail.outbox
    assert "case_pass weekly" in sent.body
    assert "opinion_asked daily" in sent.body


def test_weekly_digest_that_nobody_sent_on_monday_comes_on_tuesday(login, alice, quiet):
    choose(login, alice, progress="weekly")
    with on("2020-06-14 15:00"):
        tell(alice, "case_pass", n="weekly")
    with on("2020-06-15 09:00"):
        tell(alice, "case_pass", n="later")
    digests_at("2020-06-16 09:00")

    (sent,) = mail.outbox
    assert "case_pass weekly" in sent.body
    assert "case_pass later" not in sent.body


def test_settings_say_what_waits_for_the_next_digest(login, alice, quiet):
    choose(login, alice, progress="weekly", task="daily")
    tell(alice, "case_pass")
    tell(alice, "opinion_asked")
    tell(alice, "filing_submitted")

    page = login(alice).get(SETTINGS).content.decode()

    assert "下一封每日汇总（早上8时）中有2条消息" in page
    assert "下一封每周汇总（周一早上8时）中有1条消息" in page


def test_reminder_by_list_comes_as_its_reader_chose(login, alice, bob):
    choose(login, alice, reminder="weekly")
    wanted = reminding.Wanted("registration", 2019)
    row = reminding.prepare(actor=bob, seat=bob.seats[0], wanted=wanted)
    reminding.release(actor=bob, reminding=row)
    jobs.run_all()

    assert Message.objects.get(kind="reminding", recipient=alice).by_mail == "weekly"
    assert mail.outbox == []


def test_whoever_chose_nothing_gets_no_digest(db, alice, quiet):
    with on("2020-06-10 15:00"):
        tell(alice, "case_pass")
        jobs.run_all()
    mail.outbox.clear()
    with on("2020-06-11 09:00"):
        message.send_digests()
        jobs.run_all()

    assert mail.outbox == []
    assert not Job.objects.filter(kind="mail-digest").exists()


def test_every_mail_says_that_nobody_typed_it(login, client, alice, quiet, run_jobs):
    tell(alice, "case_return")
    client.post("/accounts/password/reset/", {"email": alice.email})
    run_jobs()

    assert len(mail.outbox) == 2
    for sent in mail.outbox:
        assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
        assert sent.extra_headers["Precedence"] == "bulk"


def test_reset_link_says_how_long_it_works_and_ends_then(client, alice, run_jobs):
    page = client.post("/accounts/password/reset/", {"email": alice.email}, follow=True).content.decode()
    run_jobs()
    text = mail.outbox[0].body
    path = next(line for line in text.splitlines() if line.startswith("http")).removeprefix(
        "http://testserver"
    )

    assert "30分钟内有效" in page
    assert "30分钟内有效" in text
    assert client.get(path).status_code == 200
    with time_machine.travel(clock.now() + timedelta(hours=4, minutes=1)):
        assert "30分钟内有效" in client.get(path, follow=True).content.decode()
    assert User.objects.get(pk=alice.pk).check_password(PASSWORD)


def test_every_kind_of_the_house_is_sorted_as_it_reads():
    assert topic_of("case_nudged") == MailTopic.REMINDER
    assert topic_of("case_issue") == MailTopic.DECISION
    assert topic_of("opinion_asked") == MailTopic.TASK

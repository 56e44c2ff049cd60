"""A message in an office's own words to the people of a list: who gets it, who does not and why."""

import pytest
from django.urls import reverse

from cejc import clock
from cejc.errors import Refused
from registry.models import Letter, MailPreference, Message, Reminding, TakenList
from registry.people.queries.listed import PEOPLE
from registry.people.services import taking
from registry.people.services.telling import letters, reminding
from registry.people.services.telling.reminding import Wanted
from tests import factories
from tests.many import button
from tests.outcome import outcome

pytestmark = pytest.mark.django_db
LIST = reverse("registry:people")
WORDS = {"subject": "{姓名}：请补交学位证书", "text": "{姓名}您好：\n请于周五前到{单位}人事处。\n{机关}"}


@pytest.fixture
def staff(world, alice, bob):
    """Alice and Bob with logins, one without, one who has left."""
    silent = factories.make_professional("无账号")
    factories.make_employment(silent, world.employer)
    left = factories.employee_of(world.employer, "left", "离人")
    left.professional.employments.update(valid_until=clock.today())
    return silent, left


def chosen(client, query="", **ticked):
    page = client.get(f"{LIST}?{query}").content.decode()
    return client.post(button(page, "给所选人员发消息"), ticked).url


def why(row, name):
    return row.letters.get(place__professional__name=name).why


def take(user, **more):
    return taking.choose(actor=user, listed=PEOPLE, kind="letter", rows=PEOPLE.rows(user), **more)


def test_clerk_writes_looks_through_and_releases(login, bob, alice, staff, run_jobs):
    client = login(bob)
    asked = chosen(client, "", all="1")
    assert "已选4人" in client.get(asked).content.decode()

    page = outcome(
        client.post(asked, WORDS),
        "已放入发件箱，还没有通知任何人。",
        lambda: Reminding.objects.get().is_open and not Message.objects.filter(kind="letter").exists(),
    )
    row = Reminding.objects.get()
    said = page.content.decode()
    assert "自拟文字的消息" in said
    assert "您好：<br>请于周五前到" in said
    assert why(row, "无账号") == "没有可用的账号，收不到提醒"
    assert why(row, "离人") == "已不在该单位"
    client.post(reverse("registry:reminder-release", args=[row.public_id]), {"edit": row.edit})
    run_jobs()

    told = {one.recipient.username: one for one in Message.objects.filter(kind="letter")}
    assert set(told) == {"alice", "bob"}
    assert told["alice"].subject == "欧阳晓𬱖：请补交学位证书"
    unit = bob.seats[0].organisation.name
    assert told["alice"].body == f"欧阳晓𬱖您好：\n请于周五前到{unit}人事处。\n{unit}"


def test_filter_says_whom_and_stands_on_the_page(login, bob, staff):
    client = login(bob)
    asked = chosen(client, "q=无账号", all="1")

    page = client.post(asked, WORDS, follow=True).content.decode()

    assert [one.place.professional.name for one in Letter.objects.all()] == ["无账号"]
    assert "姓名、拼音或工号" in page


def test_reminder_some_days_ago_keeps_nobody_out_and_a_message_is_no_reminder(bob, alice, staff, run_jobs):
    wanted = Wanted("registration", 2019)
    before = reminding.prepare(actor=bob, seat=bob.seats[0], wanted=wanted)
    reminding.release(actor=bob, reminding=before)
    run_jobs()
    assert Message.objects.filter(kind="reminding", recipient=alice).count() == 1

    row = letters.write_to(actor=bob, seat=bob.seats[0], taken=take(bob), subject="通知", text="开会")
    assert row.letters.get(place__professional=alice.professional).outcome == "waiting"
    reminding.release(actor=bob, reminding=row)
    run_jobs()
    assert Message.objects.filter(kind="letter", recipient=alice).count() == 1

    Message.objects.filter(kind="reminding").delete()
    again = reminding.prepare(actor=bob, seat=bob.seats[0], wanted=wanted)
    assert again.letters.get(place__professional=alice.professional).outcome == "waiting"


def test_who_left_before_it_is_sent_is_told_nothing(bob, alice, staff, run_jobs):
    row = letters.write_to(actor=bob, seat=bob.seats[0], taken=take(bob), subject="通知", text="开会")
    alice.professional.employments.update(valid_until=clock.today())

    reminding.release(actor=bob, reminding=row)
    run_jobs()

    assert not Message.objects.filter(kind="letter", recipient=alice).exists()
    assert why(row, "欧阳晓𬱖") == "已不在该单位"


def test_reader_of_digests_gets_it_in_the_digest(bob, alice, staff, run_jobs):
    MailPreference.objects.create(user=alice, topic="reminder", way="daily")
    row = letters.write_to(actor=bob, seat=bob.seats[0], taken=take(bob), subject="通知", text="开会")
    reminding.release(actor=bob, reminding=row)
    run_jobs()

    assert Message.objects.get(kind="letter", recipient=alice).by_mail == "daily"


@pytest.mark.parametrize(
    ("subject", "text", "said"),
    [
        ("通知", "{年度}年度", "文字中的“{年度}”不是可以使用的代号"),
        ("通知", "{手机}", "文字中的“{手机}”不是可以使用的代号"),
        ("{单位}通知", "开会", "标题中只能使用"),
        ("", "开会", "请填写"),
    ],
)
def test_words_that_mean_nothing_there_are_refused_and_kept_in_the_form(
    login, bob, staff, subject, text, said
):
    client = login(bob)
    asked = chosen(client, all="1")

    answer = client.post(asked, {"subject": subject, "text": text})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert text in answer.content.decode()
    assert not Reminding.objects.exists()


def test_office_writes_to_nobody_outside_of_its_units(bob, hana, staff):
    taken = take(hana)

    with pytest.raises(Refused, match="都不在您管理的单位"):
        letters.write_to(actor=bob, seat=bob.seats[0], taken=taken, subject="通知", text="开会")

    assert not Reminding.objects.exists()


def test_seat_of_another_writes_nothing(bob, hana, staff):
    with pytest.raises(Refused, match="经办人可以提醒"):
        letters.write_to(actor=bob, seat=hana.seats[0], taken=take(bob), subject="通知", text="开会")


def test_chosen_rows_of_another_are_absent(login, bob, hana, staff):
    made = take(bob)

    assert login(hana).get(reverse("registry:taken-letter", args=[made.public_id])).status_code == 404
    assert TakenList.objects.get().owner == bob


def test_own_words_are_no_topic_of_a_reminder_by_filter(login, bob, staff):
    page = login(bob).get(reverse("registry:reminder-new")).content.decode()
    sent = login(bob).post(reverse("registry:reminder-new"), {"topic": "own"})

    assert "自拟文字" not in page
    assert sent.status_code == 422


def test_person_with_two_places_is_written_to_once_by_the_present_one(bob, world, alice, staff):
    days = {"valid_from": factories.day("2010-01-01"), "valid_until": factories.day("2012-01-01")}
    factories.make_employment(alice.professional, world.employer, **days)

    row = letters.write_to(actor=bob, seat=bob.seats[0], taken=take(bob), subject="通知", text="开会")

    (letter,) = row.letters.filter(place__professional=alice.professional)
    assert letter.place.valid_until is None
    assert letter.outcome == "waiting"

"""A login opened again by two officers: each has a half, only the person has both; no one of the three suffices."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.urls import reverse

from cejc import clock
from cejc.errors import Refused, Stale
from registry.models import AuditEntry, Message, Recovery, User
from registry.people.services import recovery
from tests import factories
from tests.factories import PASSWORD
from tests.outcome import outcome

NEW = "资水东来-湘江-2021"


@pytest.fixture
def place(alice):
    return alice.professional.employments.get()


@pytest.fixture
def asked(bob, place):
    return recovery.ask(actor=bob, employment=place, reason="手机和邮箱都已更换")


def using(client, alice, code, **changes):
    typed = {
        "identity_type": "resident_card",
        "number": str(alice.professional.identity_number),
        "code": code,
        "password1": NEW,
        "password2": NEW,
    }
    return client.post(reverse("registry:recovery-use"), typed | changes)


def opens(alice, password):
    return User.objects.get(pk=alice.pk).check_password(password)


def test_walk_of_the_three(client, login, bob, dora, alice, place):
    Authenticator.objects.create(user=alice, type="totp", data={})
    page = login(bob).post(reverse("registry:recovery-ask", args=[place.public_id]), {"reason": "手机已更换"})
    first = page.context["half"]
    row = Recovery.objects.get()
    assert page["Cache-Control"].startswith("max-age=0")
    assert first not in login(bob).get(reverse("registry:recoveries")).content.decode()

    page = login(dora).post(reverse("registry:recovery-act", args=[row.public_id, "confirm"]))
    second = page.context["half"]

    outcome(
        using(client, alice, f"{first}{second}"),
        "密码已重设，请用新密码登录。",
        lambda: opens(alice, NEW) and Recovery.objects.get().state == "used",
    )
    assert not Authenticator.objects.filter(user=alice).exists()
    kinds = set(Message.objects.filter(recipient=alice).values_list("kind", flat=True))
    assert kinds >= {"recovery_asked", "recovery_confirmed", "recovery_used"}
    told = set(AuditEntry.objects.values_list("action", flat=True))
    assert told >= {"recovery.asked", "recovery.confirmed", "recovery.used", "account.password_changed"}
    assert first not in str(list(AuditEntry.objects.values())) + str(list(Message.objects.values()))


@pytest.mark.parametrize("which", ["first", "second", "first twice", "swapped", "none"])
def test_half_alone_opens_nothing(client, asked, dora, alice, which):
    row, first = asked
    row, second = recovery.confirm(actor=dora, row=row)
    code = {
        "first": first,
        "second": second,
        "first twice": first * 2,
        "swapped": second + first,
        "none": "A" * 16,
    }[which]

    answer = using(client, alice, code)

    assert "恢复码有误" in str(answer.context["form"].non_field_errors())
    assert opens(alice, PASSWORD)


def test_code_before_the_confirmation_opens_nothing(client, asked, alice):
    using(client, alice, asked[1] * 2)

    assert opens(alice, PASSWORD)


def test_code_serves_once_and_three_days(client, asked, dora, alice):
    row, first = asked
    row, second = recovery.confirm(actor=dora, row=row)

    with time_machine.travel(clock.now() + timedelta(days=3, minutes=1)):
        using(client, alice, first + second)
        assert opens(alice, PASSWORD)
    using(client, alice, first + second)
    assert opens(alice, NEW)
    using(client, alice, first + second, password1=NEW + "x", password2=NEW + "x")
    assert opens(alice, NEW)


def test_five_wrong_codes_end_it(client, asked, dora, alice):
    row, first = asked
    row, second = recovery.confirm(actor=dora, row=row)
    for _ in range(5):
        using(client, alice, "B" * 16)

    using(client, alice, first + second)

    assert opens(alice, PASSWORD)


def test_code_of_another_person_opens_nothing(client, asked, dora, alice, charlie):
    row, first = asked
    row, second = recovery.confirm(actor=dora, row=row)

    using(client, charlie, first + second)

    assert opens(charlie, PASSWORD)
    assert opens(alice, PASSWORD)


@pytest.mark.parametrize("who", ["bob", "hana", "alice", "charlie", "sam", "admin"])
def test_nobody_but_the_office_above_confirms(request, asked, who):
    person = request.getfixturevalue(who)

    with transaction.atomic(), pytest.raises(Refused):
        recovery.confirm(actor=person, row=asked[0])

    assert Recovery.objects.get().state == "asked"


def test_login_with_an_office_is_confirmed_by_the_security_officer(bob, dora, sam, world):
    second = factories.hr_of(world.employer, "bella", "白莲")
    place = second.professional.employments.get()
    row, _half = recovery.ask(actor=bob, employment=place, reason="密钥丢失")

    with pytest.raises(Refused, match="安全管理员确认"):
        recovery.confirm(actor=dora, row=row)
    recovery.confirm(actor=sam, row=row)

    assert Recovery.objects.get().state == "confirmed"


def test_asker_with_an_office_above_does_not_confirm(bob, world, asked):
    factories.make_membership(bob, world.department, "department")

    with pytest.raises(Refused, match="由其他人确认"):
        recovery.confirm(actor=bob, row=asked[0])


def test_hr_cannot_ask_for_itself(bob):
    place = bob.professional.employments.get()

    with pytest.raises(Refused, match="本人"):
        recovery.ask(actor=bob, employment=place, reason="x")


@pytest.mark.parametrize("who", ["hana", "dora"])
def test_others_cannot_ask(request, place, who):
    with pytest.raises(Refused):
        recovery.ask(actor=request.getfixturevalue(who), employment=place, reason="x")


def test_new_request_ends_the_earlier(client, asked, bob, dora, place, alice):
    row, first = asked
    row, second = recovery.confirm(actor=dora, row=row)

    recovery.ask(actor=bob, employment=place, reason="半段遗失")
    using(client, alice, first + second)

    assert opens(alice, PASSWORD)
    assert sorted(Recovery.objects.values_list("state", flat=True)) == ["asked", "lapsed"]


def test_confirmed_once(asked, dora):
    recovery.confirm(actor=dora, row=asked[0])

    with pytest.raises(Stale):
        recovery.confirm(actor=dora, row=asked[0])


def test_refusal_is_told_to_the_asker(login, asked, dora, bob):
    address = reverse("registry:recovery-act", args=[asked[0].public_id, "refuse"])

    outcome(
        login(dora).post(address, {"reason": "本人说没有要求"}),
        "已退回账号找回申请，已通知申请人。",
        lambda: Recovery.objects.get().state == "refused",
    )
    assert "本人说没有要求" in Message.objects.get(recipient=bob, kind="recovery_refused").body


@pytest.mark.parametrize(("who", "sees"), [("bob", 1), ("dora", 1), ("hana", 0), ("petra", 1), ("sam", 1)])
def test_list_shows_what_concerns_ones_office(request, login, asked, who, sees):
    page = login(request.getfixturevalue(who)).get(reverse("registry:recoveries"))

    assert len(page.context["lines"]) == sees


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_same_however_many(login, bob, dora, world, rows, django_assert_num_queries):
    for number in range(rows):
        user = factories.employee_of(world.employer, f"lost{number}")
        recovery.ask(actor=bob, employment=user.professional.employments.get(), reason="x")
    client = login(dora)
    client.get(reverse("registry:recoveries"))

    with django_assert_num_queries(10):
        client.get(reverse("registry:recoveries"))

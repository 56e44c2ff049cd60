"""The devices on which a login is open: noted, shown to the owner alone, ended one by one and together."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registry.models import AuditEntry, Device
from registry.people.queries.device import in_words, shortened
from tests.factories import PASSWORD
from tests.outcome import outcome

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"
WECHAT = (
    "Mozilla/5.0 (Linux; Android 13; V2203A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/111.0 "
    "Mobile Safari/537.36 MicroMessenger/8.0.42 NetType/WIFI Language/zh_CN"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.1 Mobile/15E148 Safari/604.1"
)
NEW = "资水东来-湘江-2021"


def entered(name, agent=CHROME, address="59.51.1.9"):
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR=address)
    client.post("/accounts/login/", {"login": name, "password": PASSWORD})
    return client


def is_in(client):
    return client.get(reverse("registry:account")).status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Windows电脑，Chrome浏览器"),
        (WECHAT, "安卓手机或平板，微信"),
        (
            IPHONE,
            "苹果手机或平板，Safari浏览器",
        ),
        ("curl/7.88.1", "curl浏览器"),
        ("", "未知设备"),
    ],
)
def test_agent_in_plain_words(agent, words):
    assert in_words(agent) == words


@pytest.mark.parametrize(
    ("address", "shown"), [("59.51.1.9", "59.51.1.*"), ("2408:8400:1::5", "2408:8400:0001::*"), (None, "")]
)
def test_address_without_its_last_part(address, shown):
    assert shortened(address) == shown


def test_page_lists_own_devices_with_words_and_network(alice, charlie):
    here = entered("alice")
    entered("alice", WECHAT, "113.247.2.3")
    entered("charlie", address="10.0.0.1")

    page = here.get(reverse("registry:devices")).content.decode()

    assert "Windows电脑，Chrome浏览器" in page
    assert "安卓手机或平板，微信" in page
    assert "113.247.2.*" in page
    assert "113.247.2.3" not in page
    assert "10.0.0" not in page
    assert page.count("本机") == 1


def test_one_device_is_ended_and_the_others_stay(alice):
    here, phone, third = entered("alice"), entered("alice", WECHAT), entered("alice")
    row = Device.objects.get(user=alice, agent=WECHAT)

    answer = here.post(reverse("registry:device-end", args=[row.public_id]))

    outcome(answer, "已退出这台设备上的登录。", lambda: not Device.objects.filter(pk=row.pk).exists())
    assert (is_in(here), is_in(phone), is_in(third)) == (True, False, True)
    assert AuditEntry.objects.filter(action="account.device_ended", subject=str(alice.public_id)).count() == 1


def test_all_but_this_are_ended(alice, charlie):
    here, phone, other = entered("alice"), entered("alice", WECHAT), entered("charlie")

    answer = here.post(reverse("registry:devices-end-others"))

    outcome(answer, "已退出其他所有设备上的登录。", lambda: Device.objects.filter(user=alice).count() == 1)
    assert (is_in(here), is_in(phone), is_in(other)) == (True, False, True)
    assert AuditEntry.objects.get(action="account.devices_ended").after == {"count": 1}


def test_with_no_other_device_nothing_is_ended(alice):
    here = entered("alice")

    page = here.post(reverse("registry:devices-end-others"), follow=True)

    assert "没有其他设备登录着您的账号。" in page.content.decode()
    assert is_in(here)
    assert not AuditEntry.objects.filter(action="account.devices_ended").exists()


def test_anothers_device_is_404_and_stays(alice, charlie):
    here, other = entered("alice"), entered("charlie")
    row = Device.objects.get(user=charlie)

    assert here.post(reverse("registry:device-end", args=[row.public_id])).status_code == 404
    assert is_in(other)


def test_password_change_leaves_this_device_alone(alice):
    here, phone = entered("alice"), entered("alice", WECHAT)

    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    assert (is_in(here), is_in(phone)) == (True, False)
    assert [row.agent for row in Device.objects.filter(user=alice)] == [CHROME]
    assert Session.objects.filter(session_key=Device.objects.get(user=alice).session_key).exists()


def test_logout_takes_the_device_away(alice):
    here = entered("alice")

    here.post("/accounts/logout/")

    assert not Device.objects.filter(user=alice).exists()


def test_use_is_noted_once_in_ten_minutes(alice, django_assert_num_queries):
    here = entered("alice")
    before = Device.objects.get(user=alice).seen_at

    with time_machine.travel(timezone.now() + timedelta(minutes=9)):
        is_in(here)
    assert Device.objects.get(user=alice).seen_at == before
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        is_in(here)
    assert Device.objects.get(user=alice).seen_at > before


def test_devices_whose_session_has_run_out_go_at_the_next_login(alice):
    entered("alice", WECHAT)
    with time_machine.travel(timezone.now() + timedelta(hours=13)):
        here = entered("alice")
        page = here.get(reverse("registry:devices")).content.decode()

    assert "微信" not in page
    assert Device.objects.filter(user=alice).count() == 1


@pytest.mark.parametrize("devices", [1, 3])
def test_page_asks_the_same_however_many_devices(alice, devices, django_assert_num_queries):
    here = entered("alice")
    for _ in range(devices - 1):
        entered("alice", WECHAT)
    here.get(reverse("registry:devices"))

    with django_assert_num_queries(5):
        here.get(reverse("registry:devices"))


def test_role_taken_away_acts_at_the_next_request(login, bob, admin):
    from registry.people.services import membership

    client = login(bob)
    assert client.get(reverse("registry:people")).status_code == 200

    membership.end(actor=admin, membership=bob.memberships.get(), reason="调离")

    assert client.get(reverse("registry:people")).status_code == 404

"""Logging in in a real browser: by a security key that the browser plays, by another portal on loopback, and on
which devices."""

import json

import pytest

from tests.browser.walker import Walker
from tests.factories import PASSWORD, resident_number
from tests.registry.people.identity_provider import IdentityProvider

pytestmark = pytest.mark.browser
NUMBER = resident_number(55)
STAGE = f"""
from django.core.management import call_command
from tests import factories
call_command("createcachetable")  # tries of a password are counted there
from registry.people.queries.people import identity_index
employer = factories.make_employer("湖南省水利水电勘测设计院", parent=factories.make_department())
alice = factories.employee_of(employer, "alice", "欧阳晓")
factories.hr_of(employer, "bob", "毕明")
alice.professional.identity_number = "{NUMBER}"
alice.professional.identity_index = identity_index("{NUMBER}")
alice.professional.save()
"""
ENTERPRISE = "湖南省水利水电勘测设计院统一身份认证平台（内网和移动端）"


@pytest.fixture(scope="module")
def elsewhere():
    found = IdentityProvider()
    found.knows("ouyang", id_number=NUMBER, level="L3")
    found.knows("stranger", id_number=resident_number(900), level="L3")
    yield found
    found.end()


@pytest.fixture
def stage(apart, elsewhere):
    named = [elsewhere.named(verified={"level": ["L3"]}), elsewhere.named("unit", name=ENTERPRISE)]
    apart.env["CEJC_LOGIN_PROVIDERS"] = json.dumps(named)
    return STAGE


@pytest.fixture
def portal(portal):
    """A browser knows keys for a name, and for no number."""
    return portal.replace("127.0.0.1", "localhost")


def with_a_key(walker: Walker):
    """The browser's own authenticator: a key that holds its owner's name and knows the finger."""
    devtools = walker.page.context.new_cdp_session(walker.page)
    devtools.send("WebAuthn.enable")
    kind = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    key = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": kind})["authenticatorId"]
    return devtools, key


def confirm_oneself(walker: Walker) -> None:
    walker.fill({"password": PASSWORD})
    walker.press("继续")


def elsewhere_as(walker: Walker, subject: str) -> None:
    walker.page.fill("input[name=sub]", subject)
    walker.page.get_by_role("button", name="Authorize").click()
    walker.page.wait_for_load_state()


def test_key_is_added_named_used_and_taken_away(walker: Walker):
    walker.become("bob")
    devtools, key = with_a_key(walker)
    walker.page.locator("header summary", has=walker.page.locator(".menu-name")).click()
    walker.follow("账号与安全")
    walker.follow("管理二次验证")
    walker.look()
    walker.follow("添加安全密钥")
    confirm_oneself(walker)
    walker.look()
    walker.fill({"name": "办公室的蓝色密钥，抽屉里备用的那一把"})
    walker.press("读取密钥并添加")
    walker.sees("已添加安全密钥，下次登录时可以使用。")
    walker.look()
    held = devtools.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    assert [one["isResidentCredential"] for one in held] == [True]

    walker.become("bob")
    walker.sees("用安全密钥验证")
    walker.look()
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    walker.press("用安全密钥验证")
    walker.sees("没有读到密钥，或者操作已取消。")
    walker.look()
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": True})
    walker.press("用安全密钥验证")
    walker.sees("毕明")

    walker.page.locator("header summary", has=walker.page.locator(".menu-name")).click()
    walker.follow("账号与安全")
    walker.follow("管理二次验证")
    walker.look()
    walker.follow("改名：")
    walker.fill({"name": "蓝色"})
    walker.press("保存")
    walker.sees("已修改安全密钥的名称。")
    walker.follow("删除：蓝色")
    walker.follow("改用安全密钥")
    walker.look()
    walker.press("用安全密钥验证")
    walker.look()
    walker.press("删除安全密钥")
    walker.sees("您的角色要求使用二次验证，这是最后一种，不能删除。")
    walker.look()


def test_login_by_another_portal_is_confirmed_once_and_shown_among_devices(walker: Walker):
    walker.go("登录")
    walker.look()
    walker.press("用“国家政务服务平台”登录")
    elsewhere_as(walker, "stranger")
    walker.sees("这个证件号码在本系统没有账号")
    walker.look()
    walker.press("用“国家政务服务平台”登录")
    elsewhere_as(walker, "ouyang")
    walker.look()
    walker.fill({"password": "不是这个密码"})
    walker.press("确认并登录")
    walker.sees("填写的内容与这个账号不符")
    walker.look()
    walker.fill({"password": PASSWORD})
    walker.press("确认并登录")
    walker.sees("已绑定“国家政务服务平台”，以后可以用它登录。")

    walker.leave()
    walker.go("登录")
    walker.press("用“国家政务服务平台”登录")
    elsewhere_as(walker, "ouyang")
    walker.page.locator("header summary", has=walker.page.locator(".menu-name")).click()
    walker.follow("账号与安全")
    walker.look()
    walker.press(f"绑定“{ENTERPRISE}”")
    confirm_oneself(walker)
    elsewhere_as(walker, "ouyang")
    walker.sees(f"已绑定“{ENTERPRISE}”，以后可以用它登录。")
    walker.look()
    walker.follow("登录的设备")
    walker.sees("本机")
    walker.look()

"""Where django-allauth meets the portal: one adapter for accounts, one for second factors."""

import io
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cejc.lib import crypto
from registry.people.address import client_address
from registry.people.models import User
from registry.people.services import account, device, second_factor

# Noise, or said by our own pages.
UNSAID = ("logged_in.txt", "logged_out.txt", "webauthn_added.txt", "webauthn_removed.txt")


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up here: accounts come from a roster's activation or a registration."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _(
            "用户名（或证件号码）与密码不符，或账号暂时不能登录。连续5次不符后，账号将锁定15分钟；请稍后再试，或重设密码。"
        ),
        "too_many_login_attempts": _("尝试次数过多，请15分钟后再试。"),
        "enter_current_password": _("当前密码不正确，请重新输入。"),
        "incorrect_password": _("密码不正确，请重新输入。连续5次不正确，账号将锁定15分钟。"),
        "rate_limited": _("操作过于频繁，请稍后再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """The throttle counts failures in the database; allauth's own
        would count everybody's right logins too."""
        account.refuse_flood(client_address(request))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong answer from a busy address waits; a right one never comes here."""
        account.slow_down(
            client_address(request),
            _(
                "您所在的网络在15分钟内多次登录没有成功。用户名和密码正确的不受影响；您这一次填写的用户名（或证件号码）"
                "与密码不符，或账号暂时不能登录。请核对后再试，或重设密码。"
            ),
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        """For allauth's own counting by address."""
        return client_address(request) or "unknown"

    def _rollback_login_failed_rl_usage(self) -> None:
        return None

    def set_password(self, user: User, password: str) -> None:
        account.set_password(user=user, password=password, keep=device.own_key(self.request))

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        if message_template and message_template.endswith(UNSAID):
            return
        super().add_message(request, level, message_template, *args, **kwargs)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are sealed at rest; labels carry no identity number and no address."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("验证码不正确或已过期，请输入验证器上当前显示的6位数字。"),
        "cannot_delete_authenticator": _(
            "您的角色要求使用二次验证，不能停用。更换手机请先联系系统管理员重置。"
        ),
    }

    def get_totp_label(self, user: User) -> str:
        return user.username

    def build_totp_svg(self, url: str) -> str:
        out = io.BytesIO()
        segno.make(url, error="m").save(out, kind="svg", scale=4, border=4)
        return out.getvalue().decode()

    def encrypt(self, text: str) -> str:
        return crypto.seal("mfa.authenticator", text)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.open_("mfa.authenticator", encrypted_text)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return second_factor.may_remove(authenticator)

    def generate_authenticator_name(self, user: User, kind: Any) -> str:
        count = Authenticator.objects.filter(user=user, type=kind).count()
        return _("安全密钥%s") % (count + 1)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": str(_("继续教育学时认定"))}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """A key shows the name of the login, and never a number or an address."""
        return super().get_public_key_credential_user_entity(user) | {"name": user.username}

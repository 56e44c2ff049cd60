"""Second-factor forms: allauth's, with Chinese words and the lock-out
of the row, which every process sees."""

from typing import Any

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanCharField
from cejc.lib.layout import Drawn
from registry.people.services import account

HINT = _("验证器应用上当前显示的6位数字；手机不在身边时，可以填写一个恢复码。")


class CodeMixin(forms.Form):
    """Five wrong codes lock the account like five wrong passwords."""

    helper = Drawn(submit_label=_("继续"))

    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label, field.help_text = _("验证码"), HINT
        field.widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text"})

    def clean_code(self) -> str:
        if not account.reserve(self.user):
            raise forms.ValidationError(_("尝试次数过多，账号已锁定15分钟，请稍后再试或联系系统管理员。"))
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except forms.ValidationError:
            account.settle(self.user, correct=False)
            raise
        account.settle(self.user, correct=True)
        return code


class AuthenticateForm(CodeMixin, base.AuthenticateForm):
    pass


class ReauthenticateForm(CodeMixin, base.ReauthenticateForm):
    pass


class ActivateForm(totp.ActivateTOTPForm):
    helper = Drawn(submit_label=_("完成设置"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label, field.help_text = _("验证码"), _("扫码后，验证器上显示的6位数字。")
        field.widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})


class AddKeyForm(webauthn.AddWebAuthnForm):
    """What the browser read of a key, and how its owner calls it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = CleanCharField(
            label=_("名称"), max_length=40, required=False, initial=self.initial["name"], printed=False
        )
        self.fields["credential"].error_messages["required"] = _("没有读到密钥，请按“读取密钥并添加”。")


class KeyNameForm(forms.Form):
    helper = Drawn(title=_("修改密钥名称"), submit_label=_("保存"))
    name = CleanCharField(label=_("名称"), max_length=40, printed=False)


class RemoveKeyForm(forms.Form):
    """Nothing to fill in: the page asks whether."""

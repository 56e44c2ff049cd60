"""Keys A and B of a platform, and the signing of a batch."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib import sealed_key
from cejc.lib.dual_key import KeyFault, PublicKey, read_public, read_signature
from cejc.lib.formfields import CleanTextField
from cejc.lib.layout import Drawn
from registry.machinery.forms.words import demand
from registry.results.services.platform_key import sentence_of

LEAST = sealed_key.LEAST_PASSPHRASE


def _passphrase(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        **more,
    )


class KeyForm(forms.Form):
    """A key is put on record; one that `replaces` another says why."""

    helper = Drawn(submit_label=_("登记秘钥"), official=True)

    reason = CleanTextField(
        label=_("更换理由"), max_length=500, rows=2, help_text=_("已有使用中的秘钥时必填。")
    )
    field_order = ("passphrase", "again", "pem", "reason")

    def __init__(self, *args: Any, replaces: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not replaces:
            del self.fields["reason"]


class GenerateForm(KeyForm):
    """A key pair made here, its private half sealed under the passphrase at once."""

    passphrase = _passphrase(
        _("口令"), min_length=LEAST, help_text=_("至少%s个字符。系统不保存口令，遗忘后只能更换秘钥。") % LEAST
    )
    again = _passphrase(_("再次输入口令"))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("passphrase") and found.get("again") and found["passphrase"] != found["again"]:
            self.add_error("again", _("两次输入的口令不一致。"))
        return found


class DepositForm(KeyForm):
    """A public key made elsewhere; its private half never comes here."""

    pem = CleanTextField(
        label=_("公钥（PEM）"),
        max_length=2000,
        rows=4,
        help_text=_("Ed25519公钥，以-----BEGIN PUBLIC KEY-----开头。私钥请自行妥善保管，不要上传。"),
    )

    def clean_pem(self) -> PublicKey:
        try:
            return read_public(self.cleaned_data["pem"])
        except KeyFault as fault:
            raise forms.ValidationError(sentence_of(fault)) from fault


class SignForm(forms.Form):
    """By the passphrase of the key that is sealed here (`kept`), or with a
    signature made on the custodian's machine."""

    helper = Drawn(submit_label=_("签署"), official=True)

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    passphrase = forms.CharField(
        label=_("口令"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("输入登记秘钥时设置的口令。"),
    )
    signature = CleanTextField(
        label=_("签名（Base64）"),
        max_length=400,
        rows=2,
        help_text=_("私钥由您自行保管：在本机签名后自动填入，也可以下载清单，用离线工具签名后填写。"),
    )

    def __init__(self, *args: Any, kept: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["signature" if kept else "passphrase"]

    def clean_signature(self) -> bytes:
        try:
            return read_signature(self.cleaned_data["signature"])
        except ValueError as fault:
            raise forms.ValidationError(_("签名不是有效的Base64文字。")) from fault


class EndKeyForm(forms.Form):
    """Lost, or known to somebody else from a moment on."""

    helper = Drawn(
        title=_("登记遗失或泄露"),
        lead=_("登记后该秘钥不能再用于签署，须更换新的秘钥。泄露之后签署的批次停止计入，须作废后重新签署。"),
        submit_label=_("登记"),
        official=True,
    )

    what = forms.ChoiceField(
        label=_("情形"),
        widget=forms.RadioSelect,
        choices=[
            ("lost", _("遗失：此前的签署继续有效")),
            ("compromised", _("泄露：自泄露时起的签署不再有效")),
        ],
    )
    moment = forms.DateTimeField(
        label=_("泄露时间"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("登记泄露时必填，以最早可能的时间为准。"),
    )
    reason = CleanTextField(label=_("情况说明"), max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        demand(self, _("登记泄露时必填"), "moment")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("what") == "compromised" and not found.get("moment"):
            self.add_error("moment", _("请填写泄露时间。"))
        return found

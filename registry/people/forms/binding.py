"""The first login by another portal is confirmed here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanCharField, CodeField
from cejc.lib.layout import Drawn


class ConfirmForm(forms.Form):
    """The password; or, for people without an office, name and identity number as registered."""

    helper = Drawn(submit_label=_("确认并登录"))

    password = forms.CharField(
        label=_("本系统的密码"),
        max_length=128,
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    name = CleanCharField(
        label=_("姓名"),
        max_length=120,
        required=False,
        help_text=_("忘记密码的，可以不填密码，填写姓名和证件号码。"),
    )
    number = CodeField(label=_("证件号码"), max_length=60, required=False)

    def __init__(self, *args: Any, office: bool, **kwargs: Any) -> None:
        """`office`: the login has a role, and only its password confirms."""
        super().__init__(*args, **kwargs)
        if office:
            del self.fields["name"], self.fields["number"]
            self.fields["password"].required = True

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("password") and not (data.get("name") and data.get("number")) and not self.errors:
            self.add_error("password", _("请填写密码，或者填写姓名和证件号码。"))
        return data

"""Opening a login again by two officers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanCharField
from cejc.lib.layout import Drawn
from registry.people.forms.account import IdentityFormMixin, NewPasswordMixin


class ConfirmForm(forms.Form):
    """Nothing to fill in: the page asks whether."""


class UseForm(NewPasswordMixin, IdentityFormMixin):
    helper = Drawn(submit_label=_("设置新密码"))

    field_order = ("identity_type", "number", "code", "password1", "password2")
    code = CleanCharField(
        label=_("恢复码"),
        max_length=60,
        help_text=_("先填单位人事告知的前半段，再填上级经办人员告知的后半段，共16位字母和数字。"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
        printed=False,
    )

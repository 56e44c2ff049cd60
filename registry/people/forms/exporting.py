"""Tracing a row that turned up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanTextField
from cejc.lib.layout import Drawn


class TraceForm(forms.Form):
    helper = Drawn(submit_label=_("查找"))
    # Not a cleaned one: tabs part the cells.
    text = forms.CharField(
        label=_("校验码，或连同校验码的整行"),
        max_length=5000,
        help_text=_("从表格中复制整行粘贴到这里，可以核对内容是否改动。查找的内容不保存。"),
        widget=forms.Textarea(attrs={"rows": 4}),
        strip=False,
    )


class PurposeForm(forms.Form):
    helper = Drawn(submit_label=_("提交申请"))
    reason = CleanTextField(
        label=_("用途"),
        max_length=500,
        help_text=_("写明给谁、做什么用、用后怎样处理。同意的人和审计员会看到。"),
    )

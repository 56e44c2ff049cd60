"""Searching by identity number."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CodeField
from cejc.lib.layout import Drawn


class FindForm(forms.Form):
    helper = Drawn(
        title=_("按证件号码查找"),
        lead=_(
            "证件号码不写入网址，以免留在浏览器记录和网络设备的日志里。请在这里填写，查到后回到刚才的列表。"
        ),
        submit_label=_("查找"),
        cancel_label=_("返回列表"),
    )
    to = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    number = CodeField(label=_("证件号码"), max_length=60)

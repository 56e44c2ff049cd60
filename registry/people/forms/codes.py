"""Handing out activation codes to many: to whom, and on what."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from cejc.lib.layout import Drawn

SHAPES = (("slips", _lazy("裁开分发的纸条（PDF）")), ("workbook", _lazy("工作簿（xlsx）")))


class CodesForm(forms.Form):
    """`departments` are (name, how many of them have no account), as the positions of the roster say."""

    helper = Drawn(submit_label=_lazy("发放并下载"))
    departments = forms.MultipleChoiceField(
        label=_lazy("部门"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_lazy("只列出还有人未开通账号的部门。"),
    )
    again = forms.BooleanField(
        label=_lazy("已发过且仍有效的也重新发放"),
        required=False,
        help_text=_lazy("重新发放后，原来的激活码失效。不勾选时，这些人员不在其内。"),
    )
    shape = forms.ChoiceField(label=_lazy("形式"), choices=SHAPES, widget=forms.RadioSelect)

    def __init__(self, data: Any, *, departments: list[tuple[str, int]]) -> None:
        super().__init__(data)
        words = _("%(name)s（%(count)d人）")
        self.fields["departments"].choices = [  # type: ignore[attr-defined]
            (name, words % {"name": name, "count": count}) for name, count in departments
        ]

"""Setting the demo's clock: to a moment, forward by days, or back to the real time."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.layout import Drawn


class DemoClockForm(forms.Form):
    """One of three: `reset`, `days` (an integer, may be negative), or `moment` (Asia/Shanghai)."""

    helper = Drawn(submit_label=_("调整时钟"))

    moment = forms.DateTimeField(
        label=_("设为"),
        required=False,
        help_text=_("例如 2020-06-15 09:00，按北京时间。"),
        input_formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d"],
        error_messages={"invalid": _("请按“2020-06-15 09:00”的格式填写日期和时间。")},
    )
    days = forms.IntegerField(
        label=_("向后推进天数"),
        required=False,
        min_value=-14000,
        max_value=14000,
        error_messages=dict.fromkeys(
            ["invalid", "min_value", "max_value"], _("请填写四十年以内的整数天数。")
        ),
    )
    reset = forms.BooleanField(label=_("恢复为实际时间"), required=False)
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        given = [values.get("moment"), values.get("days") is not None, values.get("reset")]
        if not self.errors and sum(map(bool, given)) != 1:
            raise forms.ValidationError(_("请在设定时间、推进天数和恢复实际时间中选择一项填写。"))
        return values

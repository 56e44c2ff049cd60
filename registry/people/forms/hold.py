"""留存 of a person's data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanTextField, DayField
from cejc.lib.layout import Drawn


class HoldForm(forms.Form):
    helper = Drawn(
        title=_("决定留存"),
        lead=_("留存期间，与此人有关的内容到期也不删除，本人申请注销也不办理。"),
        submit_label=_("留存"),
    )
    until = DayField(label=_("留存至"), help_text=_("含当日。三年以内；期满仍需留存的，可以再次决定。"))
    reason = CleanTextField(
        label=_("事由"), max_length=500, help_text=_("例如：本人对认定结果申请行政复议，正在审理。")
    )

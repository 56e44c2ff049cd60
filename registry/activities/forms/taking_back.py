from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanTextField
from cejc.lib.layout import Drawn


class TakeBackForm(forms.Form):
    """Why an approval is taken back; the person reads it."""

    helper = Drawn(
        title=_("撤销认可"),
        text=_(
            "撤销后，这条记录不再计入学时，不能恢复。已经据此签发的认定单立即列入重核，查验页面同步显示。"
        ),
        submit_label=_("撤销认可"),
        official=True,
    )

    reason = CleanTextField(label=_("理由"), max_length=1000, rows=4, help_text=_("本人会看到这段文字。"))

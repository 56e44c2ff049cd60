"""Declaring and ending a suspension of gatherings."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanCharField, DayField
from cejc.lib.layout import Drawn


class SuspensionForm(forms.Form):
    helper = Drawn(submit_label=_("登记"))
    first_day = DayField(label=_("停办起"))
    last_day = DayField(label=_("停办止"), required=False, help_text=_("含当日；恢复时间另行通知的，留空。"))
    citation = CleanCharField(label=_("依据"), max_length=300, help_text=_("文号和条款，审核人会看到。"))


class EndForm(forms.Form):
    last_day = DayField(label=_("停办止"))
